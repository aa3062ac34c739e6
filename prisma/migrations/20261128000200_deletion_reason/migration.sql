-- Why a moderator deleted a message of somebody else's, for its readers.

ALTER TABLE "message" ADD COLUMN "deletion_reason" TEXT;
