-- People among each other: what each shows to whom, whom they have blocked, and how they are found.

-- CreateEnum
CREATE TYPE "privacy_circle" AS ENUM ('EVERYONE', 'CONTACTS', 'NOBODY');

-- AlterTable
ALTER TABLE "user" ADD COLUMN "username_changed_at" TIMESTAMPTZ(3),
ADD COLUMN "profile_version" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "privacy_settings" (
    "user_id" UUID NOT NULL,
    "who_sees_presence" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "who_sees_last_seen" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "who_sees_receipts" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "who_sees_typing" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "who_may_write_first" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "who_may_add_to_groups" "privacy_circle" NOT NULL DEFAULT 'EVERYONE',
    "is_discoverable" BOOLEAN NOT NULL DEFAULT true,
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "privacy_settings_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "block" (
    "user_id" UUID NOT NULL,
    "blocked_id" UUID NOT NULL,
    "blocked_at" TIMESTAMPTZ(3),
    "changed_xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),

    CONSTRAINT "block_pkey" PRIMARY KEY ("user_id","blocked_id")
);

-- CreateTable
CREATE TABLE "user_word" (
    "user_id" UUID NOT NULL,
    "word" TEXT COLLATE "C" NOT NULL,

    CONSTRAINT "user_word_pkey" PRIMARY KEY ("user_id","word")
);

-- CreateIndex
CREATE INDEX "privacy_settings_user_id_changed_xid_idx" ON "privacy_settings"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "block_user_id_changed_xid_idx" ON "block"("user_id", "changed_xid");

-- CreateIndex
CREATE INDEX "block_user_id_blocked_at_blocked_id_idx" ON "block"("user_id", "blocked_at", "blocked_id");

-- CreateIndex
CREATE INDEX "block_blocked_id_idx" ON "block"("blocked_id");

-- CreateIndex
CREATE INDEX "user_word_word_user_id_idx" ON "user_word"("word", "user_id");

-- AddForeignKey
ALTER TABLE "privacy_settings" ADD CONSTRAINT "privacy_settings_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block" ADD CONSTRAINT "block_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "block" ADD CONSTRAINT "block_blocked_id_fkey" FOREIGN KEY ("blocked_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "user_word" ADD CONSTRAINT "user_word_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- ---------------------------------------------------------------------------------------------------------------------
-- What Prisma's schema cannot say.

-- As marks do: a person's other devices, and resumed inboxes, find by this what changed.
CREATE TRIGGER "privacy_settings_changed_xid" BEFORE INSERT OR UPDATE ON "privacy_settings"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

CREATE TRIGGER "block_changed_xid" BEFORE INSERT OR UPDATE ON "block"
  FOR EACH ROW EXECUTE FUNCTION "set_changed_xid"();

-- Of two copies of a profile the one with the larger version is newer, whichever process read it when.
CREATE FUNCTION "set_profile_version"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.profile_version := OLD.profile_version + 1;
  RETURN NEW;
END $$;

CREATE TRIGGER "user_profile_version" BEFORE UPDATE ON "user" FOR EACH ROW
  WHEN ((NEW.username, NEW.display_name, NEW.avatar_url, NEW.about)
    IS DISTINCT FROM (OLD.username, OLD.display_name, OLD.avatar_url, OLD.about))
  EXECUTE FUNCTION "set_profile_version"();

-- The rules of privacy, in one place for every statement; src/domain/privacy/policy.ts tells them. Functions of one
-- statement each: they see what the statement sees that asks.

-- Whether one of the two has blocked the other.
CREATE FUNCTION "is_blocked_between"(p_one_id uuid, p_other_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM block
    WHERE user_id = p_one_id AND blocked_id = p_other_id AND blocked_at IS NOT NULL
  ) OR EXISTS (
    SELECT FROM block
    WHERE user_id = p_other_id AND blocked_id = p_one_id AND blocked_at IS NOT NULL
  )
$$;

-- Whether the two people of a direct conversation, by its key, may not write to each other: one has blocked the other.
CREATE FUNCTION "is_direct_blocked"(p_direct_key text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT is_blocked_between(split_part(p_direct_key, ':', 1)::uuid, split_part(p_direct_key, ':', 2)::uuid)
$$;

-- Whether the owner has written to the other directly. That the other has written is not enough: it is the owner's choice.
CREATE FUNCTION "is_contact"(p_owner_id uuid, p_other_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM message
    WHERE sender_id = p_owner_id AND conversation_id = (
      SELECT id FROM conversation
      WHERE direct_key = least(p_owner_id, p_other_id)::text || ':' || greatest(p_owner_id, p_other_id)::text
    )
  )
$$;

-- Whether the owner's circle (null: never chosen) lets the other in. A block keeps both from each other whatever they chose.
CREATE FUNCTION "admits"(p_circle privacy_circle, p_owner_id uuid, p_other_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT p_owner_id = p_other_id OR (
    CASE coalesce(p_circle, 'EVERYONE')
      WHEN 'EVERYONE' THEN true
      WHEN 'CONTACTS' THEN is_contact(p_owner_id, p_other_id)
      WHEN 'NOBODY' THEN false
    END AND NOT is_blocked_between(p_owner_id, p_other_id)
  )
$$;

-- The user directory searches by beginnings of words: a range of an index, in which the next page goes on where the last
-- one ended, however many people there are and however short the beginning is. The collation is that of bytes, so that what
-- begins alike stands together.

-- A display name's words, the username, and its parts; in lower case.
CREATE FUNCTION "words_of_user"(p_username text, p_display_name text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT DISTINCT word FROM (
    SELECT regexp_split_to_table(lower(p_display_name), '\s+') AS word
    UNION ALL SELECT regexp_split_to_table(p_username, '[._]+')
    UNION ALL SELECT p_username
  ) words WHERE word <> ''
$$;

-- Of all that one statement adds, together.
CREATE FUNCTION "set_words_of_new_users"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO user_word (user_id, word)
  SELECT u.id, words.word FROM added u CROSS JOIN LATERAL words_of_user(u.username, u.display_name) AS words (word);
  RETURN NULL;
END $$;

CREATE FUNCTION "set_words_of_user"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM user_word WHERE user_id = NEW.id;
  INSERT INTO user_word (user_id, word) SELECT NEW.id, words_of_user(NEW.username, NEW.display_name);
  RETURN NULL;
END $$;

CREATE TRIGGER "user_words_of_new" AFTER INSERT ON "user" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION "set_words_of_new_users"();

CREATE TRIGGER "user_words" AFTER UPDATE ON "user" FOR EACH ROW
  WHEN ((NEW.username, NEW.display_name) IS DISTINCT FROM (OLD.username, OLD.display_name))
  EXECUTE FUNCTION "set_words_of_user"();

INSERT INTO "user_word" ("user_id", "word")
SELECT u.id, words.word FROM "user" u CROSS JOIN LATERAL words_of_user(u.username, u.display_name) AS words (word);
