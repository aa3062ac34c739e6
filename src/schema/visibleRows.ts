/**
 * Messages and conversations, each in one snapshot with its reader's membership: who is removed between two statements
 * would else be shown, by the second, what was written after.
 */
import { viewConversation } from "../domain/conversation/policy.ts";
import { SEQ_MAX } from "../domain/cursor.ts";
import { viewMessage } from "../domain/message/policy.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { ConversationRow, Db, MessageRow } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";

/** The part of the conversation's log that its reader may see. */
interface Seen {
  readonly fromSeq: number;
  readonly toSeq: number | null;
}

const MESSAGE = Prisma.sql`
  m.id, m.conversation_id AS "conversationId", m.seq, m.changed_seq AS "changedSeq", m.sender_id AS "senderId",
  m.client_key AS "clientKey", m.body, m.created_at AS "createdAt", m.edited_at AS "editedAt",
  m.deleted_at AS "deletedAt", coalesce(m.reaction_emojis, '{}') AS "reactionEmojis",
  coalesce(m.reaction_counts, '{}') AS "reactionCounts", m.pinned_seq AS "pinnedSeq",
  m.deletion_reason AS "deletionReason", m.mention_scope::text AS "mentionScope",
  m.content, m.attachments, m.reply_to_id AS "replyToId", m.thread_root_id AS "threadRootId", m.forwarded_id AS "forwardedId",
  m.forwarded_sender_id AS "forwardedSenderId", m.forwarded_at AS "forwardedAt", m.reply_count AS "replyCount",
  m.last_reply_at AS "lastReplyAt", viewer.visible_from_seq AS "fromSeq", viewer.removed_seq AS "toSeq"`;

/** In SQL: whether a reader has not deleted a message for themselves. Every read of messages asks it. */
export function isKeptBy(userId: Prisma.Sql, message: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`NOT EXISTS (
    SELECT FROM hidden_message hidden
    WHERE hidden.user_id = ${userId} AND hidden.conversation_id = ${message}.conversation_id
      AND hidden.seq = ${message}.seq
  )`;
}

const KEPT = isKeptBy(Prisma.sql`viewer.user_id`, Prisma.sql`message`);

function viewOf({ fromSeq, toSeq, ...message }: MessageRow & Seen): MessageView {
  return viewMessage(message, { fromSeq, toSeq });
}

/** Those of conversations the viewer is a member of now. */
export async function findMessages(db: Db, viewerId: string, ids: readonly string[]): Promise<MessageView[]> {
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM message m
    JOIN member viewer ON viewer.conversation_id = m.conversation_id AND viewer.user_id = ${viewerId}::uuid
    WHERE m.id = ANY(${ids}::uuid[]) AND viewer.removed_seq IS NULL
      AND ${isKeptBy(Prisma.sql`viewer.user_id`, Prisma.sql`m`)}`;
  return rows.map(viewOf);
}

/** The same. One index probe per conversation; `DISTINCT ON` would read every message of each. */
export async function findLastMessages(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
): Promise<MessageView[]> {
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM member viewer
    CROSS JOIN LATERAL (
      SELECT * FROM message
      WHERE conversation_id = viewer.conversation_id AND thread_root_id IS NULL AND ${KEPT}
      ORDER BY seq DESC LIMIT 1
    ) m
    WHERE viewer.user_id = ${viewerId}::uuid AND viewer.conversation_id = ANY(${conversationIds}::uuid[])
      AND viewer.removed_seq IS NULL`;
  return rows.map(viewOf);
}

export interface MessageRange {
  readonly after: number | null;
  readonly before: number | null;
  readonly limit: number;
  /** From the end. */
  readonly inverted: boolean;
}

/** A page of each history: to who was a member, up to the end of the membership, less what has changed since. */
export async function findMessagePages(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
  { after, before, limit, inverted }: MessageRange,
): Promise<MessageView[]> {
  const order = inverted ? Prisma.sql`seq DESC` : Prisma.sql`seq`;
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM member viewer
    CROSS JOIN LATERAL (
      SELECT * FROM message
      WHERE conversation_id = viewer.conversation_id AND thread_root_id IS NULL AND seq > ${after ?? 0}::int
        AND seq < least(${before ?? SEQ_MAX}::int, viewer.removed_seq) AND ${KEPT}
      ORDER BY ${order}
      LIMIT ${limit}
    ) m
    WHERE viewer.conversation_id = ANY(${conversationIds}::uuid[]) AND viewer.user_id = ${viewerId}::uuid
    ORDER BY m.${order}`;
  return rows.map(viewOf);
}

/** A page of the replies in each of these threads, to who is a member of the conversation now. */
export async function findReplies(
  db: Db,
  viewerId: string,
  rootIds: readonly string[],
  { after, before, limit, inverted }: MessageRange,
): Promise<MessageView[]> {
  const order = inverted ? Prisma.sql`seq DESC` : Prisma.sql`seq`;
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM unnest(${rootIds}::uuid[]) AS wanted(root_id)
    JOIN message root ON root.id = wanted.root_id
    JOIN member viewer ON viewer.conversation_id = root.conversation_id AND viewer.user_id = ${viewerId}::uuid
      AND viewer.removed_seq IS NULL
    CROSS JOIN LATERAL (
      SELECT message.* FROM thread_reply JOIN message ON message.id = thread_reply.message_id
      WHERE thread_reply.root_id = wanted.root_id AND thread_reply.seq > ${after ?? 0}::int
        AND thread_reply.seq < ${before ?? SEQ_MAX}::int AND ${KEPT}
      ORDER BY thread_reply.${order}
      LIMIT ${limit}
    ) m
    ORDER BY m.${order}`;
  return rows.map(viewOf);
}

