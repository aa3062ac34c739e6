-- Where somebody is signed in, the last used first: at most a hundred, whatever number of their sessions has ended.
CREATE INDEX "session_live_idx" ON "session"("user_id", "last_used_at" DESC, "id" DESC) WHERE "revoked_at" IS NULL;
