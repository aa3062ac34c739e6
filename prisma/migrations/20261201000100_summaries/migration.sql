-- A push of no conversation tells of all that came in quiet time. Where it is shown, it is looked at when marks go on, within ten
-- seconds: any of them may be the last, so all of a person's meet in this row, and most find it due already, and write nothing.
CREATE OR REPLACE FUNCTION "look_at_what_is_shown"(p_conversation_ids uuid[], p_user_ids uuid[], p_read_seqs int[]) RETURNS void
  LANGUAGE plpgsql
  SET plan_cache_mode = force_generic_plan
  SET enable_nestloop = on SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET enable_memoize = off
AS $$
DECLARE
  v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
BEGIN
  UPDATE push p
  SET due_at = CASE
        WHEN p.claim_id IS NOT NULL OR p.attempts > 0 THEN p.due_at
        WHEN p.conversation_id = '00000000-0000-0000-0000-000000000000' THEN least(p.due_at, v_now + interval '10 seconds')
        ELSE v_now
      END,
      generation = p.generation + 1
  FROM (
    SELECT held.device_id, held.conversation_id
    FROM unnest(p_conversation_ids, p_user_ids, p_read_seqs) AS k (conversation_id, user_id, read_seq)
    JOIN push held ON held.user_id = k.user_id
      AND held.conversation_id = ANY(ARRAY[k.conversation_id, '00000000-0000-0000-0000-000000000000'::uuid])
    WHERE (held.shown_seq <= k.read_seq OR (held.shown_seq IS NOT NULL AND held.waiting_from_seq IS NULL)
        OR held.claim_id IS NOT NULL)
      AND (held.conversation_id <> '00000000-0000-0000-0000-000000000000' OR held.claim_id IS NOT NULL
        -- One that may be claimed before this mark is committed is held until then.
        OR (held.attempts = 0 AND (held.due_at IS NULL OR held.due_at > v_now + interval '10 seconds'
          OR held.due_at <= v_now + interval '1 second')))
    ORDER BY held.device_id, held.conversation_id
    FOR UPDATE OF held
  ) shown
  WHERE p.device_id = shown.device_id AND p.conversation_id = shown.conversation_id;
END $$;

-- What came in quiet time. What is sent has no reason, before and after: its updates need no index.
CREATE INDEX "notification_of_quiet_time_idx" ON "notification"("user_id", "message_id")
  WHERE "reason" IN ('DO_NOT_DISTURB', 'QUIET_HOURS');
