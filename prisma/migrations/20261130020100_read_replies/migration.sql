-- A reply is read by the mark of its thread, others by that of the conversation, and an alert may tell of both: what devices show
-- is looked at when either goes on, and whoever sends decides. Where something waits that is looked at by then; what is being
-- sent just now is looked at again afterwards. All of it is asked of the row that is locked. In one order, like everybody who
-- locks several of these rows.
CREATE FUNCTION "look_at_what_is_shown"(p_conversation_ids uuid[], p_user_ids uuid[], p_read_seqs int[]) RETURNS void
  LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_nestloop = on SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
BEGIN
  UPDATE push p
  SET due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN date_trunc('milliseconds', clock_timestamp()) ELSE p.due_at END,
      generation = p.generation + 1
  FROM (
    SELECT held.device_id, held.conversation_id
    FROM unnest(p_conversation_ids, p_user_ids, p_read_seqs) AS k (conversation_id, user_id, read_seq)
    JOIN push held ON held.conversation_id = k.conversation_id AND held.user_id = k.user_id
    WHERE held.shown_seq <= k.read_seq OR (held.shown_seq IS NOT NULL AND held.waiting_from_seq IS NULL)
      OR held.claim_id IS NOT NULL
    ORDER BY held.device_id, held.conversation_id
    FOR UPDATE OF held
  ) shown
  WHERE p.device_id = shown.device_id AND p.conversation_id = shown.conversation_id;
END $$;

-- Nothing is looked at for what was delivered.
CREATE OR REPLACE FUNCTION "take_back_what_was_read"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_nestloop = off
AS $$
DECLARE
  v_conversation_ids uuid[];
  v_user_ids uuid[];
  v_read_seqs int[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(k.conversation_id), array_agg(k.user_id), array_agg(k.read_seq)
    INTO v_conversation_ids, v_user_ids, v_read_seqs
    FROM moved k WHERE k.read_seq > 0;
  ELSE
    SELECT array_agg(k.conversation_id), array_agg(k.user_id), array_agg(k.read_seq)
    INTO v_conversation_ids, v_user_ids, v_read_seqs
    FROM moved k
    JOIN before b ON b.conversation_id = k.conversation_id AND b.user_id = k.user_id
    WHERE k.read_seq > b.read_seq;
  END IF;
  IF v_user_ids IS NOT NULL THEN
    PERFORM look_at_what_is_shown(v_conversation_ids, v_user_ids, v_read_seqs);
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER "member_mark_read_on" ON "member_mark";
CREATE TRIGGER "member_mark_read_on" AFTER UPDATE ON "member_mark"
  REFERENCING OLD TABLE AS before NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION "take_back_what_was_read"();

-- A send moves the mark of whoever replies, under the lock of the conversation: it waits for no push, and the consumer of
-- notifications looks afterwards. Their mark is at their own reply then, or at the root that is theirs.
CREATE FUNCTION "take_back_read_replies"() RETURNS trigger LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off
AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM (
      SELECT id, sender_id, thread_root_id FROM message
      WHERE conversation_id = NEW.conversation_id AND seq = NEW.read_seq OFFSET 0
    ) m
    WHERE m.sender_id = NEW.user_id AND NEW.root_id IN (m.id, m.thread_root_id)
  ) THEN
    PERFORM look_at_what_is_shown(ARRAY[NEW.conversation_id], ARRAY[NEW.user_id], ARRAY[NEW.read_seq]);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER "thread_member_read_first" AFTER INSERT ON "thread_member"
  FOR EACH ROW WHEN (NEW.first_reply_seq IS NULL) EXECUTE FUNCTION "take_back_read_replies"();
CREATE TRIGGER "thread_member_read_on" AFTER UPDATE OF "read_seq" ON "thread_member"
  FOR EACH ROW WHEN (NEW.read_seq > OLD.read_seq AND NEW.first_reply_seq IS NOT DISTINCT FROM OLD.first_reply_seq)
  EXECUTE FUNCTION "take_back_read_replies"();
