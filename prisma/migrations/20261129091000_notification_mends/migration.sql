-- Mails that are not taken wait longer each time.
ALTER TABLE "notification_digest" ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0;

-- What its provider wants later is not brought forward by a look at what is shown.
CREATE OR REPLACE FUNCTION "take_back_what_was_read"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
BEGIN
  UPDATE push p
  SET due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN date_trunc('milliseconds', clock_timestamp()) ELSE p.due_at END,
      generation = p.generation + 1
  FROM (
    SELECT held.device_id, held.conversation_id
    FROM moved k
    JOIN push held ON held.conversation_id = k.conversation_id AND held.user_id = k.user_id
    WHERE held.shown_seq <= k.read_seq OR held.claim_id IS NOT NULL
    ORDER BY held.device_id, held.conversation_id
    FOR UPDATE OF held
  ) shown
  WHERE p.device_id = shown.device_id AND p.conversation_id = shown.conversation_id;
  RETURN NULL;
END $$;

-- One device is one person's, however its token is written: that of APNs in lower case, a subscription by its endpoint. Of
-- several the last registered stays.
CREATE TEMPORARY TABLE "device_identity" AS
SELECT id, token, sha256(convert_to(provider || ' ' || identity, 'UTF8')) AS hash,
       row_number() OVER (PARTITION BY provider, identity ORDER BY last_seen_at DESC, id DESC) AS place
FROM (
  SELECT d.id, d.provider::text AS provider, d.last_seen_at,
         CASE d.provider WHEN 'APNS' THEN lower(d.token) ELSE d.token END AS token,
         CASE d.provider WHEN 'APNS' THEN lower(d.token) ELSE d.token::jsonb ->> 'endpoint' END AS identity
  FROM device d WHERE d.provider IN ('APNS', 'WEB_PUSH')
) written;
DELETE FROM device d USING "device_identity" i WHERE i.id = d.id AND i.place > 1;
UPDATE device d SET token = i.token, token_hash = i.hash FROM "device_identity" i WHERE i.id = d.id;
DROP TABLE "device_identity";
