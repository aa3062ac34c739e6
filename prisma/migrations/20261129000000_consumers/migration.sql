-- Consumers follow the log of all conversations in the order of transactions.

-- CreateTable
CREATE TABLE "consumer_position" (
    "name" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "claim_id" UUID,
    "claimed_until" TIMESTAMPTZ(3),

    CONSTRAINT "consumer_position_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "dead_letter" (
    "consumer" TEXT NOT NULL,
    "conversation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "failed_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 1,
    "error" TEXT NOT NULL,
    "is_due" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("consumer", "conversation_id", "seq")
);

-- CreateIndex
CREATE INDEX "dead_letter_consumer_is_due_idx" ON "dead_letter"("consumer", "is_due");

-- It grows at its end alone: what is written costs what the last leaf does.

-- CreateIndex
CREATE INDEX "event_xid_conversation_id_seq_idx" ON "event"("xid", "conversation_id", "seq");
