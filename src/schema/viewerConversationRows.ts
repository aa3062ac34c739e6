/** The rows behind Viewer.conversations: one statement for a page, whatever it is filtered by. */
import type { ConversationKind, ConversationRow, Db } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { isShown } from "./memberSettings.ts";
import { UNREAD_MENTIONS, UNREAD_MESSAGES } from "./unread.ts";
import { CONVERSATION } from "./visibleRows.ts";

/** A conversation's place in the list. */
export interface ConversationPosition {
  /** Always false where pinned ones do not stand first. */
  readonly isPinned: boolean;
  readonly lastActivityAt: Date;
  readonly id: string;
}

export type ListedConversation = ConversationRow & Pick<ConversationPosition, "isPinned">;

/** What is undefined or null lets all through; but hidden ones are left out unless they are asked for. */
export interface ConversationWishes {
  readonly kind?: ConversationKind | null | undefined;
  readonly isUnread?: boolean | null | undefined;
  readonly mentionsMe?: boolean | null | undefined;
  readonly isPinned?: boolean | null | undefined;
  readonly isArchived?: boolean | null | undefined;
  readonly isHidden?: boolean | null | undefined;
}

export interface ConversationRange {
  readonly after: ConversationPosition | null;
  readonly limit: number;
  readonly pinnedFirst: boolean;
}

/**
 * Costs what the viewer's own conversations are many, and nothing of how many others there are: they are found by their
 * memberships, looked up one by one, and put in order by their times alone, which stay in memory; the rows of the page are
 * read behind. What has to look into messages, whether something is unread, is asked of them in that order, and only until
 * the page is full. `OFFSET 0` keeps the planner from asking that of all, and, where somebody has many, from reading all
 * conversations of the server to find theirs.
 */
export function findViewerConversations(
  db: Db,
  viewerId: string,
  wishes: ConversationWishes,
  { after, limit, pinnedFirst }: ConversationRange,
): Promise<ListedConversation[]> {
  const { kind, isPinned, isArchived } = wishes;
  const pinned = pinnedFirst ? Prisma.sql`coalesce(s.is_pinned, false)` : Prisma.sql`false`;
  // Within and around: the planner has to see that it is the same order. A constant in it would hide that.
  const order = Prisma.sql`${pinnedFirst ? Prisma.sql`pinned DESC,` : Prisma.empty} last_activity_at DESC, id DESC`;
  const listed = [
    Prisma.sql`m.user_id = ${viewerId}::uuid AND m.removed_seq IS NULL`,
    ...(kind == null ? [] : [Prisma.sql`c.kind = ${kind}::conversation_kind`]),
    ...(isPinned == null ? [] : [Prisma.sql`coalesce(s.is_pinned, false) = ${isPinned}::boolean`]),
    ...(isArchived == null ? [] : [Prisma.sql`coalesce(s.is_archived, false) = ${isArchived}::boolean`]),
    ...(after === null
      ? []
      : [
          Prisma.sql`(${pinned}, c.last_activity_at, c.id)
            < (${after.isPinned}::boolean, ${after.lastActivityAt}::timestamptz, ${after.id}::uuid)`,
        ]),
  ];
  return db.$queryRaw<ListedConversation[]>`
    SELECT ${CONVERSATION}, page.pinned AS "isPinned"
    FROM (
      SELECT c.id, c.last_activity_at, c.pinned
      FROM (
        SELECT c.id, c.last_activity_at, m.user_id AS viewer_id, m.visible_from_seq, s.hidden_seq, ${pinned} AS pinned
        FROM member m
        LEFT JOIN (
          SELECT * FROM member_setting WHERE user_id = ${viewerId}::uuid OFFSET 0
        ) s ON s.conversation_id = m.conversation_id
        CROSS JOIN LATERAL (
          SELECT id, kind, last_activity_at FROM conversation WHERE id = m.conversation_id OFFSET 0
        ) c
        WHERE ${Prisma.join(listed, " AND ")}
        ORDER BY ${order}
        OFFSET 0
      ) c
      WHERE ${Prisma.join(askedOfEach(wishes), " AND ")}
      ORDER BY ${order}
      LIMIT ${limit}
    ) page
    JOIN conversation c ON c.id = page.id
    ORDER BY page.pinned DESC, page.last_activity_at DESC, page.id DESC`;
}

/** What has to look further than the membership and its settings. */
function askedOfEach({ isHidden, isUnread, mentionsMe }: ConversationWishes): Prisma.Sql[] {
  return [
    is(isShown(Prisma.sql`c.id`, Prisma.sql`c.hidden_seq`), !(isHidden ?? false)),
    ...(isUnread == null ? [] : [is(hasAny(UNREAD_MESSAGES), isUnread)]),
    ...(mentionsMe == null ? [] : [is(hasAny(UNREAD_MENTIONS), mentionsMe)]),
  ];
}

function is(condition: Prisma.Sql, wanted: boolean): Prisma.Sql {
  return wanted ? condition : Prisma.sql`NOT (${condition})`;
}

/** Of the membership, as `m`, with its mark, as `k`. */
function hasAny(messages: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM (SELECT c.id AS conversation_id, c.viewer_id AS user_id, c.visible_from_seq) m
    LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
    CROSS JOIN LATERAL (SELECT FROM ${messages} LIMIT 1) one
  )`;
}
