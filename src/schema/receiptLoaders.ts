/** Batched reads of marks, counts and mentions: one statement for everything that a page asks, however many members. */
import DataLoader from "dataloader";
import type { MessageView } from "../domain/message/policy.ts";
import type { Mark } from "../domain/receipts/ports.ts";
import type { Db, MemberRow } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import type { Context } from "./context.ts";
import type { Loaders } from "./loaders.ts";
import { UNREAD_MENTIONS, UNREAD_MESSAGES } from "./unread.ts";

/** How many members have read a message, and received it; its sender is not counted. */
export interface ReceiptCounts {
  readonly readCount: number;
  readonly deliveredCount: number;
}

/** Whom a message mentions, and how new that is. */
export interface Mentions {
  readonly changedSeq: number;
  readonly userIds: readonly string[];
}

/**
 * A member's mark, whether the viewer was a member of the conversation then (null for who never was), and whether the
 * member's privacy lets the viewer see it.
 */
export interface SeenMark {
  readonly mark: Mark;
  readonly asker: Pick<MemberRow, "removedSeq"> | null;
  readonly isAdmitted: boolean;
}

/**
 * What they read is as new as the read: so whether its reader is still a member is asked by the same statement. Those
 * who share an execution are.
 */
export interface ReceiptLoaders {
  /** Not in a shared execution. */
  readonly mark: DataLoader<MemberRow, SeenMark, string>;
  /** Zero where the viewer is no member now. */
  readonly receiptCounts: DataLoader<MessageView, ReceiptCounts, string>;
  /** By message id. */
  readonly mentions: DataLoader<string, Mentions | null>;
}

export interface ViewerCountLoaders {
  /** The viewer's unread messages, by conversation id; null where the viewer is no member now. */
  readonly unread: DataLoader<string, number | null>;
  /** Those of them that mention the viewer. */
  readonly mentioned: DataLoader<string, number | null>;
  /** Unread messages in each of the viewer's conversations; read once, by whatever field asks first. */
  readonly allUnread: () => Promise<readonly Count[]>;
}

/** They live as long as the execution's other loaders. */
const receiptLoaders = new WeakMap<Loaders, ReceiptLoaders>();
const viewerCountLoaders = new WeakMap<Loaders, ViewerCountLoaders>();

/** Those that answer every member the same. */
export function receiptLoadersOf(context: Context): ReceiptLoaders {
  const { db, loaders } = context;
  const askerId = askerIdOf(context);
  const known = receiptLoaders.get(loaders) ?? {
    mark: new DataLoader((members) => findMarks(db, askerId, members), {
      cacheKeyFn: ({ conversationId, userId }: MemberRow) => `${conversationId}:${userId}`,
    }),
    receiptCounts: new DataLoader((messages) => countReceipts(db, askerId, messages), {
      cacheKeyFn: (message: MessageView) => message.id,
    }),
    mentions: new DataLoader((messageIds) => findMentions(db, messageIds)),
  };
  receiptLoaders.set(loaders, known);
  return known;
}

/** Whose membership is asked for; null in an execution that several members share. */
export function askerIdOf(context: Context): string | null {
  return context.isShared ? null : viewerIdOrNone(context);
}

/** Those that count for the viewer. */
export function viewerCountLoadersOf(context: Context): ViewerCountLoaders {
  const { db, loaders } = context;
  const viewerId = viewerIdOrNone(context);
  let allUnread: Promise<readonly Count[]> | null = null;
  const known = viewerCountLoaders.get(loaders) ?? {
    allUnread: () => (allUnread ??= countUnread(db, viewerId, null)),
    unread: new DataLoader((ids) => inOrder(ids, countUnread(db, viewerId, ids))),
    mentioned: new DataLoader((ids) => inOrder(ids, countMentions(db, viewerId, ids))),
  };
  viewerCountLoaders.set(loaders, known);
  return known;
}

const UNSEEN: SeenMark = {
  mark: { deliveredSeq: 0, readSeq: 0, receiptSeq: 0 },
  asker: null,
  isAdmitted: false,
};

