-- Notifications: devices, what people want to be notified of, what was decided, and what waits to be sent.

-- CreateEnum
CREATE TYPE "push_platform" AS ENUM ('IOS', 'ANDROID', 'WEB', 'DESKTOP');

-- CreateEnum
CREATE TYPE "push_provider" AS ENUM ('FCM', 'WEB_PUSH', 'APNS', 'CONSOLE');

-- CreateEnum
CREATE TYPE "notification_state" AS ENUM ('WAITING', 'SENT', 'SUPPRESSED', 'FAILED');

-- CreateEnum
CREATE TYPE "notification_reason" AS ENUM ('TOO_OLD', 'NOT_A_MEMBER', 'DELETED', 'READ', 'BLOCKED', 'MUTED', 'LEVEL', 'DO_NOT_DISTURB', 'QUIET_HOURS', 'BUSY', 'OPEN', 'ACTIVE', 'NO_DEVICE', 'NOT_TAKEN', 'GIVEN_UP');

-- CreateTable
CREATE TABLE "device" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "session_id" UUID,
    "install_id" TEXT,
    "platform" "push_platform" NOT NULL,
    "provider" "push_provider" NOT NULL,
    "token" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "locale" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "device_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_settings" (
    "user_id" UUID NOT NULL,
    "do_not_disturb_until" TIMESTAMPTZ(3),
    "quiet_from_minute" INTEGER,
    "quiet_to_minute" INTEGER,
    "quiet_time_zone" TEXT,
    "direct_level" "notification_level" NOT NULL DEFAULT 'ALL',
    "group_level" "notification_level" NOT NULL DEFAULT 'ALL',
    "channel_level" "notification_level" NOT NULL DEFAULT 'ALL',
    "notifies_while_active" BOOLEAN NOT NULL DEFAULT true,
    "hides_content" BOOLEAN NOT NULL DEFAULT false,
    "wants_email_digest" BOOLEAN NOT NULL DEFAULT false,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "notification_settings_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "user_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "message_id" UUID NOT NULL,
    "state" "notification_state" NOT NULL,
    "reason" "notification_reason",
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notification_pkey" PRIMARY KEY ("user_id","conversation_id","seq")
);

-- CreateTable
CREATE TABLE "push" (
    "device_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "generation" INTEGER NOT NULL DEFAULT 0,
    "claim_id" UUID,
    "failing_since" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "waiting_from_seq" INTEGER,
    "shown_seq" INTEGER,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "push_pkey" PRIMARY KEY ("device_id","conversation_id")
);

-- CreateTable
CREATE TABLE "notification_digest" (
    "user_id" UUID NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_digest_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "device_install_id_key" ON "device"("install_id");

-- CreateIndex
CREATE UNIQUE INDEX "device_token_hash_key" ON "device"("token_hash");

-- CreateIndex
CREATE INDEX "device_user_id_last_seen_at_idx" ON "device"("user_id", "last_seen_at");

-- CreateIndex
CREATE INDEX "device_session_id_idx" ON "device"("session_id");

-- CreateIndex
CREATE INDEX "notification_settings_user_id_changed_xid_idx" ON "notification_settings"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "notification_decided_at_idx" ON "notification" USING BRIN ("decided_at");

-- CreateIndex
CREATE UNIQUE INDEX "notification_user_id_message_id_key" ON "notification"("user_id", "message_id");

-- CreateIndex
CREATE INDEX "push_conversation_id_user_id_idx" ON "push"("conversation_id", "user_id");

-- CreateIndex
CREATE INDEX "notification_digest_due_at_idx" ON "notification_digest"("due_at");

-- AddForeignKey
ALTER TABLE "device" ADD CONSTRAINT "device_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "device" ADD CONSTRAINT "device_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "session"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "notification_settings" ADD CONSTRAINT "notification_settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "push" ADD CONSTRAINT "push_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "device"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

CREATE INDEX "push_due_at_idx" ON "push"("due_at") WHERE "due_at" IS NOT NULL;

-- Rows are written a few times soon after they were made, and in columns without an index.
ALTER TABLE "notification" SET (fillfactor = 80);
-- And these again and again: clear away what they were before long.
ALTER TABLE "push" SET (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);

CREATE TRIGGER "notification_settings_changed_xid" BEFORE INSERT OR UPDATE ON "notification_settings"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- What was read on one device is taken back on the others: whoever moves a mark need not know of pushes. One that is being
-- sent just now is looked at again afterwards. In one order, like everybody who locks several of these rows.
CREATE FUNCTION "take_back_what_was_read"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
BEGIN
  UPDATE push p
  SET due_at = CASE WHEN p.claim_id IS NULL THEN date_trunc('milliseconds', clock_timestamp()) ELSE p.due_at END,
      generation = p.generation + 1
  FROM (
    SELECT held.device_id, held.conversation_id
    FROM moved k
    JOIN push held ON held.conversation_id = k.conversation_id AND held.user_id = k.user_id
    WHERE held.shown_seq <= k.read_seq OR held.claim_id IS NOT NULL
    ORDER BY held.device_id, held.conversation_id
    FOR UPDATE OF held
  ) shown
  WHERE p.device_id = shown.device_id AND p.conversation_id = shown.conversation_id;
  RETURN NULL;
END $$;

CREATE TRIGGER "member_mark_read_first" AFTER INSERT ON "member_mark"
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION "take_back_what_was_read"();
CREATE TRIGGER "member_mark_read_on" AFTER UPDATE ON "member_mark"
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION "take_back_what_was_read"();
