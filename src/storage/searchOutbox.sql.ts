/** What a search engine beside PostgreSQL is told from: messages that have changed, and what a viewer may find. */
import type { Pool } from "pg";
import { textOf } from "../domain/search/document.ts";
import type { SearchedMessage } from "../domain/search/document.ts";
import type {
  IndexState,
  PendingMessage,
  ReadSearchScope,
  SearchEngineName,
  SearchOutbox,
  SearchScope,
  SearchSource,
} from "../domain/search/ports.ts";
import { createQuery } from "./query.ts";

/** For a process that was killed while it told. Longer than it may take to tell. */
const TAKEN_FOR = "3 minutes";

/** One that is being told stays with whoever tells it: it is due again when they are done. */
const PUT = {
  name: "put_search_pending",
  text: `
    INSERT INTO search_pending AS known (message_id)
    SELECT DISTINCT id FROM unnest($1::uuid[]) id ORDER BY id
    ON CONFLICT (message_id) DO UPDATE SET generation = known.generation + 1`,
};

/** What is stored is rounded to the millisecond, up perhaps: what is due now is not due a moment later. */
const TAKE = {
  name: "take_search_pending",
  text: `
    UPDATE search_pending p SET due_at = now() + interval '${TAKEN_FOR}'
    FROM (
      SELECT message_id FROM search_pending
      WHERE due_at <= now() + interval '1 millisecond'
      ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ) due
    WHERE p.message_id = due.message_id
    RETURNING p.message_id AS "messageId", p.generation`,
};

const SETTLE = {
  name: "settle_search_pending",
  text: `
    WITH told AS (
      SELECT p.message_id, p.generation = told.generation AS is_last
      FROM search_pending p JOIN unnest($1::uuid[], $2::int[]) AS told (id, generation) ON p.message_id = told.id
      ORDER BY p.message_id
      FOR UPDATE OF p
    ), due AS (
      UPDATE search_pending p SET due_at = now() FROM told WHERE p.message_id = told.message_id AND NOT told.is_last
    )
    DELETE FROM search_pending p USING told WHERE p.message_id = told.message_id AND told.is_last`,
};

const POSTPONE = {
  name: "postpone_search_pending",
  text: `
    UPDATE search_pending SET due_at = now() + $2::int * interval '1 millisecond' WHERE message_id = ANY($1::uuid[])`,
};

const READ = {
  name: "read_search_sources",
  text: `
    SELECT m.id, m.conversation_id AS "conversationId", m.seq, m.sender_id AS "senderId", m.created_at AS "createdAt",
           m.edited_at AS "editedAt", m.thread_root_id AS "threadRootId", m.pinned_seq IS NOT NULL AS "isPinned",
           m.attachments IS NOT NULL AS "hasAttachment", m.mention_scope IS NOT NULL AS "mentionsEverybody",
           message_kind_of(m.attachments, m.content)::text AS kind, m.body, m.content, m.attachments,
           ARRAY(SELECT n.user_id::text FROM mention n WHERE n.message_id = m.id) AS "mentionedIds"
    FROM message m WHERE m.id = ANY($1::uuid[]) AND m.deleted_at IS NULL`,
};

const IDS_AFTER = {
  name: "read_search_ids_after",
  text: `
    SELECT id FROM message WHERE ($1::uuid IS NULL OR id > $1::uuid) AND deleted_at IS NULL ORDER BY id LIMIT $2`,
};

const COUNT = {
  name: "count_messages_about",
  text: "SELECT count(*)::int AS count FROM message WHERE deleted_at IS NULL",
};

const FIND_DIFFERENT = {
  name: "find_messages_without_their_document",
  text: `
    SELECT m.id, d.message_id IS NULL AS "isMissing"
    FROM message m LEFT JOIN search_document d ON d.message_id = m.id
    WHERE m.id = ANY($1::uuid[]) AND m.deleted_at IS NULL
      AND (d.message_id IS NULL OR d.edited_at IS DISTINCT FROM m.edited_at)`,
};

const COUNT_SURPLUS = {
  name: "count_documents_without_message",
  text: `
    SELECT count(*)::int AS count FROM search_document d
    WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = d.message_id AND m.deleted_at IS NULL)`,
};

/** Their words stay behind for the next sweep. */
const REMOVE_SURPLUS = {
  name: "remove_documents_without_message",
  text: `
    WITH gone AS (
      DELETE FROM search_document WHERE message_id IN (
        SELECT d.message_id FROM search_document d
        WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = d.message_id AND m.deleted_at IS NULL)
        LIMIT $1
      ) RETURNING message_id, words
    ), left_behind AS (
      INSERT INTO search_leftover (message_id, words)
      SELECT message_id, ARRAY(SELECT word FROM unnest(tsvector_to_array(words)) word WHERE word !~ ':') FROM gone
    )
    SELECT count(*)::int AS count FROM gone`,
};

const READ_STATE = {
  name: "read_search_mirror",
  text: `
    SELECT version, marker, next_marker AS "nextMarker", next_of AS "nextOf", reindexed_to AS "reindexedTo"
    FROM search_mirror WHERE engine = $1`,
};

