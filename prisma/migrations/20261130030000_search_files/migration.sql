-- Search in files: documents have what the names of a message's files say by itself, and of which kinds the files are.

-- Words of names begin as no word does.
CREATE FUNCTION search_file_marks(p_names text, p_attachments jsonb, p_languages text[]) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE RETURN CASE WHEN p_attachments IS NOT NULL AND p_names IS NOT NULL THEN
  ARRAY(
    SELECT ':f:' || word FROM unnest(tsvector_to_array(search_words(p_names) || search_stems(p_names, p_languages))) word
  ) || ARRAY(SELECT DISTINCT ':a:' || (file ->> 'kind') FROM jsonb_array_elements(p_attachments) file)
ELSE '{}' END;

-- `write_search_documents`, which writes them, is made anew by the next migration of search.
DROP FUNCTION write_search_documents(uuid[], text[], timestamptz[], boolean[], text[]);

-- Of the documents there are, without stems, which `npm run search:reindex` adds, as it does words that a dictionary cuts.
UPDATE search_document d SET words = d.words || array_to_tsvector(search_file_marks(
  (SELECT string_agg(regexp_replace(file ->> 'filename', '[^[:alnum:]]+', ' ', 'g'), ' ') FROM jsonb_array_elements(m.attachments) file),
  m.attachments, '{}'
))
FROM message m
WHERE m.id = d.message_id AND m.attachments IS NOT NULL AND m.deleted_at IS NULL;
