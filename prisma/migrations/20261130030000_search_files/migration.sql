-- Search in files: documents have what the names of a message's files say by itself, and of which kinds the files are.

-- Words of names begin as no word does.
CREATE FUNCTION search_file_marks(p_names text, p_attachments jsonb, p_languages text[]) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE WHEN p_attachments IS NOT NULL AND p_names IS NOT NULL THEN
  ARRAY(
    SELECT ':f:' || word FROM unnest(tsvector_to_array(search_words(p_names) || search_stems(p_names, p_languages))) word
  ) || ARRAY(SELECT DISTINCT ':a:' || (file ->> 'kind') FROM jsonb_array_elements(p_attachments) file)
ELSE '{}' END;

DROP FUNCTION write_search_documents(uuid[], text[], timestamptz[], boolean[], text[]);

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

-- Of the documents there are, without stems, which `npm run search:reindex` adds, as it does words that a dictionary cuts.
UPDATE search_document d SET words = d.words || array_to_tsvector(search_file_marks(
  (SELECT string_agg(regexp_replace(file ->> 'filename', '[^[:alnum:]]+', ' ', 'g'), ' ') FROM jsonb_array_elements(m.attachments) file),
  m.attachments, '{}'
))
FROM message m
WHERE m.id = d.message_id AND m.attachments IS NOT NULL AND m.deleted_at IS NULL;