async function findMarks(db: Db, askerId: string | null, members: readonly MemberRow[]): Promise<SeenMark[]> {
  const conversationIds = members.map((member) => member.conversationId);
  const userIds = members.map((member) => member.userId);
  const rows = await db.$queryRaw<
    (Mark & { conversationId: string; userId: string; removedSeq: number | null; isAdmitted: boolean })[]
  >`
    SELECT wanted.conversation_id AS "conversationId", wanted.user_id AS "userId",
           coalesce(k.delivered_seq, 0) AS "deliveredSeq", coalesce(k.read_seq, 0) AS "readSeq",
           coalesce(k.receipt_seq, 0) AS "receiptSeq", asker.removed_seq AS "removedSeq",
           admits(p.who_sees_receipts, wanted.user_id, asker.user_id) AS "isAdmitted"
    FROM unnest(${conversationIds}::uuid[], ${userIds}::uuid[]) AS wanted(conversation_id, user_id)
    JOIN member asker ON asker.conversation_id = wanted.conversation_id AND asker.user_id = ${askerId}::uuid
    LEFT JOIN privacy_settings p ON p.user_id = wanted.user_id
    LEFT JOIN member_mark k ON k.conversation_id = wanted.conversation_id AND k.user_id = wanted.user_id`;
  const found = new Map(rows.map((row) => [`${row.conversationId}:${row.userId}`, row]));
  return members.map(({ conversationId, userId }) => {
    const row = found.get(`${conversationId}:${userId}`);
    return row === undefined ? UNSEEN : { mark: row, asker: row, isAdmitted: row.isAdmitted };
  });
}

/**
 * In SQL, whether a member's mark counts: of `m`, with `c` the conversation and `p` the member's settings. The count is the
 * same for all who ask. So between two people it says what one shows to the other; among more, who shows receipts to
 * contacts counts, and who shows them to nobody does not.
 */
const IS_COUNTED = Prisma.sql`CASE
  WHEN c.direct_key IS NULL THEN p.who_sees_receipts IS DISTINCT FROM 'NOBODY'
  ELSE admits(p.who_sees_receipts, m.user_id, CASE
    WHEN split_part(c.direct_key, ':', 1) = m.user_id::text THEN split_part(c.direct_key, ':', 2)
    ELSE split_part(c.direct_key, ':', 1)
  END::uuid)
END`;

/**
 * Reads the marks of a conversation once, however many of its messages are asked for: each mark falls between two of
 * the messages and counts for all up to there, less those from before its member may see. Equal marks go together.
 */
async function countReceipts(
  db: Db,
  askerId: string | null,
  messages: readonly MessageView[],
): Promise<ReceiptCounts[]> {
  const rows = await db.$queryRaw<(ReceiptCounts & { id: string })[]>`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${messages.map((message) => message.id)}::uuid[], ${messages.map((message) => message.conversationId)}::uuid[],
        ${messages.map((message) => message.seq)}::int[], ${messages.map((message) => message.senderId)}::uuid[]
      ) AS w(id, conversation_id, seq, sender_id)
    ), asked AS (
      SELECT conversation_id, array_agg(seq ORDER BY seq) AS seqs FROM wanted GROUP BY conversation_id
      HAVING ${isMember(askerId)}
    ), marks AS (
      SELECT asked.conversation_id, asked.seqs, k.receipt_seq, k.delivered_seq, m.visible_from_seq - 1 AS hidden_to,
             count(*) AS members
      FROM asked
      JOIN conversation c ON c.id = asked.conversation_id
      JOIN member m ON m.conversation_id = asked.conversation_id AND m.removed_seq IS NULL
      JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
      LEFT JOIN privacy_settings p ON p.user_id = m.user_id
      WHERE ${IS_COUNTED}
      GROUP BY 1, 2, 3, 4, 5
    ), steps AS (
      SELECT marks.conversation_id, step.what, width_bucket(step.seq, marks.seqs) AS bucket, sum(step.weight) AS weight
      FROM marks
      CROSS JOIN LATERAL (VALUES
        ('READ', receipt_seq, members), ('READ', least(hidden_to, receipt_seq), -members),
        ('DELIVERED', delivered_seq, members), ('DELIVERED', least(hidden_to, delivered_seq), -members)
      ) AS step(what, seq, weight)
      GROUP BY 1, 2, 3
    )
    SELECT w.id,
           (coalesce(sum(steps.weight) FILTER (WHERE steps.what = 'READ'), 0)
             - coalesce(own.receipt_seq >= w.seq, false)::int)::int AS "readCount",
           (coalesce(sum(steps.weight) FILTER (WHERE steps.what = 'DELIVERED'), 0)
             - coalesce(own.delivered_seq >= w.seq, false)::int)::int AS "deliveredCount"
    FROM wanted w
    JOIN asked ON asked.conversation_id = w.conversation_id
    LEFT JOIN steps ON steps.conversation_id = w.conversation_id
      AND steps.bucket >= array_position(asked.seqs, w.seq)
    LEFT JOIN LATERAL (
      SELECT k.receipt_seq, k.delivered_seq FROM member m
      JOIN conversation c ON c.id = m.conversation_id
      JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
      LEFT JOIN privacy_settings p ON p.user_id = m.user_id
      WHERE m.conversation_id = w.conversation_id AND m.user_id = w.sender_id AND m.removed_seq IS NULL
        AND m.visible_from_seq <= w.seq AND ${IS_COUNTED}
    ) own ON true
    GROUP BY w.id, w.seq, own.receipt_seq, own.delivered_seq`;
  const found = new Map(rows.map((row) => [row.id, row]));
  return messages.map((message) => found.get(message.id) ?? { readCount: 0, deliveredCount: 0 });
}

