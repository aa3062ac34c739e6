/** What a search engine beside PostgreSQL is told from: messages that have changed, and what a viewer may find. */
import type { Pool } from "pg";
import { textOf } from "../domain/search/document.ts";
import type { SearchedMessage } from "../domain/search/document.ts";
import type {
  MirrorState,
  PendingMessage,
  ReadSearchScope,
  SearchOutbox,
  SearchScope,
  SearchSource,
} from "../domain/search/ports.ts";
import { createQuery } from "./query.ts";

/** For a process that was killed while it told. */
const TAKEN_FOR = "1 minute";
const POSTPONED_FOR = "3 seconds";

const PUT = {
  name: "put_search_pending",
  text: `
    INSERT INTO search_pending AS known (message_id)
    SELECT DISTINCT id FROM (
      SELECT unnest($1::uuid[]) AS id
      UNION ALL SELECT message_id FROM search_leftover
    ) changed
    ORDER BY id
    ON CONFLICT (message_id) DO UPDATE SET generation = known.generation + 1, due_at = now()`,
};

const TAKE = {
  name: "take_search_pending",
  text: `
    UPDATE search_pending p SET due_at = now() + interval '${TAKEN_FOR}'
    FROM (
      SELECT message_id FROM search_pending WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
    ) due
    WHERE p.message_id = due.message_id
    RETURNING p.message_id AS "messageId", p.generation`,
};

const SETTLE = {
  name: "settle_search_pending",
  text: `
    DELETE FROM search_pending p USING unnest($1::uuid[], $2::int[]) AS told (id, generation)
    WHERE p.message_id = told.id AND p.generation = told.generation`,
};

const POSTPONE = {
  name: "postpone_search_pending",
  text: `UPDATE search_pending SET due_at = now() + interval '${POSTPONED_FOR}' WHERE message_id = ANY($1::uuid[])`,
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

const FIND_MISSING = {
  name: "find_messages_without_document",
  text: `
    SELECT m.id FROM message m LEFT JOIN search_document d ON d.message_id = m.id
    WHERE m.id = ANY($1::uuid[]) AND m.deleted_at IS NULL
      AND (d.message_id IS NULL OR d.edited_at IS DISTINCT FROM m.edited_at)`,
};

const COUNT_SURPLUS = {
  name: "count_documents_without_message",
  text: `
    SELECT count(*)::int AS count FROM search_document d
    WHERE NOT EXISTS (SELECT FROM message m WHERE m.id = d.message_id AND m.deleted_at IS NULL)`,
};

const READ_STATE = {
  name: "read_search_mirror",
  text: `SELECT version, reindexed_to AS "reindexedTo" FROM search_mirror WHERE engine = 'meilisearch'`,
};

const WRITE_STATE = {
  name: "write_search_mirror",
  text: `
    INSERT INTO search_mirror (engine, version, reindexed_to) VALUES ('meilisearch', $1, $2::uuid)
    ON CONFLICT (engine) DO UPDATE SET version = excluded.version, reindexed_to = excluded.reindexed_to`,
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

export function createSearchOutbox(pool: Pool): SearchOutbox & {
  /** Remembers that these messages have changed, and those that deletions have left behind. */
  put(messageIds: readonly string[]): Promise<void>;
} {
  const query = createQuery(pool);
  return {
    put: async (messageIds) => void (await query(PUT, [messageIds])),
    take: (limit) => query<PendingMessage>(TAKE, [limit]),
    settle: async (messages) => {
      const generations = messages.map(({ generation }) => generation);
      await query(SETTLE, [messages.map(({ messageId }) => messageId), generations]);
    },
    postpone: async (messages) => void (await query(POSTPONE, [messages.map(({ messageId }) => messageId)])),
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
    findMissing: async (messageIds) =>
      (await query<{ id: string }>(FIND_MISSING, [messageIds])).map(({ id }) => id),
    countSurplus: async () => (await query<{ count: number }>(COUNT_SURPLUS, []))[0]?.count ?? 0,
    readState: async () => (await query<MirrorState>(READ_STATE, []))[0] ?? { version: 0, reindexedTo: null },
    writeState: async ({ version, reindexedTo }) => void (await query(WRITE_STATE, [version, reindexedTo])),
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
