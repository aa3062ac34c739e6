-- Pictures have a thumbnail and a blurhash, which messages show; and a conversation may say what it takes of attachments.

ALTER TABLE "attachment"
  ADD COLUMN "blurhash" TEXT,
  ADD COLUMN "thumbnail_width" INTEGER,
  ADD COLUMN "thumbnail_height" INTEGER,
  ADD COLUMN "thumbnail_byte_size" INTEGER;

-- 0 bytes, and no kinds: no bound of its own.
ALTER TABLE "conversation"
  ADD COLUMN "attachments_max" INTEGER NOT NULL DEFAULT 30,
  ADD COLUMN "attachment_bytes_max" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "attachment_kinds" "attachment_kind"[] DEFAULT ARRAY[]::"attachment_kind"[];

-- Sends judge the bounds of the conversation, and write the thumbnail. Else as it was: see 20261128120000_attachments.
CREATE OR REPLACE FUNCTION "send_messages"(
  p_waits boolean,
  p_conversation_ids uuid[],
  p_ids uuid[],
  p_sender_ids uuid[],
  p_client_keys text[],
  p_input_hashes bytea[],
  p_bodies text[],
  p_extras jsonb[],
  p_mention_message_ids uuid[],
  p_mention_usernames text[]
) RETURNS TABLE (
  outcome text,
  wait_until timestamptz,
  id uuid,
  seq integer,
  created_at timestamptz,
  mention_scope text,
  quoted jsonb,
  root jsonb,
  attachments jsonb
) LANGUAGE plpgsql VOLATILE
  SET plan_cache_mode = force_generic_plan
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
#variable_conflict use_column
DECLARE
  v_locked uuid[];
  v_attachment_ids uuid[];
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
  -- After the conversations, and in order: an attachment stays as it is judged. The first to send it writes to its row; one
  -- whose bytes come just now is waited for by nobody.
  IF p_extras IS NOT NULL THEN
    v_attachment_ids := ARRAY(
      SELECT DISTINCT w.id::uuid
      FROM unnest(p_extras) AS x (extra), jsonb_array_elements_text(x.extra -> 'attachmentIds') AS w (id)
    );
    IF cardinality(v_attachment_ids) > 0 THEN
      PERFORM FROM attachment f
      WHERE f.id = ANY (v_attachment_ids) AND f.expires_at IS NOT NULL AND f.state = 'READY'
      ORDER BY f.id FOR NO KEY UPDATE;
      PERFORM FROM attachment f WHERE f.id = ANY (v_attachment_ids) ORDER BY f.id FOR KEY SHARE;
    END IF;
  END IF;
  v_now := date_trunc('milliseconds', clock_timestamp());

  RETURN QUERY
  WITH judged AS MATERIALIZED (
    SELECT
      a.place, a.conversation_id, a.id, a.sender_id, a.client_key, a.input_hash, a.body, a.extra, c.head_seq,
      CASE WHEN b.silenced_until > v_now THEN b.silenced_until
        ELSE p.sent_at + make_interval(secs => c.slow_mode_seconds) END AS wait_until,
      -- Plain members wait; the others mention everybody. There is no everybody where two talk.
      c.slow_mode_seconds, c.slow_mode_seconds > 0 AND b.role = 'MEMBER' AS is_slowed,
      CASE WHEN b.role <> 'MEMBER' AND c.kind <> 'DIRECT' THEN a.extra ->> 'mentionScope' END AS mention_scope,
      to_jsonb(q) AS quoted, to_jsonb(t) AS root, m.id AS known_id, m.seq AS known_seq, m.created_at AS known_created_at,
      f.attachments,
      CASE
        WHEN c.id IS NULL THEN 'NOT_FOUND'
        -- Waited for and yet not got: it was made since, so it was not there yet.
        WHEN c.id <> ALL (v_locked) THEN CASE WHEN p_waits THEN 'NOT_FOUND' ELSE 'LOCKED' END
        -- The retry: the same key answers the same message for ever, also to one who has left since.
        WHEN m.id IS NOT NULL THEN CASE WHEN m.input_hash = a.input_hash THEN 'DUPLICATE' ELSE 'CONFLICT' END
        -- The rules, read after the lock was got.
        WHEN b.id IS NULL THEN 'NOT_FOUND'
        WHEN b.silenced_until > v_now THEN 'SILENCED'
        WHEN c.direct_key IS NOT NULL AND is_direct_blocked(c.direct_key) THEN 'BLOCKED'
        WHEN c.posting_policy = 'MODERATORS' AND b.role = 'MEMBER' THEN 'POSTING_RESTRICTED'
        -- What it refers to is shown to its sender; and a thread has no threads.
        WHEN a.extra ? 'replyToId' AND (
          q.conversation_id IS DISTINCT FROM a.conversation_id OR q.seq < b.visible_from_seq OR EXISTS (
            SELECT FROM hidden_message h
            WHERE h.user_id = a.sender_id AND h.conversation_id = a.conversation_id AND h.seq = q.seq
          )
        ) THEN 'MESSAGE_NOT_FOUND'
        WHEN a.extra ? 'threadRootId' AND (
          t.conversation_id IS DISTINCT FROM a.conversation_id OR t.seq < b.visible_from_seq
          OR t.thread_root_id IS NOT NULL OR EXISTS (
            SELECT FROM hidden_message h
            WHERE h.user_id = a.sender_id AND h.conversation_id = a.conversation_id AND h.seq = t.seq
          )
        ) THEN 'MESSAGE_NOT_FOUND'
        WHEN NOT f.are_found THEN 'ATTACHMENT_NOT_FOUND'
        WHEN NOT f.are_ready THEN 'ATTACHMENT_NOT_READY'
        -- What the conversation takes.
        WHEN f.many > c.attachments_max THEN 'TOO_MANY_ATTACHMENTS'
        WHEN c.attachment_bytes_max > 0 AND f.largest_bytes > c.attachment_bytes_max THEN 'ATTACHMENT_TOO_LARGE'
        WHEN cardinality(c.attachment_kinds) > 0 AND NOT f.kinds <@ c.attachment_kinds THEN 'ATTACHMENT_KIND'
        WHEN c.slow_mode_seconds > 0 AND b.role = 'MEMBER'
          AND p.sent_at + make_interval(secs => c.slow_mode_seconds) > v_now THEN 'SLOW_MODE'
        -- Its words were judged before the lock was got: by the rules that hold now, and for the role that its sender has?
        WHEN coalesce((a.extra ->> 'ownRules')::integer, 0) <> c.content_rules_version
          OR coalesce((a.extra ->> 'serverRules')::integer, 0) <> h.version THEN 'RULES_CHANGED'
        WHEN (a.extra ->> 'isExempt')::boolean <> (b.role <> 'MEMBER') THEN 'EXEMPTION_CHANGED'
        WHEN a.extra ? 'isBlocked' THEN 'CONTENT_BLOCKED'
        ELSE 'SENT'
      END AS outcome
    FROM unnest(p_conversation_ids, p_ids, p_sender_ids, p_client_keys, p_input_hashes, p_bodies, p_extras)
      WITH ORDINALITY AS a (conversation_id, id, sender_id, client_key, input_hash, body, extra, place)
    LEFT JOIN LATERAL (SELECT * FROM conversation WHERE id = a.conversation_id OFFSET 0) c ON true
    LEFT JOIN LATERAL (
      SELECT * FROM message
      WHERE (sender_id, conversation_id, client_key) >= (a.sender_id, a.conversation_id, a.client_key)
        AND (sender_id, conversation_id, client_key) <= (a.sender_id, a.conversation_id, a.client_key) OFFSET 0
    ) m ON true
    LEFT JOIN LATERAL (
      SELECT * FROM member
      WHERE (conversation_id, user_id) >= (a.conversation_id, a.sender_id)
        AND (conversation_id, user_id) <= (a.conversation_id, a.sender_id) AND removed_seq IS NULL OFFSET 0
    ) b ON true
    LEFT JOIN LATERAL (
      SELECT * FROM message WHERE id = (a.extra ->> 'replyToId')::uuid OFFSET 0
    ) q ON true
    LEFT JOIN LATERAL (
      SELECT * FROM message WHERE id = (a.extra ->> 'threadRootId')::uuid OFFSET 0
    ) t ON true
    LEFT JOIN LATERAL (
      SELECT sent_at FROM slow_mode_send
      WHERE c.slow_mode_seconds > 0 AND conversation_id = a.conversation_id AND user_id = a.sender_id OFFSET 0
    ) p ON true
    LEFT JOIN LATERAL (SELECT version FROM server_content_rules WHERE id = 1 OFFSET 0) h ON true
    -- The sender's own; or, of a message that is forwarded, those that it has.
    LEFT JOIN LATERAL (
      SELECT bool_and(o.id IS NOT NULL) AS are_found, bool_and(o.state = 'READY') AS are_ready,
        count(*) AS many, max(o.byte_size) AS largest_bytes, array_agg(o.kind) AS kinds,
        jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
          'id', o.id, 'kind', o.kind, 'filename', o.filename, 'contentType', o.content_type, 'byteSize', o.byte_size,
          'width', o.width, 'height', o.height, 'durationMs', o.duration_ms,
          'waveform', CASE WHEN cardinality(o.waveform) > 0 THEN to_jsonb(o.waveform) END, 'createdAt', o.created_at,
          'blurhash', o.blurhash, 'thumbnail', CASE WHEN o.thumbnail_byte_size > 0 THEN jsonb_build_object(
            'width', o.thumbnail_width, 'height', o.thumbnail_height
          ) END
        )) ORDER BY w.place) AS attachments
      FROM jsonb_array_elements_text(a.extra -> 'attachmentIds') WITH ORDINALITY AS w (id, place)
      LEFT JOIN LATERAL (
        SELECT * FROM attachment
        WHERE attachment.id = w.id::uuid AND (expires_at IS NULL OR expires_at > v_now)
          AND CASE WHEN a.extra ? 'attachmentsOfId' THEN EXISTS (
            SELECT FROM attachment_use u
            WHERE u.attachment_id = attachment.id AND u.message_id = (a.extra ->> 'attachmentsOfId')::uuid
          ) ELSE owner_id = a.sender_id END
        OFFSET 0
      ) o ON true
    ) f ON true
  ), keyed AS MATERIALIZED (
    -- The first of those that might be sent: with the same key, and of the same sender.
    SELECT j.*, first_value(j.place) OVER same_key AS key_place, first_value(j.input_hash) OVER same_key AS key_hash,
      min(j.place) FILTER (WHERE j.outcome = 'SENT') OVER (PARTITION BY j.conversation_id, j.sender_id) AS first_place
    FROM judged j
    WINDOW same_key AS (PARTITION BY j.conversation_id, j.sender_id, j.client_key, j.outcome ORDER BY j.place)
  ), paced AS (
    SELECT k.*,
      CASE
        WHEN k.outcome <> 'SENT' THEN k.outcome
        -- Of what comes together from one who has to wait, the first is sent, and what repeats its key repeats it.
        WHEN k.is_slowed AND k.key_place <> k.first_place THEN 'SLOW_MODE'
        WHEN k.key_place < k.place THEN CASE WHEN k.key_hash = k.input_hash THEN 'DUPLICATE' ELSE 'CONFLICT' END
        ELSE 'SENT'
      END AS paced_outcome
    FROM keyed k
  ), numbered AS MATERIALIZED (
    SELECT j.*, (j.head_seq + count(*) FILTER (WHERE j.paced_outcome = 'SENT') OVER in_turn)::integer AS seq,
      -- Behind one that is judged again nothing is sent, so that the order of arrival is kept. Its own seq is not used.
      bool_or(j.outcome IN ('RULES_CHANGED', 'EXEMPTION_CHANGED')) OVER in_turn AS is_held
    FROM paced j
    WINDOW in_turn AS (PARTITION BY j.conversation_id ORDER BY j.place)
  ), sent AS MATERIALIZED (
    SELECT n.* FROM numbered n WHERE n.paced_outcome = 'SENT' AND NOT n.is_held
  ),
  -- The write: message and event under one seq, and the heads.
  written AS (
    INSERT INTO message (
      id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body, created_at,
      content, reply_to_id, thread_root_id, forwarded_id, forwarded_sender_id, forwarded_at, mention_scope,
      attachments
    )
    SELECT s.id, s.conversation_id, s.seq, s.seq, s.sender_id, s.client_key, s.input_hash, s.body, v_now,
      s.extra -> 'content', (s.extra ->> 'replyToId')::uuid, (s.extra ->> 'threadRootId')::uuid,
      (s.extra ->> 'forwardedId')::uuid, (s.extra ->> 'forwardedSenderId')::uuid, (s.extra ->> 'forwardedAt')::timestamptz,
      s.mention_scope::mention_scope, s.attachments
    FROM sent s
  ), logged AS (
    INSERT INTO event (conversation_id, seq, kind, actor_id, payload, occurred_at)
    SELECT s.conversation_id, s.seq, 'MESSAGE_SENT', s.sender_id, jsonb_build_object('messageId', s.id), v_now FROM sent s
  ), moved AS (
    UPDATE conversation c SET head_seq = h.seq, head_xid = pg_current_xact_id(), last_activity_at = v_now
    FROM (SELECT s.conversation_id, max(s.seq) AS seq FROM sent s GROUP BY s.conversation_id) h
    WHERE c.id = h.conversation_id
  ), waits AS (
    INSERT INTO slow_mode_send AS last (conversation_id, user_id, sent_at)
    SELECT DISTINCT s.conversation_id, s.sender_id, v_now FROM sent s WHERE s.is_slowed
    ON CONFLICT (conversation_id, user_id) DO UPDATE SET sent_at = excluded.sent_at
  )
  SELECT CASE WHEN n.outcome = 'SENT' AND n.is_held THEN 'HELD' ELSE n.paced_outcome END,
    CASE WHEN n.outcome = 'SENT' THEN v_now + make_interval(secs => n.slow_mode_seconds) ELSE n.wait_until END,
    coalesce(n.known_id, first_value(n.id) OVER same_key),
    coalesce(n.known_seq, first_value(n.seq) OVER same_key), coalesce(n.known_created_at, v_now),
    n.mention_scope, n.quoted, n.root, n.attachments
  FROM numbered n
  -- What is sent, before what repeats it.
  WINDOW same_key AS (
    PARTITION BY n.conversation_id, n.sender_id, n.client_key ORDER BY n.paced_outcome <> 'SENT', n.place
  )
  ORDER BY n.place;

  -- A thread's root tells of its replies, and its sender and whoever replies follow it.
  IF p_extras IS NOT NULL THEN
    WITH reply AS MATERIALIZED (
      SELECT m.thread_root_id AS root_id, m.conversation_id, m.sender_id, m.seq, m.id
      FROM message m WHERE m.id = ANY (p_ids) AND m.thread_root_id IS NOT NULL
    ), listed AS (
      INSERT INTO thread_reply (root_id, seq, message_id) SELECT r.root_id, r.seq, r.id FROM reply r
    ), counted AS (
      UPDATE message root
      SET reply_count = root.reply_count + n.replies, changed_seq = n.seq, last_reply_at = v_now
      FROM (SELECT r.root_id, count(*) AS replies, max(r.seq) AS seq FROM reply r GROUP BY r.root_id) n
      WHERE root.id = n.root_id
      RETURNING root.id, root.conversation_id, root.sender_id, root.seq
    ), follower AS (
      SELECT r.root_id, r.sender_id AS user_id, r.conversation_id, min(r.seq) AS first_reply_seq, max(r.seq) AS read_seq
      FROM reply r GROUP BY r.root_id, r.sender_id, r.conversation_id
      UNION ALL
      SELECT root.id, root.sender_id, root.conversation_id, NULL, root.seq FROM counted root
      WHERE NOT EXISTS (SELECT FROM reply r WHERE r.root_id = root.id AND r.sender_id = root.sender_id)
    )
    INSERT INTO thread_member AS known (root_id, user_id, conversation_id, first_reply_seq, is_following, read_seq)
    SELECT f.root_id, f.user_id, f.conversation_id, f.first_reply_seq, true, f.read_seq FROM follower f
    ON CONFLICT (root_id, user_id) DO UPDATE SET
      first_reply_seq = coalesce(known.first_reply_seq, excluded.first_reply_seq),
      is_following = true,
      read_seq = greatest(known.read_seq, excluded.read_seq)
    -- Not its root's sender by somebody else's reply.
    WHERE excluded.first_reply_seq IS NOT NULL;
  END IF;

  IF p_extras IS NOT NULL THEN
    INSERT INTO broadcast_mention (conversation_id, seq, message_id)
    SELECT m.conversation_id, m.seq, m.id FROM message m WHERE m.id = ANY (p_ids) AND m.mention_scope IS NOT NULL;
  END IF;

  -- What a rule flags is reported to the moderators, by nobody.
  IF p_extras IS NOT NULL THEN
    INSERT INTO report (
      id, reporter_id, kind, target_id, conversation_id, message_seq, message_changed_seq, reported_user_id,
      reason, words, created_at, content_rule_id
    )
    SELECT gen_random_uuid(), '00000000-0000-0000-0000-000000000000', 'MESSAGE', m.id, m.conversation_id, m.seq,
      m.changed_seq, m.sender_id, 'OTHER', '', v_now, flagged.rule_id
    FROM (
      SELECT a.id, (a.extra ->> 'flaggedBy')::uuid AS rule_id
      FROM unnest(p_ids, p_extras) AS a (id, extra)
      WHERE a.extra ? 'flaggedBy' OFFSET 0
    ) flagged
    JOIN message m ON m.id = flagged.id;
  END IF;

  -- Which messages have an attachment: it is there for as long as one has it.
  IF cardinality(v_attachment_ids) > 0 THEN
    INSERT INTO attachment_use (attachment_id, conversation_id, message_id)
    SELECT (one.attachment ->> 'id')::uuid, m.conversation_id, m.id
    FROM message m, jsonb_array_elements(m.attachments) AS one (attachment)
    WHERE m.id = ANY (p_ids);
    UPDATE attachment f SET expires_at = NULL
    WHERE f.id = ANY (v_attachment_ids) AND f.expires_at IS NOT NULL
      AND EXISTS (SELECT FROM attachment_use u WHERE u.attachment_id = f.id);
  END IF;

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