/** A place among threads, by their newest reply. */
export interface ThreadPosition {
  readonly lastReplyAt: Date;
  readonly id: string;
}

/** The roots of the threads the viewer follows, in conversations of which they are a member now. */
export async function findFollowedThreads(
  db: Db,
  viewerId: string,
  after: ThreadPosition | null,
  limit: number,
): Promise<MessageView[]> {
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM thread_member t
    JOIN member viewer ON viewer.conversation_id = t.conversation_id AND viewer.user_id = t.user_id
      AND viewer.removed_seq IS NULL
    JOIN message m ON m.id = t.root_id AND m.last_reply_at IS NOT NULL
    WHERE t.user_id = ${viewerId}::uuid AND t.is_following AND ${isKeptBy(Prisma.sql`t.user_id`, Prisma.sql`m`)}
      AND (${after === null}::boolean
        OR (m.last_reply_at, m.id) < (${after?.lastReplyAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY m.last_reply_at DESC, m.id DESC
    LIMIT ${limit}`;
  return rows.map(viewOf);
}

/** Pinned messages of conversations the viewer is a member of now: of each at most `limit`, the last one pinned first. */
export async function findPinnedMessages(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
  { after, limit }: Pick<MessageRange, "after" | "limit">,
): Promise<MessageView[]> {
  const rows = await db.$queryRaw<(MessageRow & Seen)[]>`
    SELECT ${MESSAGE}
    FROM member viewer
    CROSS JOIN LATERAL (
      SELECT message.* FROM pin JOIN message ON message.id = pin.message_id
      WHERE pin.conversation_id = viewer.conversation_id AND pin.seq < ${after ?? SEQ_MAX}::int AND ${KEPT}
      ORDER BY pin.seq DESC
      LIMIT ${limit}
    ) m
    WHERE viewer.user_id = ${viewerId}::uuid AND viewer.conversation_id = ANY(${conversationIds}::uuid[])
      AND viewer.removed_seq IS NULL
    ORDER BY m.pinned_seq DESC`;
  return rows.map(viewOf);
}

/** A `ConversationRow`; `c` is the conversation. */
export const CONVERSATION = Prisma.sql`
  c.id, c.kind::text AS kind, c.title, c.description, c.avatar_url AS "avatarUrl",
  c.avatar_attachment_id AS "avatarAttachmentId",
  c.posting_policy::text AS "postingPolicy", c.visibility::text AS visibility,
  c.history_visibility::text AS "historyVisibility",
  c.history_last_n AS "historyLastN", c.slow_mode_seconds AS "slowModeSeconds",
  c.edit_window_seconds AS "editWindowSeconds", c.attachments_max AS "attachmentsMax",
  c.attachment_bytes_max AS "attachmentBytesMax", c.attachment_kinds::text[] AS "attachmentKinds",
  c.retention_days AS "retentionDays", c.expired_seq AS "expiredSeq",
  c.custom_data AS "customData", c.created_at AS "createdAt", c.head_seq AS "headSeq",
  c.last_activity_at AS "lastActivityAt", c.member_count AS "memberCount", c.direct_key AS "directKey"`;

/** As they are to their members; to anybody else, less what has changed since the end of the membership. */
export async function findConversations(
  db: Db,
  viewerId: string,
  ids: readonly string[],
): Promise<ConversationRow[]> {
  const rows = await db.$queryRaw<(ConversationRow & { removedSeq: number | null; wasMember: boolean })[]>`
    SELECT ${CONVERSATION},
           viewer.removed_seq AS "removedSeq", viewer.id IS NOT NULL AS "wasMember"
    FROM conversation c
    LEFT JOIN member viewer ON viewer.conversation_id = c.id AND viewer.user_id = ${viewerId}::uuid
    WHERE c.id = ANY(${ids}::uuid[])`;
  return rows.map(({ removedSeq, wasMember, ...conversation }) =>
    viewConversation(conversation, wasMember ? { removedSeq } : null),
  );
}
