-- What a send looks up is looked up row by row: `OFFSET 0` keeps the planner from joining the tables instead. A plan made
-- while the tables were empty joined them through copies of all their rows, for as long as the connection kept it.
-- Else as it was: see 20261122110000_send_batches and src/storage/sendMessages.sql.ts.

CREATE OR REPLACE FUNCTION "send_messages"(
  p_waits boolean,
  p_conversation_ids uuid[],
  p_ids uuid[],
  p_sender_ids uuid[],
  p_client_keys text[],
  p_input_hashes bytea[],
  p_bodies text[],
  p_mention_message_ids uuid[],
  p_mention_usernames text[]
) RETURNS TABLE (
  outcome text,
  silenced_until timestamptz,
  id uuid,
  seq integer,
  changed_seq integer,
  body text,
  created_at timestamptz,
  edited_at timestamptz,
  deleted_at timestamptz
) LANGUAGE plpgsql VOLATILE
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
#variable_conflict use_column
DECLARE
  v_locked uuid[];
  v_now timestamptz;
BEGIN
  -- The lock: one writer at a time in a conversation, so that the order of seq is the order of commits.
  IF p_waits THEN
    v_locked := ARRAY(
      SELECT c.id FROM conversation c WHERE c.id = ANY (p_conversation_ids) ORDER BY c.id FOR UPDATE
    );
  ELSE
    -- What else could be waited for, a sender's row or a whole table, must not hold up everybody: the batch fails, and its
    -- messages go singly.
    PERFORM set_config('lock_timeout', '300ms', true);
    v_locked := ARRAY(
      SELECT c.id FROM conversation c WHERE c.id = ANY (p_conversation_ids) ORDER BY c.id FOR UPDATE SKIP LOCKED
    );
  END IF;
  v_now := date_trunc('milliseconds', clock_timestamp());

  RETURN QUERY
  WITH judged AS MATERIALIZED (
    SELECT
      a.place, a.conversation_id, a.id, a.sender_id, a.client_key, a.input_hash, a.body, c.head_seq, b.silenced_until,
      m.id AS known_id, m.seq AS known_seq, m.changed_seq AS known_changed_seq, m.body AS known_body,
      m.created_at AS known_created_at, m.edited_at AS known_edited_at, m.deleted_at AS known_deleted_at,
      CASE
        WHEN c.id IS NULL THEN 'NOT_FOUND'
        -- Waited for and yet not got: it was made since, so it was not there yet.
        WHEN c.id <> ALL (v_locked) THEN CASE WHEN p_waits THEN 'NOT_FOUND' ELSE 'LOCKED' END
        -- The retry: the same key answers the same message for ever, also to one who has left since.
        WHEN m.id IS NOT NULL THEN CASE WHEN m.input_hash = a.input_hash THEN 'DUPLICATE' ELSE 'CONFLICT' END
        -- The rules, read after the lock was got.
        WHEN b.id IS NULL THEN 'NOT_FOUND'
        WHEN b.silenced_until > v_now THEN 'SILENCED'
        WHEN c.posting_policy = 'MODERATORS' AND b.role = 'MEMBER' THEN 'POSTING_RESTRICTED'
        -- The retry of what stands before it in this batch; one sender's rules are the same for both.
        WHEN first_value(a.place) OVER same_key < a.place THEN
          CASE WHEN first_value(a.input_hash) OVER same_key = a.input_hash THEN 'DUPLICATE' ELSE 'CONFLICT' END
        ELSE 'SENT'
      END AS outcome
    FROM unnest(p_conversation_ids, p_ids, p_sender_ids, p_client_keys, p_input_hashes, p_bodies)
      WITH ORDINALITY AS a (conversation_id, id, sender_id, client_key, input_hash, body, place)
    LEFT JOIN LATERAL (SELECT * FROM conversation WHERE id = a.conversation_id OFFSET 0) c ON true
    LEFT JOIN LATERAL (
      SELECT * FROM message
      WHERE sender_id = a.sender_id AND conversation_id = a.conversation_id AND client_key = a.client_key OFFSET 0
    ) m ON true
    LEFT JOIN LATERAL (
      SELECT * FROM member
      WHERE conversation_id = a.conversation_id AND user_id = a.sender_id AND removed_seq IS NULL OFFSET 0
    ) b ON true
    WINDOW same_key AS (PARTITION BY a.conversation_id, a.sender_id, a.client_key ORDER BY a.place)
  ), numbered AS MATERIALIZED (
    SELECT j.*, (j.head_seq + count(*) FILTER (WHERE j.outcome = 'SENT') OVER in_turn)::integer AS seq
    FROM judged j
    WINDOW in_turn AS (PARTITION BY j.conversation_id ORDER BY j.place)
  ), sent AS MATERIALIZED (
    SELECT n.* FROM numbered n WHERE n.outcome = 'SENT'
  ),
  -- The write: message and event under one seq, and the heads.
  written AS (
    INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at)
    SELECT s.id, s.conversation_id, s.seq, s.seq, s.sender_id, s.client_key, s.input_hash, s.body, v_now FROM sent s
  ), logged AS (
    INSERT INTO event (conversation_id, seq, kind, actor_id, payload, occurred_at)
    SELECT s.conversation_id, s.seq, 'MESSAGE_SENT', s.sender_id, jsonb_build_object('messageId', s.id), v_now FROM sent s
  ), moved AS (
    UPDATE conversation c SET head_seq = h.seq, head_xid = pg_current_xact_id(), last_activity_at = v_now
    FROM (SELECT s.conversation_id, max(s.seq) AS seq FROM sent s GROUP BY s.conversation_id) h
    WHERE c.id = h.conversation_id
  )
  SELECT n.outcome, n.silenced_until,
    coalesce(n.known_id, first_value(n.id) OVER same_key),
    coalesce(n.known_seq, first_value(n.seq) OVER same_key),
    coalesce(n.known_changed_seq, first_value(n.seq) OVER same_key),
    n.known_body, coalesce(n.known_created_at, v_now), n.known_edited_at, n.known_deleted_at
  FROM numbered n
  WINDOW same_key AS (PARTITION BY n.conversation_id, n.sender_id, n.client_key ORDER BY n.place)
  ORDER BY n.place;

  -- Who is mentioned and a member; nothing for the mention of anybody else, and for a message that was not sent.
  -- By person first: a conversation's members may be thousands.
  IF cardinality(p_mention_usernames) > 0 THEN
    WITH mentioned AS MATERIALIZED (
      SELECT u.id AS user_id, m.conversation_id, m.seq, m.id AS message_id
      FROM unnest(p_mention_message_ids, p_mention_usernames) AS named (message_id, username)
      JOIN message m ON m.id = named.message_id
      JOIN "user" u ON u.username = named.username
    )
    INSERT INTO mention (user_id, conversation_id, seq, message_id)
    SELECT b.user_id, n.conversation_id, n.seq, n.message_id
    FROM mentioned n
    JOIN member b ON b.conversation_id = n.conversation_id AND b.user_id = n.user_id AND b.removed_seq IS NULL
    ON CONFLICT DO NOTHING;
  END IF;
END $$;