const ATTACH = {
  name: "attach_search_mirror",
  text: "INSERT INTO search_mirror (engine, version) VALUES ($1, 0) ON CONFLICT (engine) DO NOTHING",
};

/** Of two who begin at once the second goes on with what the first has begun. */
const BEGIN = {
  name: "begin_search_reindex",
  text: `
    INSERT INTO search_mirror AS known (engine, version, next_marker, next_of) VALUES ($1, 0, $2::uuid, $3)
    ON CONFLICT (engine) DO UPDATE
    SET next_marker = excluded.next_marker, next_of = excluded.next_of, reindexed_to = NULL
    WHERE known.next_marker IS NOT DISTINCT FROM $4::uuid`,
};

const ADVANCE = {
  name: "advance_search_reindex",
  text: `
    UPDATE search_mirror SET reindexed_to = $3::uuid WHERE engine = $1 AND next_marker = $2::uuid RETURNING engine`,
};

const FINISH = {
  name: "finish_search_reindex",
  text: `
    UPDATE search_mirror
    SET version = $3, marker = next_marker, next_marker = NULL, next_of = NULL, reindexed_to = NULL
    WHERE engine = $1 AND next_marker = $2::uuid RETURNING engine`,
};

const FORGET = {
  name: "forget_search_mirror",
  text: `
    WITH state AS (DELETE FROM search_mirror WHERE engine = $1)
    DELETE FROM search_pending`,
};

const SCOPE = {
  name: "read_search_scope",
  text: `
    SELECT
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.conversation_id, 'fromSeq', c.visible_from_seq)), '[]') FROM (
        SELECT conversation_id, visible_from_seq FROM member WHERE user_id = $1::uuid AND removed_seq IS NULL LIMIT $2::int + 1
      ) c) AS conversations,
      ARRAY(SELECT message_id::text FROM hidden_message WHERE user_id = $1::uuid LIMIT $3::int + 1) AS "hiddenIds",
      ARRAY(SELECT blocked_id::text FROM block WHERE user_id = $1::uuid AND blocked_at IS NOT NULL) AS "blockedIds"`,
};

const MIRRORED: SearchEngineName = "meilisearch";
const NOTHING_YET: IndexState = {
  version: 0,
  marker: null,
  nextMarker: null,
  nextOf: null,
  reindexedTo: null,
};

export function createSearchOutbox(pool: Pool): SearchOutbox {
  const query = createQuery(pool);
  const idsOf = (messages: readonly PendingMessage[]): readonly string[] =>
    messages.map(({ messageId }) => messageId);
  return {
    put: async (messageIds) => void (await query(PUT, [messageIds])),
    take: (limit) => query<PendingMessage>(TAKE, [limit]),
    settle: async (messages) =>
      void (await query(SETTLE, [idsOf(messages), messages.map(({ generation }) => generation)])),
    postpone: async (messages, ms) => void (await query(POSTPONE, [idsOf(messages), ms])),
    read: async (messageIds) => {
      const rows = await query<Omit<SearchSource, "text" | "hasLink"> & SearchedMessage>(READ, [messageIds]);
      return rows.map(({ body, content, attachments, ...row }) => ({
        ...row,
        ...textOf({ ...row, body, content, attachments }),
      }));
    },
    idsAfter: async (messageId, limit) =>
      (await query<{ id: string }>(IDS_AFTER, [messageId, limit])).map(({ id }) => id),
    countMessages: async () => (await query<{ count: number }>(COUNT, []))[0]?.count ?? 0,
    findDifferent: (messageIds) => query<{ id: string; isMissing: boolean }>(FIND_DIFFERENT, [messageIds]),
    countSurplus: async () => (await query<{ count: number }>(COUNT_SURPLUS, []))[0]?.count ?? 0,
    removeSurplus: async (limit) => (await query<{ count: number }>(REMOVE_SURPLUS, [limit]))[0]?.count ?? 0,
    readState: async (engine) => (await query<IndexState>(READ_STATE, [engine]))[0] ?? NOTHING_YET,
    attach: async () => void (await query(ATTACH, [MIRRORED])),
    begin: async (engine, marker, of, known) => void (await query(BEGIN, [engine, marker, of, known])),
    advance: async (engine, marker, to) => (await query(ADVANCE, [engine, marker, to])).length > 0,
    finish: async (engine, marker, version) => (await query(FINISH, [engine, marker, version])).length > 0,
    forget: async () => void (await query(FORGET, [MIRRORED])),
  };
}

export function createReadSearchScope(pool: Pool): ReadSearchScope {
  const query = createQuery(pool);
  return async (viewerId, max) => {
    const [scope] = await query<SearchScope>(SCOPE, [viewerId, max.conversations, max.hidden]);
    if (scope === undefined) return null;
    const isTooMuch = scope.conversations.length > max.conversations || scope.hiddenIds.length > max.hidden;
    return isTooMuch ? null : scope;
  };
}
