-- AlterTable
ALTER TABLE "search_mirror" ADD COLUMN "marker" UUID,
ADD COLUMN "next_marker" UUID,
ADD COLUMN "next_of" TEXT;

-- What is swept is to be told to Meilisearch from the same moment on: a removal that is committed after somebody has looked
-- for removals, and before they are swept, is told as well. Only while there is somebody who tells it.
CREATE FUNCTION put_swept_leftovers() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM search_mirror WHERE engine = 'meilisearch') THEN
    INSERT INTO search_pending AS known (message_id)
    SELECT DISTINCT message_id FROM swept ORDER BY message_id
    ON CONFLICT (message_id) DO UPDATE SET generation = known.generation + 1;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER search_leftover_put_swept AFTER DELETE ON search_leftover
REFERENCING OLD TABLE AS swept
FOR EACH STATEMENT EXECUTE FUNCTION put_swept_leftovers();
