-- Mails that are not taken wait longer each time.
ALTER TABLE "notification_digest" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0;
