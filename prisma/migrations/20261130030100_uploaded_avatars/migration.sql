-- Pictures of people and conversations that were uploaded.

ALTER TABLE "user" ADD COLUMN "avatar_attachment_id" UUID;
ALTER TABLE "conversation" ADD COLUMN "avatar_attachment_id" UUID;
CREATE INDEX "user_avatar_attachment_id_idx" ON "user"("avatar_attachment_id");
CREATE INDEX "conversation_avatar_attachment_id_idx" ON "conversation"("avatar_attachment_id");
ALTER TABLE "user" ADD CONSTRAINT "user_avatar_attachment_id_fkey" FOREIGN KEY ("avatar_attachment_id") REFERENCES "attachment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "conversation" ADD CONSTRAINT "conversation_avatar_attachment_id_fkey" FOREIGN KEY ("avatar_attachment_id") REFERENCES "attachment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Whether a message has it that is not deleted, or it is somebody's or something's picture.
CREATE FUNCTION "is_attachment_used"(p_id uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM attachment_use WHERE attachment_id = p_id)
    OR EXISTS (SELECT FROM "user" WHERE avatar_attachment_id = p_id)
    OR EXISTS (SELECT FROM conversation WHERE avatar_attachment_id = p_id)
$$;

-- Lets the cleaning have those of these that nothing uses any more. The rows are locked first, and looked at with a new
-- snapshot then: whoever uses one of them meanwhile has either committed, or waits and finds it gone.
CREATE FUNCTION "release_unused_attachments"(p_ids uuid[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM attachment f WHERE f.id = ANY (p_ids) ORDER BY f.id FOR UPDATE;
  UPDATE attachment f SET expires_at = date_trunc('milliseconds', clock_timestamp())
  WHERE f.id = ANY (p_ids) AND NOT is_attachment_used(f.id);
END $$;

CREATE OR REPLACE FUNCTION "release_attachments"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM release_unused_attachments(ARRAY(SELECT DISTINCT g.attachment_id FROM gone g));
  RETURN NULL;
END $$;

CREATE FUNCTION "release_avatar"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM release_unused_attachments(ARRAY[OLD.avatar_attachment_id]);
  RETURN NULL;
END $$;

CREATE TRIGGER "user_avatar_released" AFTER UPDATE OF "avatar_attachment_id" ON "user" FOR EACH ROW
  WHEN (OLD.avatar_attachment_id IS DISTINCT FROM NEW.avatar_attachment_id AND OLD.avatar_attachment_id IS NOT NULL)
  EXECUTE FUNCTION "release_avatar"();
CREATE TRIGGER "conversation_avatar_released" AFTER UPDATE OF "avatar_attachment_id" ON "conversation" FOR EACH ROW
  WHEN (OLD.avatar_attachment_id IS DISTINCT FROM NEW.avatar_attachment_id AND OLD.avatar_attachment_id IS NOT NULL)
  EXECUTE FUNCTION "release_avatar"();

-- What others see of a profile has a picture more.
DROP TRIGGER "user_profile_version" ON "user";
CREATE TRIGGER "user_profile_version" BEFORE UPDATE ON "user" FOR EACH ROW
  WHEN ((NEW.username, NEW.display_name, NEW.avatar_url, NEW.avatar_attachment_id, NEW.about)
    IS DISTINCT FROM (OLD.username, OLD.display_name, OLD.avatar_url, OLD.avatar_attachment_id, OLD.about))
  EXECUTE FUNCTION "set_profile_version"();
