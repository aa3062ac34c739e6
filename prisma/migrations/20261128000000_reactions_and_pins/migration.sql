-- Reactions and pins. What a message shows of them stands in its own row, which every event of it carries.

ALTER TYPE "event_kind" ADD VALUE 'REACTION_ADDED';
ALTER TYPE "event_kind" ADD VALUE 'REACTION_REMOVED';
ALTER TYPE "event_kind" ADD VALUE 'MESSAGE_PINNED';
ALTER TYPE "event_kind" ADD VALUE 'MESSAGE_UNPINNED';

ALTER TABLE "message"
  ADD COLUMN "reaction_emojis" TEXT[],
  ADD COLUMN "reaction_counts" INTEGER[],
  ADD COLUMN "pinned_seq" INTEGER;

CREATE TABLE "reaction" (
  "message_id" UUID NOT NULL,
  "user_id" UUID NOT NULL,
  "emoji" TEXT NOT NULL,
  "seq" INTEGER NOT NULL,
  CONSTRAINT "reaction_pkey" PRIMARY KEY ("message_id", "user_id", "emoji")
);
CREATE UNIQUE INDEX "reaction_message_id_emoji_seq_key" ON "reaction"("message_id", "emoji", "seq");
CREATE INDEX "reaction_user_id_idx" ON "reaction"("user_id");
ALTER TABLE "reaction" ADD CONSTRAINT "reaction_message_id_fkey"
  FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "pin" (
  "conversation_id" UUID NOT NULL,
  "seq" INTEGER NOT NULL,
  "message_id" UUID NOT NULL,
  CONSTRAINT "pin_pkey" PRIMARY KEY ("conversation_id", "seq")
);
CREATE UNIQUE INDEX "pin_message_id_key" ON "pin"("message_id");
ALTER TABLE "pin" ADD CONSTRAINT "pin_message_id_fkey"
  FOREIGN KEY ("message_id") REFERENCES "message"("id") ON DELETE CASCADE ON UPDATE CASCADE;
