/** Pages of members for many conversations at once: a list of conversations with their members costs one statement. */
import DataLoader from "dataloader";
import type { Db, MemberRole, MemberRow } from "../domain/rows.ts";
import { isUuid, NO_ID } from "../lib/ids.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import type { Context } from "./context.ts";
import type { Loaders } from "./loaders.ts";
import { resolvePage } from "./page.ts";
import type { PageArgs, PageOrder } from "./page.ts";

/** A member's place in a list of members. */
export interface MemberPosition {
  readonly joinedSeq: number;
  readonly id: string;
}

/** What the pages of several conversations share when one statement reads them. */
interface Page {
  readonly after: MemberPosition | null;
  readonly role: MemberRole | null;
  readonly limit: number;
}

/** By conversation id. */
type PageLoader = DataLoader<string, MemberRow[]>;

/** The order in which they joined. */
export const MEMBER_ORDER: PageOrder<MemberRow, MemberPosition> = {
  name: "members",
  toParts: (member) => [member.joinedSeq, member.id],
  fromParts: ([joinedSeq = "", id = "", ...rest]) =>
    /^\d{1,9}$/.test(joinedSeq) && isUuid(id) && rest.length === 0
      ? { joinedSeq: Number(joinedSeq), id }
      : null,
};

/** The conversation's present members in the order they joined; none for somebody who is no member of it. */
export function resolveMemberPage(
  context: Context,
  conversationId: string,
  args: PageArgs & { readonly role?: MemberRole | null | undefined },
) {
  return resolvePage(args, { ...MEMBER_ORDER, owner: conversationId }, ({ after, limit }) =>
    loaderOf(context, { after, limit, role: args.role ?? null }).load(conversationId),
  );
}

/** They live as long as the execution's other loaders. */
const pageLoaders = new WeakMap<Loaders, Map<string, PageLoader>>();

function loaderOf(context: Context, page: Page): PageLoader {
  const known = pageLoaders.get(context.loaders) ?? new Map<string, PageLoader>();
  pageLoaders.set(context.loaders, known);
  const key = JSON.stringify([page.after?.joinedSeq, page.after?.id, page.role, page.limit]);
  const loader = known.get(key) ?? createLoader(context.db, viewerIdOrNone(context), page);
  known.set(key, loader);
  return loader;
}

function createLoader(db: Db, viewerId: string, page: Page): PageLoader {
  return new DataLoader(async (conversationIds) => {
    const rows = await findMembers(db, viewerId, [...conversationIds], page);
    const found = Map.groupBy(rows, (member) => member.conversationId);
    return conversationIds.map((id) => found.get(id) ?? []);
  });
}

/**
 * One index range per conversation, of all who are present or of those with the role, read no further than the page. Says what `visibleMembers` says: present members,
 * of conversations the viewer is a member of now.
 */
function findMembers(db: Db, viewerId: string, conversationIds: string[], page: Page): Promise<MemberRow[]> {
  const { role, limit } = page;
  const after = page.after ?? { joinedSeq: 0, id: NO_ID };
  // Written out: a role that may be null would be looked for among all.
  const isWanted = role === null ? Prisma.empty : Prisma.sql`AND role = ${role}::member_role`;
  return db.$queryRaw<MemberRow[]>`
    SELECT m.id, m.conversation_id AS "conversationId", m.user_id AS "userId", m.role::text AS role,
           m.joined_at AS "joinedAt", m.joined_seq AS "joinedSeq", m.visible_from_seq AS "visibleFromSeq",
           m.removed_seq AS "removedSeq", m.silenced_until AS "silencedUntil", m.changed_seq AS "changedSeq"
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN member viewer
      ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
    CROSS JOIN LATERAL (
      SELECT * FROM member
      WHERE conversation_id = wanted.id AND removed_seq IS NULL
        ${isWanted}
        AND (joined_seq, id) > (${after.joinedSeq}::int, ${after.id}::uuid)
      ORDER BY joined_seq, id
      LIMIT ${limit}
    ) m
    ORDER BY m.joined_seq, m.id`;
}
