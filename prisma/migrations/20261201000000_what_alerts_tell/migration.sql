-- An alert tells of messages from one to another: what was told of before, and is shown no more, does not hold it.
ALTER TABLE "push" ADD COLUMN     "shown_from_seq" INTEGER;

-- Of alerts that are shown by now: what is unread in the conversation itself, and what comes behind that.
UPDATE "push" p SET "shown_from_seq" = least(p."shown_seq", coalesce((
  SELECT k."read_seq" FROM "member_mark" k WHERE k."conversation_id" = p."conversation_id" AND k."user_id" = p."user_id"
), 0) + 1)
WHERE p."shown_seq" IS NOT NULL;
