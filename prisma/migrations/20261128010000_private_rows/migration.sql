-- What is one member's alone: settings, drafts, and messages deleted for oneself. See src/domain/ownRows.ts.

-- CreateEnum
CREATE TYPE "notification_level" AS ENUM ('ALL', 'MENTIONS', 'NONE');

-- CreateTable
CREATE TABLE "member_setting" (
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "notification_level" "notification_level" NOT NULL DEFAULT 'ALL',
    "muted_until" TIMESTAMPTZ(3),
    "is_pinned" BOOLEAN NOT NULL DEFAULT false,
    "is_archived" BOOLEAN NOT NULL DEFAULT false,
    "hidden_seq" INTEGER,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "member_setting_pkey" PRIMARY KEY ("conversation_id","user_id")
);

-- CreateTable
CREATE TABLE "draft" (
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "thread_root_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "draft_pkey" PRIMARY KEY ("conversation_id","user_id","thread_root_id")
);

-- CreateTable
CREATE TABLE "hidden_message" (
    "user_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "hidden_message_pkey" PRIMARY KEY ("user_id","conversation_id","seq")
);

-- CreateIndex
CREATE INDEX "member_setting_user_id_changed_xid_idx" ON "member_setting"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "draft_user_id_changed_xid_idx" ON "draft"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "draft_user_id_saved_at_idx" ON "draft"("user_id", "saved_at");

-- CreateIndex
CREATE INDEX "hidden_message_user_id_changed_xid_idx" ON "hidden_message"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "hidden_message_message_id_user_id_idx" ON "hidden_message"("message_id", "user_id");

-- AddForeignKey
ALTER TABLE "member_setting" ADD CONSTRAINT "member_setting_conversation_id_user_id_fkey" FOREIGN KEY ("conversation_id", "user_id") REFERENCES "member"("conversation_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "draft" ADD CONSTRAINT "draft_conversation_id_user_id_fkey" FOREIGN KEY ("conversation_id", "user_id") REFERENCES "member"("conversation_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hidden_message" ADD CONSTRAINT "hidden_message_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- No writer can forget to say when it wrote: the person's other devices, and resumed inboxes, find it by this.
CREATE TRIGGER "member_setting_changed_xid" BEFORE INSERT OR UPDATE ON "member_setting"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

CREATE TRIGGER "draft_changed_xid" BEFORE INSERT OR UPDATE ON "draft"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

CREATE TRIGGER "hidden_message_changed_xid" BEFORE INSERT OR UPDATE ON "hidden_message"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- A draft is written again and again while somebody types: clear away what it was before long.
ALTER TABLE "draft" SET (autovacuum_vacuum_scale_factor = 0.05);
