-- Search finds by what somebody may see: beginnings are looked for among the documents, and of mistyped words those are
-- tried that they see. What documents are filtered by can be no word.

-- Documents are written anew, by the consumer, from the first event on.
TRUNCATE search_document, search_word, search_leftover RESTART IDENTITY;
DELETE FROM consumer_position WHERE name = 'search';

-- As text is searched: without accents, and without the signs that some letters become with them. So no word has one, and
-- none can be what a document is filtered by, which begins with a colon.
CREATE FUNCTION search_text(p_text text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE RETURN translate(unaccent(p_text), '!"#$%&''()*+,-./:;<=>?@[\]^_`{|}~', '');

CREATE FUNCTION search_words(p_text text) RETURNS tsvector
LANGUAGE sql STABLE STRICT PARALLEL SAFE RETURN to_tsvector('parley_words', search_text(p_text));

-- The stems of a text's words, in all of these languages.
CREATE OR REPLACE FUNCTION search_stems(p_text text, p_languages text[]) RETURNS tsvector
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
  v_text text := search_text(p_text);
  v_stems tsvector := '';
  v_language text;
BEGIN
  FOREACH v_language IN ARRAY p_languages LOOP
    v_stems := v_stems || strip(to_tsvector(('parley_' || v_language)::regconfig, v_text));
  END LOOP;
  RETURN v_stems;
END $$;

-- What stands for an id among the words: the part that is random. A document's own columns decide.
CREATE OR REPLACE FUNCTION search_key(p_letter text, p_id uuid) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ':' || p_letter || ':' || right(p_id::text, 12);

-- Writes the documents of these messages anew, as they are now but for the text, which comes cut into words; of those that
-- are deleted none, and none of a text that is older than that of a document there is. Numbers are in the order of time, a
-- number for some where they come late. Two writers at once do no harm; whoever is told of the newest change has to come
-- last.
CREATE OR REPLACE FUNCTION write_search_documents(
  p_ids uuid[], p_texts text[], p_edited_at timestamptz[], p_has_link boolean[], p_languages text[]
) RETURNS void
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_words text[];
  v_counts int[];
BEGIN
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
      ] || ARRAY(SELECT search_key('m', n.user_id) FROM mention n WHERE n.message_id = m.id) AS marks
    FROM (
      SELECT * FROM unnest(p_ids, p_texts, p_edited_at, p_has_link) AS g (id, text, edited_at, has_link) ORDER BY id
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
        || array_to_tsvector(array_remove(s.marks, NULL) || (':k:' || s.kind) || ARRAY[':b:' || s.no / 25000, ':B:' || s.no / 400000])
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

  INSERT INTO search_word (word)
  SELECT w.word FROM unnest(v_words) w (word)
  WHERE NOT EXISTS (SELECT FROM search_word known WHERE known.word = w.word)
  ORDER BY w.word
  ON CONFLICT DO NOTHING;

  -- Counted by chance, the more of them the seldomer: the row of a common word is hardly ever written.
  UPDATE search_word known SET weight = known.weight + 1
  FROM unnest(v_words, v_counts) AS w (word, count)
  WHERE known.word = w.word AND random() * 2 ^ known.weight < w.count;
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
  v_newest text;
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
  SELECT format('%L', ':b:' || last_value / 25000) INTO v_newest FROM search_document_no_seq;
  DELETE FROM search_word w
  WHERE w.word = ANY (v_words)
    -- A common word is found in the newest bucket, without reading all places of it.
    AND NOT EXISTS (
      SELECT FROM search_document d WHERE d.words @@ (format('%L & ', w.word) || v_newest)::tsquery
    )
    AND NOT EXISTS (SELECT FROM search_document d WHERE d.words @@ format('%L', w.word)::tsquery);
  DELETE FROM search_leftover WHERE id = ANY (v_ids);
  RETURN cardinality(v_ids);
END $$;

DROP FUNCTION expand_search_words(text[], boolean[], boolean[], text[], int);

-- For each word: itself without accents, its stems, known words that it may have been meant to be, at most `p_near_max`, and
-- about how many documents have a word that begins so, or more than there can be. Weights tell how common each is, about the
-- binary logarithm of the documents; null for a word that no document has. Known words are those of everybody: what is
-- found must not depend on where a limit of them ends.
CREATE FUNCTION expand_search_words(
  p_words text[], p_has_slips boolean[], p_is_beginning boolean[], p_languages text[], p_near_max int
) RETURNS TABLE (
  plain text, stems text[], weight int, near text[], near_weights int[], begins_so float8
)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET pg_trgm.similarity_threshold = 0.4 AS $$
BEGIN
  RETURN QUERY
  SELECT g.plain, tsvector_to_array(search_stems(g.word, p_languages)), known.weight::int,
    slip.words, slip.weights, beginning.count
  FROM (
    SELECT w.*, coalesce((tsvector_to_array(search_words(w.word)))[1], lower(w.word)) AS plain
    FROM unnest(p_words, p_has_slips, p_is_beginning) WITH ORDINALITY AS w (word, has_slips, is_beginning, place)
  ) g
  LEFT JOIN LATERAL (SELECT s.weight FROM search_word s WHERE s.word = g.plain OFFSET 0) known ON true
  LEFT JOIN LATERAL (
    SELECT array_agg(n.word) AS words, array_agg(n.weight::int) AS weights
    FROM (
      (
        SELECT s.word, s.weight FROM search_word s
        WHERE length(s.word) >= 4 AND search_slips(s.word) && search_slips(g.plain)
        LIMIT p_near_max
      )
      UNION
      SELECT s.word, s.weight FROM search_word s
      WHERE length(g.plain) >= 9 AND length(s.word) >= 7 AND s.word % g.plain
        AND length(s.word) BETWEEN length(g.plain) - 2 AND length(g.plain) + 2
    ) n
    WHERE g.has_slips AND n.word <> g.plain
  ) slip ON g.has_slips
  LEFT JOIN LATERAL (
    SELECT CASE
      -- Numbers are no known words: of one or two figures there are many.
      WHEN g.plain !~ '[[:alpha:]]' THEN CASE WHEN length(g.plain) > 2 THEN 0 ELSE 1e9 END
      WHEN length(g.plain) < 2 OR count(*) = 1000 THEN 1e9
      ELSE coalesce(sum(2.0::float8 ^ (l.weight + 1)), 0)
    END AS count
    FROM (
      SELECT s.weight FROM search_word s WHERE s.word >= g.plain AND s.word < g.plain || chr(1114111) LIMIT 1000
    ) l
  ) beginning ON g.is_beginning
  ORDER BY g.place;
END $$;

-- Of these words, in order, the first `p_limit` that are in a document which the person may see.
CREATE FUNCTION visible_search_words(p_user_id uuid, p_words text[], p_limit int) RETURNS text[]
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_word text;
  v_visible text[] := '{}';
BEGIN
  FOREACH v_word IN ARRAY p_words LOOP
    IF EXISTS (
      SELECT FROM search_document d
      CROSS JOIN LATERAL (
        SELECT m.visible_from_seq FROM member m
        WHERE m.conversation_id = d.conversation_id AND m.user_id = p_user_id AND m.removed_seq IS NULL
        OFFSET 0
      ) place
      WHERE d.words @@ format('%L', v_word)::tsquery AND d.seq >= place.visible_from_seq
    ) THEN
      v_visible := v_visible || v_word;
      EXIT WHEN cardinality(v_visible) = p_limit;
    END IF;
  END LOOP;
  RETURN v_visible;
END $$;

DROP FUNCTION search_messages(
  uuid, tsquery, tsquery, boolean, uuid[], timestamptz, timestamptz, boolean, real, timestamptz, uuid, int, int, boolean, int
);

-- The newest hits of a person, at most `p_hits_max` (and one more, if there are more, to tell), in whatever they are a
-- member of now: a page of them, how many, and by what they differ.
--
-- Documents are looked through from the newest bucket on until there are enough: a common word costs
-- what is looked through, a rare one a few looks into its list. Where the person sees a small part of what a common word
-- finds, their conversations are looked through in its place. There lists are read for `p_indexed` only: all of
-- `p_query` but for beginnings that many documents have, whose lists are read whole, for each conversation anew.
CREATE FUNCTION search_messages(
  p_user_id uuid, p_query tsquery, p_indexed tsquery, p_exact tsquery, p_is_rare boolean, p_sender_ids uuid[],
  p_from timestamptz, p_to timestamptz, p_by_rank boolean,
  p_after_rank real, p_after_at timestamptz, p_after_id uuid,
  p_limit int, p_hits_max int, p_has_facets boolean, p_facet_max int
) RETURNS TABLE (hits jsonb, total int, facets jsonb)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_mergejoin = off SET work_mem = '16MB' SET jit = off AS $$
DECLARE
  -- The first number of each, null for all there are; and how many numbers.
  v_firsts bigint[] := ARRAY[NULL::bigint];
  v_widths int[] := ARRAY[NULL::int];
  v_newest bigint;
  v_is_indexed boolean := p_indexed = p_query;
  v_is_probed boolean := false;
  v_blocked uuid[];
BEGIN
  IF NOT p_is_rare THEN
    SELECT last_value / 25000 INTO v_newest FROM search_document_no_seq;
    -- Where they see less than a twentieth.
    SELECT coalesce(sum(greatest(c.head_seq - m.visible_from_seq, 0)), 0) * 20 < (v_newest + 1) * 25000
      AND v_newest > 4 INTO v_is_probed
    FROM member m
    CROSS JOIN LATERAL (SELECT head_seq FROM conversation WHERE id = m.conversation_id OFFSET 0) c
    WHERE m.user_id = p_user_id AND m.removed_seq IS NULL;
    -- Single ones as far as where sixteen of them are one: from there on those that are sixteen.
    SELECT array_agg(b.first), array_agg(b.width) INTO v_firsts, v_widths
    FROM (
      SELECT n * 25000 AS first, 25000 AS width FROM generate_series(v_newest, greatest(v_newest / 16 - 1, 0) * 16, -1) n
      UNION ALL
      SELECT n * 400000, 400000 FROM generate_series(v_newest / 16 - 2, 0, -1) n
      ORDER BY first DESC
    ) b;
  END IF;
  -- Whom they have blocked they do not find, unless they ask for them.
  SELECT array_agg(b.blocked_id) INTO v_blocked FROM block b
  WHERE b.user_id = p_user_id AND b.blocked_at IS NOT NULL AND b.blocked_id <> ALL (p_sender_ids);

  RETURN QUERY
  WITH place AS MATERIALIZED (
    SELECT m.conversation_id, m.visible_from_seq FROM member m
    WHERE m.user_id = p_user_id AND m.removed_seq IS NULL
  ), hidden AS MATERIALIZED (
    SELECT h.message_id FROM hidden_message h WHERE h.user_id = p_user_id
  ), hit AS MATERIALIZED (
    SELECT * FROM (
      SELECT h.*
      FROM unnest(v_firsts, v_widths) AS bucket (first, width)
      CROSS JOIN LATERAL (
        SELECT d.message_id, d.conversation_id, d.sender_id, d.sent_at, d.edited_at, d.kind, d.no,
          CASE WHEN p_by_rank THEN ((d.words @@ p_exact)::int + ts_rank(d.words, p_query))::real END AS rank
        FROM search_document d
        JOIN place p ON p.conversation_id = d.conversation_id AND d.seq >= p.visible_from_seq
        WHERE d.words @@ CASE
            WHEN bucket.first IS NULL THEN p_query
            ELSE p_query && format(
              '%L', CASE bucket.width WHEN 25000 THEN ':b:' ELSE ':B:' END || bucket.first / bucket.width
            )::tsquery
          END
          AND (p_from IS NULL OR d.sent_at >= p_from) AND (p_to IS NULL OR d.sent_at < p_to)
          AND (v_blocked IS NULL OR d.sender_id <> ALL (v_blocked))
          AND d.message_id NOT IN (SELECT x.message_id FROM hidden x)
        ORDER BY d.sent_at DESC, d.message_id DESC
        LIMIT p_hits_max + 1
      ) h
      WHERE NOT v_is_probed
        -- The document's own number decides, here, where it misleads no planner into a loop over all memberships.
        AND (bucket.first IS NULL OR h.no >= bucket.first AND h.no < bucket.first + bucket.width)
      LIMIT p_hits_max + 1
    ) walked
    UNION ALL
    SELECT * FROM (
      SELECT h.*
      FROM place p
      CROSS JOIN LATERAL (
        SELECT d.message_id, d.conversation_id, d.sender_id, d.sent_at, d.edited_at, d.kind, d.no,
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
        SELECT jsonb_agg(jsonb_build_object('value', f.value, 'count', f.count) ORDER BY f.count DESC, f.value)
        FROM (
          SELECT hit.conversation_id AS value, count(*) AS count FROM hit
          GROUP BY hit.conversation_id ORDER BY count(*) DESC, hit.conversation_id LIMIT p_facet_max
        ) f
      ),
      'senders', (
        SELECT jsonb_agg(jsonb_build_object('value', f.value, 'count', f.count) ORDER BY f.count DESC, f.value)
        FROM (
          SELECT hit.sender_id AS value, count(*) AS count FROM hit
          GROUP BY hit.sender_id ORDER BY count(*) DESC, hit.sender_id LIMIT p_facet_max
        ) f
      ),
      'kinds', (
        SELECT jsonb_agg(jsonb_build_object('value', f.kind, 'count', f.count) ORDER BY f.count DESC, f.kind)
        FROM (SELECT hit.kind, count(*) AS count FROM hit GROUP BY hit.kind) f
      ),
      'months', (
        SELECT jsonb_agg(jsonb_build_object('value', to_char(f.month, 'YYYY-MM'), 'count', f.count) ORDER BY f.month DESC)
        FROM (
          SELECT date_trunc('month', hit.sent_at AT TIME ZONE 'UTC') AS month, count(*) AS count FROM hit
          GROUP BY 1 ORDER BY 1 DESC LIMIT p_facet_max
        ) f
      )
    ) END;
END $$;
