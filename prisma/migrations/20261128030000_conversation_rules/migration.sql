-- Mutes and bans.

-- AlterEnum
ALTER TYPE "event_kind" ADD VALUE 'MEMBER_MUTED';
ALTER TYPE "event_kind" ADD VALUE 'MEMBER_UNMUTED';
ALTER TYPE "event_kind" ADD VALUE 'MEMBER_BANNED';
ALTER TYPE "event_kind" ADD VALUE 'MEMBER_UNBANNED';

-- CreateTable
CREATE TABLE "ban" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "banned_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "banned_until" TIMESTAMPTZ(3),

    CONSTRAINT "ban_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "ban_conversation_id_id_idx" ON "ban"("conversation_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "ban_conversation_id_user_id_key" ON "ban"("conversation_id", "user_id");

-- AddForeignKey
ALTER TABLE "ban" ADD CONSTRAINT "ban_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ban" ADD CONSTRAINT "ban_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What of the history new members see.

-- CreateEnum
CREATE TYPE "history_visibility" AS ENUM ('ALL', 'SINCE_JOINED', 'LAST_N');

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "history_last_n" INTEGER NOT NULL DEFAULT 100,
ADD COLUMN     "history_visibility" "history_visibility" NOT NULL DEFAULT 'ALL';

-- Public channels.

-- CreateEnum
CREATE TYPE "conversation_visibility" AS ENUM ('PRIVATE', 'PUBLIC');

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "visibility" "conversation_visibility" NOT NULL DEFAULT 'PRIVATE';

-- The directory of public channels: by title, and searched by its beginning. The collation makes a beginning a range.
CREATE INDEX "conversation_public_title_idx" ON "conversation" ((lower("title") COLLATE "C"), "id") WHERE "visibility" = 'PUBLIC';

-- Invitations.

-- AlterEnum
ALTER TYPE "event_kind" ADD VALUE 'MEMBER_INVITED';
ALTER TYPE "event_kind" ADD VALUE 'INVITATION_ENDED';

-- CreateEnum
CREATE TYPE "invitation_state" AS ENUM ('PENDING', 'ACCEPTED', 'DECLINED', 'REVOKED');

-- CreateTable
CREATE TABLE "invitation" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "invited_by_id" UUID NOT NULL,
    "state" "invitation_state" NOT NULL DEFAULT 'PENDING',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "invitation_conversation_id_id_idx" ON "invitation"("conversation_id", "id");

-- CreateIndex
CREATE INDEX "invitation_user_id_id_idx" ON "invitation"("user_id", "id");

-- CreateIndex
CREATE INDEX "invitation_user_id_changed_xid_idx" ON "invitation"("user_id", "changed_xid");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_conversation_id_user_id_key" ON "invitation"("conversation_id", "user_id");

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- No writer of an invitation can forget to say when it wrote: the inbox of the invited resumes by this column.
CREATE TRIGGER "invitation_changed_xid" BEFORE INSERT OR UPDATE ON "invitation"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- Invite links.

-- CreateTable
CREATE TABLE "invite_link" (
    "id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "created_by_id" UUID NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "uses_max" INTEGER,
    "uses" INTEGER NOT NULL DEFAULT 0,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "invite_link_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "invite_link_secret_hash_key" ON "invite_link"("secret_hash");

-- CreateIndex
CREATE INDEX "invite_link_conversation_id_id_idx" ON "invite_link"("conversation_id", "id");

-- AddForeignKey
ALTER TABLE "invite_link" ADD CONSTRAINT "invite_link_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Slow mode, and data of the clients' own.

-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "custom_data" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "slow_mode_seconds" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "slow_mode_send" (
    "conversation_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slow_mode_send_pkey" PRIMARY KEY ("conversation_id","user_id")
);

-- AddForeignKey
ALTER TABLE "slow_mode_send" ADD CONSTRAINT "slow_mode_send_conversation_id_user_id_fkey" FOREIGN KEY ("conversation_id", "user_id") REFERENCES "member"("conversation_id", "user_id") ON DELETE CASCADE ON UPDATE CASCADE;
