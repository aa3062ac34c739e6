/** Reads threads, many at once: a page of history with its threads costs one statement for each thing asked. */
import DataLoader from "dataloader";
import type { MessageView } from "../domain/message/policy.ts";
import type { Db, ProfileRow } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import { perExecution, perPage } from "./perExecution.ts";
import { askerIdOf, isMember } from "./receiptLoaders.ts";
import { findReplies, isKeptBy } from "./visibleRows.ts";
import type { MessageRange } from "./visibleRows.ts";

/** A person, and the position of their first reply. */
export type Participant = ProfileRow & { readonly firstReplySeq: number };

export interface ParticipantsPage {
  readonly after: number | null;
  readonly limit: number;
}

/** What a thread is to the viewer. */
export interface ViewerThread {
  readonly isFollowing: boolean;
  readonly readSeq: number;
  readonly unreadCount: number;
}

const NOT_FOLLOWED: ViewerThread = { isFollowing: false, readSeq: 0, unreadCount: 0 };

/** For a root whose asker may see what the members do with it; finds nobody where the asker is no member now. */
export const participantsOf = perPage(
  (context, page: ParticipantsPage) =>
    new DataLoader(
      (roots: readonly MessageView[]) => findParticipants(context.db, askerIdOf(context), roots, page),
      { cacheKeyFn: ({ id }) => id },
    ),
);

/** By the root's id. */
export const viewerThreadsOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader((rootIds: readonly string[]) => findViewerThreads(context.db, viewerId, rootIds));
});

/** Takes a root; what the viewer may not see is not there. */
export const repliesOf = perPage((context, range: MessageRange) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader(
    async (roots: readonly MessageView[]) => {
      const rootIds = roots.map(({ id }) => id);
      const replies = await findReplies(context.db, viewerId, rootIds, range);
      const byRoot = Map.groupBy(replies, ({ threadRootId }) => threadRootId);
      return roots.map(({ id }) => byRoot.get(id) ?? []);
    },
    { cacheKeyFn: ({ id }) => id },
  );
});

/** The page that holds the newest reply alone. */
export const NEWEST_REPLY: MessageRange = { after: null, before: null, limit: 1, inverted: true };

async function findParticipants(
  db: Db,
  askerId: string | null,
  roots: readonly MessageView[],
  page: ParticipantsPage,
): Promise<Participant[][]> {
  const rows = await db.$queryRaw<(Participant & { rootId: string })[]>`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${roots.map(({ id }) => id)}::uuid[], ${roots.map(({ conversationId }) => conversationId)}::uuid[]
      ) AS w(root_id, conversation_id)
    )
    SELECT wanted.root_id AS "rootId", p.first_reply_seq AS "firstReplySeq", u.id, u.username,
           u.display_name AS "displayName", u.avatar_url AS "avatarUrl",
           u.avatar_attachment_id AS "avatarAttachmentId", u.about, u.created_at AS "createdAt"
    FROM wanted
    CROSS JOIN LATERAL (
      SELECT * FROM thread_member
      WHERE thread_member.root_id = wanted.root_id AND first_reply_seq > ${page.after ?? 0}::int
      ORDER BY first_reply_seq
      LIMIT ${page.limit}
    ) p
    JOIN "user" u ON u.id = p.user_id
    WHERE ${isMember(askerId)}
    ORDER BY p.first_reply_seq`;
  const found = Map.groupBy(rows, ({ rootId }) => rootId);
  return roots.map(({ id }) => found.get(id) ?? []);
}

async function findViewerThreads(
  db: Db,
  viewerId: string,
  rootIds: readonly string[],
): Promise<ViewerThread[]> {
  const rows = await db.$queryRaw<(ViewerThread & { rootId: string })[]>`
    SELECT t.root_id AS "rootId", t.is_following AS "isFollowing", t.read_seq AS "readSeq", ${UNREAD_REPLIES} AS "unreadCount"
    FROM thread_member t
    JOIN member m ON m.conversation_id = t.conversation_id AND m.user_id = t.user_id AND m.removed_seq IS NULL
    WHERE t.user_id = ${viewerId}::uuid AND t.root_id = ANY(${rootIds}::uuid[])`;
  const found = new Map(rows.map((row) => [row.rootId, row]));
  return rootIds.map((id) => found.get(id) ?? NOT_FOLLOWED);
}

/** In SQL, of the thread `t` and its reader's membership `m`. */
const UNREAD_REPLIES = Prisma.sql`
  CASE WHEN t.is_following THEN (
    SELECT count(*)::int FROM thread_reply r JOIN message ON message.id = r.message_id
    WHERE r.root_id = t.root_id AND r.seq > greatest(t.read_seq, m.visible_from_seq - 1)
      AND message.sender_id <> t.user_id AND message.deleted_at IS NULL
      AND ${isKeptBy(Prisma.sql`t.user_id`, Prisma.sql`message`)}
  ) ELSE 0 END`;
