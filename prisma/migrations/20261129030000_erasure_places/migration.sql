-- An erasure that is interrupted goes on at the message where it was, and not at the beginning of the conversation.

ALTER TABLE "erasure" ADD COLUMN "after_seq" INTEGER;
