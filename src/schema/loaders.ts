/** Batched reads of what a selection may ask for once per row: one statement for any number of rows. */
import DataLoader from "dataloader";
import { viewerIdOrNone } from "./access.ts";
import type { Context } from "./context.ts";
import type { ConversationRow, Db, MemberRow, MessageRow, UserRow } from "../domain/rows.ts";

export interface Loaders {
  readonly user: DataLoader<string, UserRow | null>;
  readonly conversation: DataLoader<string, ConversationRow | null>;
  /** The viewer's membership of a conversation, by conversation id; ended ones included. */
  readonly viewerMember: DataLoader<string, MemberRow | null>;
  /** By conversation id. */
  readonly lastMessage: DataLoader<string, MessageRow | null>;
  readonly message: DataLoader<string, MessageRow | null>;
}

export function createLoaders(db: Db, viewerId: string): Loaders {
  return {
    user: byKey(
      (ids) => db.user.findMany({ where: { id: { in: ids } } }),
      (user) => user.id,
    ),
    conversation: byKey(
      (ids) => db.conversation.findMany({ where: { id: { in: ids } } }),
      (conversation) => conversation.id,
    ),
    viewerMember: byKey(
      (ids) => db.member.findMany({ where: { userId: viewerId, conversationId: { in: ids } } }),
      (member) => member.conversationId,
    ),
    lastMessage: byKey(
      (ids) => findLastMessages(db, ids),
      (message) => message.conversationId,
    ),
    message: byKey(
      (ids) => db.message.findMany({ where: { id: { in: ids } }, omit: { inputHash: true } }),
      (message) => message.id,
    ),
  };
}

/** Forgets what was read: before each item of a subscription, and before a mutation writes. */
export function freshLoaders(context: Context): void {
  context.loaders = createLoaders(context.db, viewerIdOrNone(context));
}

function byKey<Row>(read: (keys: string[]) => Promise<Row[]>, keyOf: (row: Row) => string) {
  return new DataLoader<string, Row | null>(async (keys) => {
    const rows = new Map((await read([...keys])).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/** One index probe per conversation; `DISTINCT ON` would read every message of each. */
function findLastMessages(db: Db, conversationIds: string[]): Promise<MessageRow[]> {
  return db.$queryRaw<MessageRow[]>`
    SELECT m.id, m.conversation_id AS "conversationId", m.seq, m.changed_seq AS "changedSeq",
           m.sender_id AS "senderId", m.client_key AS "clientKey", m.body, m.created_at AS "createdAt",
           m.edited_at AS "editedAt", m.deleted_at AS "deletedAt"
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    CROSS JOIN LATERAL (
      SELECT * FROM message WHERE conversation_id = wanted.id ORDER BY seq DESC LIMIT 1
    ) m`;
}
