-- By which name a message mentions somebody: usernames change, and an edit is to leave mentioned who was meant.

-- Null: from before; by the username they have.
ALTER TABLE "mention" ADD COLUMN "username" TEXT;

-- So whoever writes mentions need not say it. No plan made of a small table stays when it has grown.
CREATE FUNCTION "name_mention"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
  NEW.username := (SELECT u.username FROM "user" u WHERE u.id = NEW.user_id);
  RETURN NEW;
END $$;

CREATE TRIGGER "mention_named" BEFORE INSERT ON "mention"
  FOR EACH ROW WHEN (NEW.username IS NULL) EXECUTE FUNCTION "name_mention"();
