-- Lists that cost what their page is long, however many rows have come and gone beside it.

-- Members: those who have left stand in no index that a page walks, and those of one role are a range of their own. Prisma's
-- schema cannot say WHERE, so both stand here alone.

-- CreateIndex
CREATE INDEX "member_present_idx" ON "member"("conversation_id", "joined_seq", "id") WHERE "removed_seq" IS NULL;

-- CreateIndex
CREATE INDEX "member_present_role_idx" ON "member"("conversation_id", "role", "joined_seq", "id") WHERE "removed_seq" IS NULL;

-- Invitations that wait are found by their time, past none that has ended; there are few of them at a time.

-- CreateIndex
CREATE INDEX "invitation_conversation_id_state_expires_at_idx" ON "invitation"("conversation_id", "state", "expires_at");

-- CreateIndex
CREATE INDEX "invitation_user_id_state_expires_at_idx" ON "invitation"("user_id", "state", "expires_at");

-- What is over is deleted after a time, and is found by it.

-- CreateIndex
CREATE INDEX "invitation_expires_at_idx" ON "invitation"("expires_at");

-- CreateIndex
CREATE INDEX "ban_banned_until_idx" ON "ban"("banned_until");

-- What they replace goes last: from here to the commit nobody reads these tables.

-- DropIndex
DROP INDEX "member_conversation_id_joined_seq_id_idx";

-- DropIndex
DROP INDEX "invitation_conversation_id_id_idx";

-- DropIndex
DROP INDEX "invitation_user_id_id_idx";
