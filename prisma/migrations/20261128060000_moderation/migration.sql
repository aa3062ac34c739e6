-- Reports to moderators, and the audit log of what was done by a role. See src/domain/report/ and src/domain/audit/.

-- CreateEnum
CREATE TYPE "report_kind" AS ENUM ('MESSAGE', 'USER', 'CONVERSATION');

-- CreateEnum
CREATE TYPE "report_reason" AS ENUM ('SPAM', 'HARASSMENT', 'HATE', 'VIOLENCE', 'SEXUAL', 'SELF_HARM', 'IMPERSONATION', 'ILLEGAL', 'OTHER');

-- CreateEnum
CREATE TYPE "report_state" AS ENUM ('OPEN', 'CLAIMED', 'RESOLVED');

-- CreateEnum
CREATE TYPE "report_outcome" AS ENUM ('DISMISSED', 'CONTENT_DELETED', 'MEMBER_WARNED', 'MEMBER_MUTED', 'MEMBER_REMOVED', 'MEMBER_BANNED', 'OTHER_ACTION');

-- CreateEnum
CREATE TYPE "audit_act" AS ENUM ('MEMBER_ROLE_CHANGED', 'MEMBER_REMOVED', 'MEMBER_MUTED', 'MEMBER_UNMUTED', 'MEMBER_BANNED', 'MEMBER_UNBANNED', 'MESSAGE_DELETED', 'REPORT_RESOLVED', 'SERVER_ROLE_CHANGED');

-- CreateTable
CREATE TABLE "report" (
    "id" UUID NOT NULL,
    "reporter_id" UUID NOT NULL,
    "kind" "report_kind" NOT NULL,
    "target_id" UUID NOT NULL,
    "conversation_id" UUID,
    "message_seq" INTEGER,
    "message_changed_seq" INTEGER,
    "reported_user_id" UUID,
    "reason" "report_reason" NOT NULL,
    "words" TEXT NOT NULL,
    "state" "report_state" NOT NULL DEFAULT 'OPEN',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_by_id" UUID,
    "claimed_at" TIMESTAMPTZ(3),
    "resolved_by_id" UUID,
    "resolved_at" TIMESTAMPTZ(3),
    "outcome" "report_outcome",

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report_note" (
    "id" UUID NOT NULL,
    "report_id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "ordinal" SERIAL NOT NULL,
    "conversation_id" UUID,
    "is_server_only" BOOLEAN NOT NULL DEFAULT false,
    "act" "audit_act" NOT NULL,
    "actor_id" UUID,
    "subject_id" UUID,
    "message_id" UUID,
    "report_id" UUID,
    "seq" INTEGER,
    "role" "member_role",
    "previous_role" "member_role",
    "server_role" "server_role",
    "previous_server_role" "server_role",
    "outcome" "report_outcome",
    "until" TIMESTAMPTZ(3),
    "reason" TEXT,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "report_created_at_id_idx" ON "report"("created_at", "id");

-- CreateIndex
CREATE INDEX "report_state_created_at_id_idx" ON "report"("state", "created_at", "id");

-- CreateIndex
CREATE INDEX "report_conversation_id_created_at_id_idx" ON "report"("conversation_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "report_conversation_id_state_created_at_id_idx" ON "report"("conversation_id", "state", "created_at", "id");

-- CreateIndex
CREATE INDEX "report_reporter_id_created_at_id_idx" ON "report"("reporter_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "report_target_id_idx" ON "report"("target_id");

-- CreateIndex
CREATE INDEX "report_note_report_id_created_at_id_idx" ON "report_note"("report_id", "created_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_ordinal_key" ON "audit_entry"("ordinal");

-- CreateIndex
CREATE INDEX "audit_entry_conversation_id_ordinal_idx" ON "audit_entry"("conversation_id", "ordinal");

-- AddForeignKey
ALTER TABLE "report_note" ADD CONSTRAINT "report_note_report_id_fkey" FOREIGN KEY ("report_id") REFERENCES "report"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- One that is not resolved for each reporter and thing.
CREATE UNIQUE INDEX "report_reporter_id_target_id_key" ON "report"("reporter_id", "target_id")
  WHERE "state" <> 'RESOLVED';