/** In SQL, of the `conversation_id` at hand. */
export function isMember(askerId: string | null): Prisma.Sql {
  return askerId === null
    ? Prisma.sql`true`
    : Prisma.sql`EXISTS (
        SELECT FROM member asker
        WHERE asker.conversation_id = wanted.conversation_id AND asker.user_id = ${askerId}::uuid
          AND asker.removed_seq IS NULL
      )`;
}

async function findMentions(db: Db, messageIds: readonly string[]): Promise<(Mentions | null)[]> {
  const messages = await db.message.findMany({
    where: { id: { in: [...messageIds] } },
    select: { id: true, changedSeq: true, mentions: { select: { userId: true } } },
  });
  const found = new Map(
    messages.map(({ id, changedSeq, mentions }) => [
      id,
      { changedSeq, userIds: mentions.map(({ userId }) => userId) },
    ]),
  );
  return messageIds.map((id) => found.get(id) ?? null);
}

interface Count {
  readonly conversationId: string;
  readonly count: number;
}

/** In all conversations of the viewer. */
export async function countAllUnread(context: Context): Promise<number> {
  return total(await viewerCountLoadersOf(context).allUnread());
}

/** Of how many of them something is unread. */
export async function countUnreadConversations(context: Context): Promise<number> {
  return (await viewerCountLoadersOf(context).allUnread()).filter(({ count }) => count > 0).length;
}

export async function countAllMentions(context: Context): Promise<number> {
  return total(await countMentions(context.db, viewerIdOrNone(context), null));
}

function total(counts: readonly Count[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** Without ids: in each of the viewer's conversations. */
function countUnread(db: Db, viewerId: string, conversationIds: readonly string[] | null): Promise<Count[]> {
  return db.$queryRaw<Count[]>`
    SELECT m.conversation_id AS "conversationId", unread.count
    FROM member m
    LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM ${UNREAD_MESSAGES}) unread
    WHERE m.user_id = ${viewerId}::uuid AND m.removed_seq IS NULL
      AND (${conversationIds}::uuid[] IS NULL OR m.conversation_id = ANY(${conversationIds}::uuid[]))`;
}

/** The same over what mentions the viewer. */
function countMentions(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[] | null,
): Promise<Count[]> {
  return db.$queryRaw<Count[]>`
    SELECT m.conversation_id AS "conversationId", mentioned.count
    FROM member m
    LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM ${UNREAD_MENTIONS}) mentioned
    WHERE m.user_id = ${viewerId}::uuid AND m.removed_seq IS NULL
      AND (${conversationIds}::uuid[] IS NULL OR m.conversation_id = ANY(${conversationIds}::uuid[]))`;
}

async function inOrder(
  conversationIds: readonly string[],
  counting: Promise<Count[]>,
): Promise<(number | null)[]> {
  const counts = new Map((await counting).map(({ conversationId, count }) => [conversationId, count]));
  return conversationIds.map((id) => counts.get(id) ?? null);
}
