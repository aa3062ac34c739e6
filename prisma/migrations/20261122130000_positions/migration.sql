-- The position check asks every second for what has changed of the memberships of everybody connected: with this it costs
-- what has changed, and not what there is.
-- CreateIndex
CREATE INDEX "member_user_id_changed_xid_idx" ON "member"("user_id", "changed_xid");
