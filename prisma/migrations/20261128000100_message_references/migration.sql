-- What a message may have beside its words: content of a type, the message it answers, the thread it is in, and where it
-- was forwarded from. And threads.

ALTER TABLE "message"
  ADD COLUMN "content" JSONB,
  ADD COLUMN "reply_to_id" UUID,
  ADD COLUMN "thread_root_id" UUID,
  ADD COLUMN "forwarded_id" UUID,
  ADD COLUMN "forwarded_sender_id" UUID,
  ADD COLUMN "forwarded_at" TIMESTAMPTZ(3),
  ADD COLUMN "reply_count" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "last_reply_at" TIMESTAMPTZ(3);

CREATE TABLE "thread_reply" (
  "root_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "message_id" UUID NOT NULL,
  CONSTRAINT "thread_reply_pkey" PRIMARY KEY ("root_id", "seq")
);
CREATE UNIQUE INDEX "thread_reply_message_id_key" ON "thread_reply"("message_id");
ALTER TABLE "thread_reply" ADD CONSTRAINT "thread_reply_message_id_fkey"
  FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "thread_member" (
  "root_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "conversation_id" UUID NOT NULL,
  "first_reply_seq" INTEGER,
  "is_following" BOOLEAN NOT NULL DEFAULT true,
  "read_seq" INTEGER NOT NULL DEFAULT 0,
  "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT "thread_member_pkey" PRIMARY KEY ("root_id", "user_id")
);
CREATE INDEX "thread_member_root_id_first_reply_seq_idx" ON "thread_member"("root_id", "first_reply_seq");
CREATE INDEX "thread_member_user_id_changed_xid_idx" ON "thread_member"("user_id", "changed_xid");
ALTER TABLE "thread_member" ADD CONSTRAINT "thread_member_root_id_fkey"
  FOREIGN KEY ("root_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TRIGGER "thread_member_changed_xid" BEFORE INSERT OR UPDATE ON "thread_member"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();
