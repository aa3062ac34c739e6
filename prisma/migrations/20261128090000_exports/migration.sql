-- Exports of one's data: a file each, in parts. See src/domain/dataExport/.

-- CreateEnum
CREATE TYPE "data_export_state" AS ENUM ('QUEUED', 'RUNNING', 'READY', 'FAILED');

-- CreateTable
CREATE TABLE "data_export" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "state" "data_export_state" NOT NULL DEFAULT 'QUEUED',
    "percent" INTEGER NOT NULL DEFAULT 0,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "as_of" TIMESTAMPTZ(3),
    "lines_expected" INTEGER NOT NULL DEFAULT 0,
    "finished_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "byte_size" BIGINT,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "data_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "data_export_chunk" (
    "export_id" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "bytes" BYTEA NOT NULL,
    "place" JSONB NOT NULL,
    "lines_until" INTEGER NOT NULL,
    "bytes_until" BIGINT NOT NULL,

    CONSTRAINT "data_export_chunk_pkey" PRIMARY KEY ("export_id","ordinal")
);

-- CreateIndex
CREATE INDEX "data_export_user_id_id_idx" ON "data_export"("user_id", "id");

-- CreateIndex
CREATE INDEX "data_export_user_id_changed_xid_idx" ON "data_export"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "data_export_expires_at_idx" ON "data_export"("expires_at");

-- AddForeignKey
ALTER TABLE "data_export" ADD CONSTRAINT "data_export_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "data_export_chunk" ADD CONSTRAINT "data_export_chunk_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "data_export"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is read of one person alone, page by page, is a range of an index.

-- CreateIndex
CREATE INDEX "reaction_user_id_message_id_emoji_idx" ON "reaction"("user_id", "message_id", "emoji");

-- CreateIndex
CREATE INDEX "ban_user_id_conversation_id_idx" ON "ban"("user_id", "conversation_id");

-- CreateIndex
CREATE INDEX "invitation_invited_by_id_id_idx" ON "invitation"("invited_by_id", "id");

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_ordinal_idx" ON "audit_entry"("actor_id", "ordinal");

-- CreateIndex
CREATE INDEX "audit_entry_subject_id_ordinal_idx" ON "audit_entry"("subject_id", "ordinal");

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- The person's devices are told how far it is.
CREATE TRIGGER "data_export_changed_xid" BEFORE INSERT OR UPDATE ON "data_export"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- They are compressed already.
ALTER TABLE "data_export_chunk" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

-- Revisions are found by who wrote them. A message that was never edited is not in it, so that no send writes it.
CREATE INDEX "message_sender_id_id_edited_idx" ON "message"("sender_id", "id") WHERE "edited_at" IS NOT NULL;

-- What is replaced above goes last: from here to the commit nobody reads this table.

-- DropIndex
DROP INDEX "reaction_user_id_idx";
