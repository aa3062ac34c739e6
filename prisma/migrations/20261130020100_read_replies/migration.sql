-- A reply is read by the mark of its thread: what devices show of one that was read is taken back by that. What is being sent
-- just now is looked at again afterwards. In one order, like everybody who locks several of these rows.
CREATE FUNCTION "take_back_read_replies"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
BEGIN
  UPDATE push p
  SET due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN date_trunc('milliseconds', clock_timestamp()) ELSE p.due_at END,
      generation = p.generation + 1
  FROM (
    SELECT held.device_id, held.conversation_id
    FROM moved t
    JOIN push held ON held.conversation_id = t.conversation_id AND held.user_id = t.user_id
    LEFT JOIN LATERAL (
      SELECT thread_root_id FROM message
      WHERE conversation_id = held.conversation_id AND seq = held.shown_seq OFFSET 0
    ) m ON true
    WHERE (held.shown_seq <= t.read_seq AND m.thread_root_id = t.root_id) OR held.claim_id IS NOT NULL
    ORDER BY held.device_id, held.conversation_id
    FOR UPDATE OF held
  ) shown
  WHERE p.device_id = shown.device_id AND p.conversation_id = shown.conversation_id;
  RETURN NULL;
END $$;

CREATE TRIGGER "thread_member_read_first" AFTER INSERT ON "thread_member"
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION "take_back_read_replies"();
CREATE TRIGGER "thread_member_read_on" AFTER UPDATE ON "thread_member"
  REFERENCING NEW TABLE AS moved FOR EACH STATEMENT EXECUTE FUNCTION "take_back_read_replies"();
