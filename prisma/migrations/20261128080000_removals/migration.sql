-- Jobs; content that is removed in bulk, by retention and by erasure. See src/jobs/, src/domain/removal/ and
-- src/domain/erasure/.

CREATE TABLE "job" (
  "name" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  "run_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "claim_id" UUID,
  "generation" INTEGER NOT NULL DEFAULT 0,
  CONSTRAINT "job_pkey" PRIMARY KEY ("name", "key")
);
CREATE INDEX "job_run_at_idx" ON "job"("run_at");

-- Retention: how many days a conversation keeps its messages (0: as long as the server does), and up to where they have
-- been removed. What lies there is looked up by message (conversation_id, seq): times rise with seq.
ALTER TYPE "event_kind" ADD VALUE 'MESSAGES_REMOVED';

ALTER TABLE "conversation"
  ADD COLUMN "retention_days" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "expired_seq" INTEGER NOT NULL DEFAULT 0;

-- Where the server keeps messages for ever, those few that do not are found without the others.
CREATE INDEX "conversation_retention_idx" ON "conversation"("id") WHERE "retention_days" > 0;

-- Erasure.
ALTER TYPE "audit_act" ADD VALUE 'ACCOUNT_ERASED';

ALTER TABLE "user" ADD COLUMN "erased_at" TIMESTAMPTZ(3);
CREATE INDEX "user_erased_at_idx" ON "user"("erased_at") WHERE "erased_at" IS NOT NULL;

CREATE TABLE "erasure" (
  "user_id" UUID NOT NULL,
  "receipt_hash" BYTEA NOT NULL,
  "requested_at" TIMESTAMPTZ(3) NOT NULL,
  "finished_at" TIMESTAMPTZ(3),
  "total" INTEGER NOT NULL DEFAULT 0,
  "done" INTEGER NOT NULL DEFAULT 0,
  "after_conversation_id" UUID,
  "settling_since" TIMESTAMPTZ(3),
  CONSTRAINT "erasure_pkey" PRIMARY KEY ("user_id")
);
CREATE UNIQUE INDEX "erasure_receipt_hash_key" ON "erasure"("receipt_hash");
ALTER TABLE "erasure" ADD CONSTRAINT "erasure_user_id_fkey"
  FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "erased_identity" (
  "hash" BYTEA NOT NULL,
  "erased_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "erased_identity_pkey" PRIMARY KEY ("hash")
);

-- What an erasure finds of somebody's. A send writes the first for a forwarded message alone.
CREATE INDEX "message_forwarded_sender_idx" ON "message"("forwarded_sender_id", "conversation_id", "seq")
  WHERE "forwarded_sender_id" IS NOT NULL;
CREATE INDEX "audit_entry_actor_reason_idx" ON "audit_entry"("actor_id") WHERE "reason" IS NOT NULL;
CREATE INDEX "report_note_author_id_idx" ON "report_note"("author_id");
CREATE INDEX "invite_link_created_by_id_idx" ON "invite_link"("created_by_id");
