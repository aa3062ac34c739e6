-- Which sessions have ended lately is asked every two seconds by every process: see src/auth/sessionWatch.ts.

CREATE INDEX "session_revoked_at_idx" ON "session"("revoked_at");
CREATE INDEX "session_expires_at_idx" ON "session"("expires_at");
