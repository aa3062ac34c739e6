-- Common words are looked for segment by segment, the newest first: 25,000 documents with numbers in a row, in which each word
-- has a list of its own. So a list is read as far as there is something to find, whether of a word or of a beginning.

-- A word is counted within its page, where no index hears of it.
ALTER TABLE search_word SET (fillfactor = 60);

-- The words of a document, and what it is filtered by, each with the number of its segment before it; and that number alone.
CREATE FUNCTION search_segment_words(p_words tsvector, p_no bigint) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN array_to_tsvector(
  ARRAY(SELECT p_no / 25000 || '/' || word FROM unnest(tsvector_to_array(p_words)) word) || (p_no / 25000 || '/')
);

CREATE INDEX search_document_segment_words_idx ON search_document USING gin (search_segment_words(words, no));

-- As of the index of words as they are.
ALTER INDEX search_document_segment_words_idx SET (gin_pending_list_limit = 256);

-- Writes the documents of these messages anew, as they are now but for the text, which comes cut into words; of those that
-- are deleted none, and none of a text that is older than that of a document there is. `p_names`: those of their files, cut
-- into words as well; whoever gives none leaves files by themselves unfound. Numbers are in the order of time, a
-- number for some where they come late. Two writers at once do no harm; whoever is told of the newest change has to come
-- last.
CREATE FUNCTION write_search_documents(
  p_ids uuid[], p_texts text[], p_edited_at timestamptz[], p_has_link boolean[], p_languages text[],
  p_names text[] DEFAULT NULL
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_words text[];
  v_counts int[];
BEGIN
  -- Sends wait for no disk on their account: what a crash takes back is written again, for the position is stored later.
  PERFORM set_config('synchronous_commit', 'off', true);
  -- Those of the documents that are replaced, and of what is written.
  WITH source AS MATERIALIZED (
    SELECT m.id, m.conversation_id, m.seq, m.sender_id, m.created_at, g.edited_at, m.thread_root_id,
      message_kind_of(m.attachments, m.content) AS kind,
      -- Words weigh more than the stems of others.
      setweight(search_words(g.text), 'A') AS plain, search_stems(g.text, p_languages) AS stems,
      coalesce(known.no, next.no, nextval('search_document_no_seq')) AS no, known.words AS known,
      ARRAY[
        search_key('c', m.conversation_id), search_key('s', m.sender_id), search_key('t', m.thread_root_id),
        CASE WHEN g.has_link THEN ':h:link' END,
        CASE WHEN m.attachments IS NOT NULL THEN ':h:attachment' END,
        CASE WHEN m.pinned_seq IS NOT NULL THEN ':p:' END,
        CASE WHEN m.mention_scope IS NOT NULL THEN ':m:' END,
        to_char(m.created_at AT TIME ZONE 'UTC', '":y:"YYYY-MM')
      ] || ARRAY(SELECT search_key('m', n.user_id) FROM mention n WHERE n.message_id = m.id)
        || search_file_marks(g.names, m.attachments, p_languages) AS marks
    FROM (
      SELECT * FROM unnest(p_ids, p_texts, p_edited_at, p_has_link, p_names) AS g (id, text, edited_at, has_link, names)
      ORDER BY id
    ) g
    JOIN LATERAL (SELECT * FROM message WHERE id = g.id AND deleted_at IS NULL OFFSET 0) m ON true
    LEFT JOIN LATERAL (
      SELECT d.no, d.words, d.edited_at FROM search_document d WHERE d.message_id = g.id OFFSET 0
    ) known ON true
    -- Ids are in the order of time: one that comes late is numbered as the one that it comes before.
    LEFT JOIN LATERAL (
      SELECT d.no FROM search_document d WHERE d.message_id > g.id ORDER BY d.message_id LIMIT 1
    ) next ON known.no IS NULL
    WHERE known.edited_at IS NULL OR g.edited_at >= known.edited_at
  ), written AS (
    INSERT INTO search_document AS d (
      message_id, no, conversation_id, seq, sender_id, sent_at, edited_at, kind, words
    )
    SELECT s.id, s.no, s.conversation_id, s.seq, s.sender_id, s.created_at, s.edited_at, s.kind,
      s.plain || s.stems
        || array_to_tsvector(array_remove(s.marks, NULL) || (':k:' || s.kind))
    FROM source s
    ORDER BY s.no
    ON CONFLICT (message_id) DO UPDATE SET
      no = excluded.no, edited_at = excluded.edited_at, kind = excluded.kind, words = excluded.words
    -- Also where another writer was faster.
    WHERE d.edited_at IS NULL OR excluded.edited_at >= d.edited_at
  ), lost AS (
    INSERT INTO search_leftover (message_id, words)
    SELECT s.id, gone.words
    FROM source s
    CROSS JOIN LATERAL (
      SELECT array_agg(word) AS words FROM unnest(tsvector_to_array(s.known)) word
      WHERE word !~ ':' AND word <> ALL (tsvector_to_array(s.plain || s.stems))
    ) gone
    WHERE gone.words IS NOT NULL
  )
  SELECT array_agg(w.word), array_agg(w.count) INTO v_words, v_counts
  FROM (
    SELECT word, count(*)::int AS count
    FROM source s CROSS JOIN LATERAL unnest(tsvector_to_array(s.plain)) word
    WHERE length(word) BETWEEN 2 AND 40 AND word ~ '[[:alpha:]]'
    GROUP BY word
    ORDER BY word
  ) w;

  -- Counted by chance, the more of them the seldomer: the row of a common word is hardly ever written.
  UPDATE search_word known SET weight = known.weight + 1
  FROM unnest(v_words, v_counts) AS w (word, count)
  WHERE known.word = w.word AND random() * 2 ^ known.weight < w.count;

  INSERT INTO search_word (word, weight)
  SELECT w.word, round(log(2, w.count + 1)) FROM unnest(v_words, v_counts) AS w (word, count)
  WHERE NOT EXISTS (SELECT FROM search_word known WHERE known.word = w.word)
  ORDER BY w.word
  ON CONFLICT DO NOTHING;
END $$;

-- Takes words that no document has any more, and documents of messages that are deleted or gone. Answers how many leftovers it
-- has seen; fewer than it may: there are no more. For one at a time, beside no writer of documents.
CREATE OR REPLACE FUNCTION sweep_search_leftovers(p_limit int) RETURNS int
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off AS $$
DECLARE
  v_ids bigint[];
  v_message_ids uuid[];
  v_words text[];
  v_newest bigint;
BEGIN
  SELECT array_agg(l.id), array_agg(l.message_id) INTO v_ids, v_message_ids
  FROM (SELECT id, message_id FROM search_leftover ORDER BY id LIMIT p_limit) l;
  IF v_ids IS NULL THEN RETURN 0; END IF;

  WITH gone AS (
    DELETE FROM search_document d
    WHERE d.message_id = ANY (v_message_ids)
      AND NOT EXISTS (SELECT FROM message m WHERE m.id = d.message_id AND m.deleted_at IS NULL)
    RETURNING d.words
  )
  SELECT array_agg(DISTINCT word) INTO v_words
  FROM (
    SELECT unnest(l.words) AS word FROM search_leftover l WHERE l.id = ANY (v_ids)
    UNION ALL
    SELECT unnest(tsvector_to_array(gone.words)) FROM gone
  ) lost
  WHERE word !~ ':';
  SELECT last_value / 25000 INTO v_newest FROM search_document_no_seq;
  DELETE FROM search_word w
  WHERE w.word = ANY (v_words)
    -- A common word is found in the newest segment, without reading all places of it.
    AND NOT EXISTS (
      SELECT FROM search_document d
      WHERE search_segment_words(d.words, d.no) @@ format('%L', v_newest || '/' || w.word)::tsquery
    )
    AND NOT EXISTS (SELECT FROM search_document d WHERE d.words @@ format('%L', w.word)::tsquery);
  DELETE FROM search_leftover WHERE id = ANY (v_ids);
  RETURN cardinality(v_ids);
END $$;

DROP FUNCTION search_messages(
  uuid, tsquery, tsquery, tsquery, boolean, uuid[], timestamptz, timestamptz, boolean, real, timestamptz, uuid, int, int,
  boolean, int
);

-- The newest hits of a person, at most `p_hits_max` (and one more, if there are more, to tell), in whatever they are a
-- member of now: a page of them, how many, and by what they differ.
--
-- A rare query is one look into the lists of its words. Otherwise segments are looked through from the newest on until there
-- is enough: what that costs is what is looked through. Where the person sees a small part of all, their conversations are
-- looked through in its place.
--
-- `p_query` decides. `p_indexed` is the part of it for which lists are read in each conversation: all but beginnings that many
-- documents have, whose lists are read whole, for each conversation anew. `p_in_segment`, where % stands for a segment, is the
-- part for which lists are read in each segment: all but the order of words.
--
-- Memberships are joined by hash: a planner that cannot tell how many hits there are would loop over them for each hit.
CREATE FUNCTION search_messages(
  p_user_id uuid, p_query tsquery, p_indexed tsquery, p_in_segment text, p_is_ordered boolean, p_exact tsquery,
  p_is_rare boolean, p_conversation_ids uuid[], p_sender_ids uuid[], p_from timestamptz, p_to timestamptz,
  p_by_rank boolean, p_after_rank real, p_after_at timestamptz, p_after_id uuid,
  p_limit int, p_hits_max int, p_has_facets boolean, p_facet_max int
) RETURNS TABLE (hits jsonb, total int, facets jsonb)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_mergejoin = off SET enable_nestloop = off SET work_mem = '16MB' SET jit = off AS $$
DECLARE
  -- Null for all.
  v_segments bigint[] := ARRAY[NULL::bigint];
  v_newest bigint;
  v_is_indexed boolean := p_indexed = p_query;
  v_is_probed boolean := false;
  v_blocked uuid[];
BEGIN
  IF NOT p_is_rare THEN
    SELECT last_value / 25000 INTO v_newest FROM search_document_no_seq;
    v_segments := ARRAY(SELECT generate_series(v_newest, 0, -1));
    -- Where they see less than a twentieth.
    SELECT coalesce(sum(greatest(c.head_seq - m.visible_from_seq, 0)), 0) * 20 < (v_newest + 1) * 25000
      AND v_newest > 4 INTO v_is_probed
    FROM member m
    CROSS JOIN LATERAL (SELECT head_seq FROM conversation WHERE id = m.conversation_id OFFSET 0) c
    WHERE m.user_id = p_user_id AND m.removed_seq IS NULL
      AND (p_conversation_ids = '{}' OR m.conversation_id = ANY (p_conversation_ids));
  END IF;
  -- Whom they have blocked they do not find, unless they ask for them.
  SELECT array_agg(b.blocked_id) INTO v_blocked FROM block b
  WHERE b.user_id = p_user_id AND b.blocked_at IS NOT NULL AND b.blocked_id <> ALL (p_sender_ids);

  RETURN QUERY
  WITH place AS MATERIALIZED (
    SELECT m.conversation_id, m.visible_from_seq FROM member m
    WHERE m.user_id = p_user_id AND m.removed_seq IS NULL
      AND (p_conversation_ids = '{}' OR m.conversation_id = ANY (p_conversation_ids))
  ), hidden AS MATERIALIZED (
    SELECT h.message_id FROM hidden_message h WHERE h.user_id = p_user_id
  ), hit AS MATERIALIZED (
    SELECT * FROM (
      SELECT d.message_id, d.conversation_id, d.sender_id, d.sent_at, d.edited_at, d.kind,
        CASE WHEN p_by_rank THEN ((d.words @@ p_exact)::int + ts_rank(d.words, p_query))::real END AS rank
      FROM search_document d
      JOIN place p ON p.conversation_id = d.conversation_id AND d.seq >= p.visible_from_seq
      WHERE p_is_rare AND d.words @@ p_query AND (p_from IS NULL OR d.sent_at >= p_from) AND (p_to IS NULL OR d.sent_at < p_to)
        AND (v_blocked IS NULL OR d.sender_id <> ALL (v_blocked))
        AND d.message_id NOT IN (SELECT x.message_id FROM hidden x)
      ORDER BY d.sent_at DESC, d.message_id DESC
      LIMIT p_hits_max + 1
    ) listed
    UNION ALL
    SELECT * FROM (
      SELECT h.*
      FROM unnest(v_segments) AS segment (no)
      CROSS JOIN LATERAL (
        SELECT d.message_id, d.conversation_id, d.sender_id, d.sent_at, d.edited_at, d.kind,
          CASE WHEN p_by_rank THEN ((d.words @@ p_exact)::int + ts_rank(d.words, p_query))::real END AS rank
        FROM search_document d
        JOIN place p ON p.conversation_id = d.conversation_id AND d.seq >= p.visible_from_seq
        WHERE search_segment_words(d.words, d.no) @@ replace(p_in_segment, '%', segment.no::text)::tsquery
          -- By the function, which has no index.
          AND (NOT p_is_ordered OR ts_match_vq(d.words, p_query))
          AND (p_from IS NULL OR d.sent_at >= p_from) AND (p_to IS NULL OR d.sent_at < p_to)
          AND (v_blocked IS NULL OR d.sender_id <> ALL (v_blocked))
          AND d.message_id NOT IN (SELECT x.message_id FROM hidden x)
        ORDER BY d.sent_at DESC, d.message_id DESC
        LIMIT p_hits_max + 1
      ) h
      WHERE NOT p_is_rare AND NOT v_is_probed
      LIMIT p_hits_max + 1
    ) walked
    UNION ALL
    SELECT * FROM (
      SELECT h.*
      FROM place p
      CROSS JOIN LATERAL (
        SELECT d.message_id, d.conversation_id, d.sender_id, d.sent_at, d.edited_at, d.kind,
          CASE WHEN p_by_rank THEN ((d.words @@ p_exact)::int + ts_rank(d.words, p_query))::real END AS rank
        FROM search_document d
        WHERE d.words @@ (p_indexed && format('%L', search_key('c', p.conversation_id))::tsquery)
          AND (v_is_indexed OR ts_match_vq(d.words, p_query))
          AND d.conversation_id = p.conversation_id AND d.seq >= p.visible_from_seq
          AND (p_from IS NULL OR d.sent_at >= p_from) AND (p_to IS NULL OR d.sent_at < p_to)
          AND (v_blocked IS NULL OR d.sender_id <> ALL (v_blocked))
          AND d.message_id NOT IN (SELECT x.message_id FROM hidden x)
        OFFSET 0
      ) h
      WHERE v_is_probed
      ORDER BY h.sent_at DESC, h.message_id DESC
      LIMIT p_hits_max + 1
    ) probed
  ), facet AS MATERIALIZED (
    SELECT h.conversation_id, h.sender_id, h.kind, h.month, count(*) AS count
    FROM (
      SELECT hit.conversation_id, hit.sender_id, hit.kind, date_trunc('month', hit.sent_at AT TIME ZONE 'UTC') AS month
      FROM hit WHERE p_has_facets OFFSET 0
    ) h
    GROUP BY GROUPING SETS (h.conversation_id, h.sender_id, h.kind, h.month)
  )
  SELECT
    (
      SELECT jsonb_agg(jsonb_build_object(
        'messageId', page.message_id, 'sentAt', page.sent_at, 'editedAt', page.edited_at, 'rank', page.rank
      ) ORDER BY page.rank DESC NULLS LAST, page.sent_at DESC, page.message_id DESC)
      FROM (
        SELECT * FROM hit
        WHERE p_after_id IS NULL
          OR CASE WHEN p_by_rank
            THEN (hit.rank, hit.sent_at, hit.message_id) < (p_after_rank, p_after_at, p_after_id)
            ELSE (hit.sent_at, hit.message_id) < (p_after_at, p_after_id)
          END
        ORDER BY hit.rank DESC NULLS LAST, hit.sent_at DESC, hit.message_id DESC
        LIMIT p_limit
      ) page
    ),
    (SELECT count(*)::int FROM hit),
    CASE WHEN p_has_facets THEN jsonb_build_object(
      'conversations', (
        SELECT jsonb_agg(jsonb_build_object('value', f.conversation_id, 'count', f.count) ORDER BY f.count DESC, f.conversation_id)
        FROM (
          SELECT * FROM facet WHERE facet.conversation_id IS NOT NULL
          ORDER BY facet.count DESC, facet.conversation_id LIMIT p_facet_max
        ) f
      ),
      'senders', (
        SELECT jsonb_agg(jsonb_build_object('value', f.sender_id, 'count', f.count) ORDER BY f.count DESC, f.sender_id)
        FROM (
          SELECT * FROM facet WHERE facet.sender_id IS NOT NULL
          ORDER BY facet.count DESC, facet.sender_id LIMIT p_facet_max
        ) f
      ),
      'kinds', (
        SELECT jsonb_agg(jsonb_build_object('value', facet.kind, 'count', facet.count) ORDER BY facet.count DESC, facet.kind)
        FROM facet WHERE facet.kind IS NOT NULL
      ),
      'months', (
        SELECT jsonb_agg(jsonb_build_object('value', to_char(f.month, 'YYYY-MM'), 'count', f.count) ORDER BY f.month DESC)
        FROM (SELECT * FROM facet WHERE facet.month IS NOT NULL ORDER BY facet.month DESC LIMIT p_facet_max) f
      )
    ) END;
END $$;
