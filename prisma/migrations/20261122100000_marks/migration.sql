-- CreateTable
CREATE TABLE "member_mark" (
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "delivered_seq" INTEGER NOT NULL DEFAULT 0,
    "read_seq" INTEGER NOT NULL DEFAULT 0,
    "receipt_seq" INTEGER NOT NULL DEFAULT 0,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "member_mark_pkey" PRIMARY KEY ("conversation_id","user_id")
);

-- CreateTable
CREATE TABLE "mention" (
    "user_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,

    CONSTRAINT "mention_pkey" PRIMARY KEY ("user_id","conversation_id","seq")
);

-- CreateIndex
CREATE INDEX "member_mark_user_id_changed_xid_idx" ON "member_mark"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "member_mark_conversation_id_changed_xid_idx" ON "member_mark"("conversation_id", "changed_xid");

-- CreateIndex
CREATE INDEX "mention_message_id_idx" ON "mention"("message_id");

-- AddForeignKey
ALTER TABLE "member_mark" ADD CONSTRAINT "member_mark_conversation_id_user_id_fkey" FOREIGN KEY ("conversation_id", "user_id") REFERENCES "member"("conversation_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mention" ADD CONSTRAINT "mention_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- No writer of a mark can forget to say when it wrote: the user's other devices, and resumed inboxes, find it by this.
CREATE TRIGGER "member_mark_changed_xid" BEFORE INSERT OR UPDATE ON "member_mark"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- Every row is written again and again: clear away what it was before long.
ALTER TABLE "member_mark" SET (autovacuum_vacuum_scale_factor = 0.05);
