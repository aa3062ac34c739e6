-- For how long after sending a message can be edited; 0: for ever.

ALTER TABLE "conversation" ADD COLUMN "edit_window_seconds" INTEGER NOT NULL DEFAULT 0;
