-- Where somebody is signed in, the last used first: at most a hundred live ones, and those that have expired within
-- 30 days, for which they are kept; whatever number of their sessions was ended.
CREATE INDEX "session_live_idx" ON "session"("user_id", "last_used_at" DESC, "id" DESC) WHERE "revoked_at" IS NULL;
