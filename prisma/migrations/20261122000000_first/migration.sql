-- CreateEnum
CREATE TYPE "server_role" AS ENUM ('USER', 'MODERATOR', 'ADMIN');

-- CreateEnum
CREATE TYPE "one_time_token_purpose" AS ENUM ('VERIFY_EMAIL', 'RESET_PASSWORD');

-- CreateEnum
CREATE TYPE "conversation_kind" AS ENUM ('DIRECT', 'GROUP', 'CHANNEL');

-- CreateEnum
CREATE TYPE "member_role" AS ENUM ('OWNER', 'ADMIN', 'MODERATOR', 'MEMBER');

-- CreateEnum
CREATE TYPE "posting_policy" AS ENUM ('EVERYONE', 'MODERATORS');

-- CreateEnum
CREATE TYPE "event_kind" AS ENUM ('CONVERSATION_CREATED', 'CONVERSATION_UPDATED', 'MEMBER_JOINED', 'MEMBER_LEFT', 'MEMBER_ROLE_CHANGED', 'MESSAGE_SENT', 'MESSAGE_EDITED', 'MESSAGE_DELETED');

-- CreateTable
CREATE TABLE "user" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "display_name" TEXT NOT NULL,
    "avatar_url" TEXT,
    "about" TEXT,
    "email" TEXT,
    "email_verified_at" TIMESTAMPTZ(3),
    "password_hash" TEXT,
    "server_role" "server_role" NOT NULL DEFAULT 'USER',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "external_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,

    CONSTRAINT "external_identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "user_agent" TEXT,
    "address" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refresh_token" (
    "hash" BYTEA NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "rotated_at" TIMESTAMPTZ(3),

    CONSTRAINT "refresh_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "one_time_token" (
    "hash" BYTEA NOT NULL,
    "user_id" UUID NOT NULL,
    "purpose" "one_time_token_purpose" NOT NULL,
    "email" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "conversation" (
    "id" UUID NOT NULL,
    "kind" "conversation_kind" NOT NULL,
    "title" TEXT,
    "description" TEXT,
    "avatar_url" TEXT,
    "posting_policy" "posting_policy" NOT NULL DEFAULT 'EVERYONE',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "head_seq" INTEGER NOT NULL DEFAULT 0,
    "head_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "last_activity_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "member_count" INTEGER NOT NULL DEFAULT 0,
    "direct_key" TEXT,

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "creation" (
    "creator_id" UUID NOT NULL,
    "mutation" TEXT NOT NULL,
    "client_key" TEXT NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "node_id" UUID NOT NULL,

    CONSTRAINT "creation_pkey" PRIMARY KEY ("creator_id","mutation","client_key")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "role" "member_role" NOT NULL DEFAULT 'MEMBER',
    "joined_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "joined_seq" INTEGER NOT NULL,
    "visible_from_seq" INTEGER NOT NULL,
    "removed_seq" INTEGER,
    "silenced_until" TIMESTAMPTZ(3),
    "changed_seq" INTEGER NOT NULL,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "changed_seq" INTEGER NOT NULL,
    "sender_id" UUID NOT NULL,
    "client_key" TEXT NOT NULL,
    "input_hash" BYTEA NOT NULL,
    "body" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "message_revision" (
    "message_id" UUID NOT NULL,
    "replaced_seq" INTEGER NOT NULL,
    "body" TEXT NOT NULL,
    "written_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_revision_pkey" PRIMARY KEY ("message_id","replaced_seq")
);

-- CreateTable
CREATE TABLE "event" (
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" "event_kind" NOT NULL,
    "actor_id" UUID NOT NULL,
    "payload" JSONB NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "event_pkey" PRIMARY KEY ("conversation_id","seq")
);

-- CreateTable
CREATE TABLE "log_epoch" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "epoch" UUID NOT NULL,

    CONSTRAINT "log_epoch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_username_key" ON "user"("username");

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE INDEX "external_identity_user_id_idx" ON "external_identity"("user_id");

-- CreateIndex
CREATE INDEX "session_user_id_created_at_idx" ON "session"("user_id", "created_at");

-- CreateIndex
CREATE INDEX "refresh_token_session_id_idx" ON "refresh_token"("session_id");

-- CreateIndex
CREATE INDEX "one_time_token_user_id_idx" ON "one_time_token"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "conversation_direct_key_key" ON "conversation"("direct_key");

-- CreateIndex
CREATE INDEX "member_user_id_conversation_id_idx" ON "member"("user_id", "conversation_id");

-- CreateIndex
CREATE INDEX "member_conversation_id_joined_seq_id_idx" ON "member"("conversation_id", "joined_seq", "id");

-- CreateIndex
CREATE UNIQUE INDEX "member_conversation_id_user_id_key" ON "member"("conversation_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "message_sender_id_conversation_id_client_key_key" ON "message"("sender_id", "conversation_id", "client_key");

-- CreateIndex
CREATE UNIQUE INDEX "message_conversation_id_seq_key" ON "message"("conversation_id", "seq");

-- AddForeignKey
ALTER TABLE "external_identity" ADD CONSTRAINT "external_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refresh_token" ADD CONSTRAINT "refresh_token_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "message_revision" ADD CONSTRAINT "message_revision_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "event" ADD CONSTRAINT "event_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- The identity of this history.
INSERT INTO "log_epoch" ("id", "epoch") VALUES (1, gen_random_uuid());

-- The head moves with every event; room in the page keeps those updates off the indexes (HOT).
ALTER TABLE "conversation" SET (fillfactor = 70);

-- No writer of a membership can forget to say when it wrote: inbox streams resume by this column.
CREATE FUNCTION "set_changed_xid"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.changed_xid := pg_current_xact_id();
  RETURN NEW;
END $$;

CREATE TRIGGER "member_changed_xid" BEFORE INSERT OR UPDATE ON "member"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- Sends a batch of messages to one conversation, in the order given; see src/storage/sendMessages.sql.ts.
-- Volatile on purpose: under READ COMMITTED each statement inside takes a snapshot of its own, so that what is checked
-- after the lock was waited for is what was committed before it was got.
CREATE FUNCTION "send_messages"(
  p_conversation_id uuid,
  p_ids uuid[],
  p_sender_ids uuid[],
  p_client_keys text[],
  p_input_hashes bytea[],
  p_bodies text[]
) RETURNS TABLE (
  outcome text,
  silenced_until timestamptz,
  id uuid,
  seq integer,
  changed_seq integer,
  sender_id uuid,
  client_key text,
  body text,
  created_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz
) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
DECLARE
  v_conversation record;
  v_known record;
  v_member record;
  v_head integer;
  v_now timestamptz;
BEGIN
  -- The lock: one writer at a time in a conversation, so that the order of seq is the order of commits.
  SELECT c.head_seq, c.posting_policy INTO v_conversation FROM conversation c WHERE c.id = p_conversation_id FOR UPDATE;
  v_head := coalesce(v_conversation.head_seq, 0);
  v_now := clock_timestamp();

  FOR i IN 1 .. coalesce(array_length(p_ids, 1), 0) LOOP
    outcome := NULL; silenced_until := NULL; id := NULL; seq := NULL; changed_seq := NULL; sender_id := NULL;
    client_key := NULL; body := NULL; created_at := NULL; edited_at := NULL; deleted_at := NULL;

    -- The retry: the same key answers the same message for ever, also to one who has left since.
    SELECT m.* INTO v_known FROM message m
      WHERE m.sender_id = p_sender_ids[i] AND m.conversation_id = p_conversation_id AND m.client_key = p_client_keys[i];
    IF FOUND THEN
      outcome := CASE WHEN v_known.input_hash = p_input_hashes[i] THEN 'DUPLICATE' ELSE 'CONFLICT' END;
      id := v_known.id; seq := v_known.seq; changed_seq := v_known.changed_seq; sender_id := v_known.sender_id;
      client_key := v_known.client_key; body := v_known.body; created_at := v_known.created_at;
      edited_at := v_known.edited_at; deleted_at := v_known.deleted_at;
      RETURN NEXT;
      CONTINUE;
    END IF;

    -- The rules, read after the lock was got.
    SELECT m.role, m.silenced_until INTO v_member FROM member m
      WHERE m.conversation_id = p_conversation_id AND m.user_id = p_sender_ids[i] AND m.removed_seq IS NULL;
    IF NOT FOUND THEN
      outcome := 'NOT_FOUND';
      RETURN NEXT;
      CONTINUE;
    ELSIF v_member.silenced_until > v_now THEN
      outcome := 'SILENCED';
      silenced_until := v_member.silenced_until;
      RETURN NEXT;
      CONTINUE;
    ELSIF v_conversation.posting_policy = 'MODERATORS' AND v_member.role = 'MEMBER' THEN
      outcome := 'POSTING_RESTRICTED';
      RETURN NEXT;
      CONTINUE;
    END IF;

    -- The write: message and event under one seq.
    v_head := v_head + 1;
    outcome := 'SENT';
    id := p_ids[i]; seq := v_head; changed_seq := v_head; sender_id := p_sender_ids[i];
    client_key := p_client_keys[i]; body := p_bodies[i]; created_at := date_trunc('milliseconds', v_now);
    INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
      VALUES (p_ids[i], p_conversation_id, v_head, v_head, p_sender_ids[i], p_client_keys[i], p_input_hashes[i], p_bodies[i], created_at);
    INSERT INTO event (conversation_id, seq, kind, actor_id, payload, occurred_at)
      VALUES (p_conversation_id, v_head, 'MESSAGE_SENT', p_sender_ids[i], jsonb_build_object('messageId', p_ids[i]), created_at);
    RETURN NEXT;
  END LOOP;

  IF v_head > coalesce(v_conversation.head_seq, 0) THEN
    UPDATE conversation c SET head_seq = v_head, head_xid = pg_current_xact_id(), last_activity_at = v_now
      WHERE c.id = p_conversation_id;
  END IF;
END $$;

-- The user directory searches by beginnings.
CREATE INDEX "user_username_prefix_idx" ON "user" (lower("username") text_pattern_ops);
CREATE INDEX "user_display_name_prefix_idx" ON "user" (lower("display_name") text_pattern_ops);
