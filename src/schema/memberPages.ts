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
  const viewerId = viewerIdOrNone(context);
  return resolvePage(args, { ...MEMBER_ORDER, owner: conversationId }, ({ after, limit }) => {
    const page: Page = { after, limit, role: args.role ?? null };
    return pageLoaderOf(context, page, (ids) => findMembers(context.db, viewerId, ids, page)).load(
      conversationId,
    );
  });
}

/** They live as long as the execution's other loaders. */
const pageLoaders = new WeakMap<Loaders, Map<string, DataLoader<string, unknown>>>();

/** Loads the page of each conversation that is asked for with the same `page`; `find` is called once for all of them. */
export function pageLoaderOf<Row extends MemberRow>(
  context: Context,
  page: object,
  find: (conversationIds: string[]) => Promise<Row[]>,
): DataLoader<string, Row[]> {
  const known = pageLoaders.get(context.loaders) ?? new Map<string, DataLoader<string, unknown>>();
  pageLoaders.set(context.loaders, known);
  const key = JSON.stringify(page);
  const loader = (known.get(key) as DataLoader<string, Row[]> | undefined) ?? createLoader(find);
  known.set(key, loader);
  return loader;
}

function createLoader<Row extends MemberRow>(
  find: (conversationIds: string[]) => Promise<Row[]>,
): DataLoader<string, Row[]> {
  return new DataLoader(async (conversationIds) => {
    const found = Map.groupBy(await find([...conversationIds]), (member) => member.conversationId);
    return conversationIds.map((id) => found.get(id) ?? []);
  });
}

/** A `MemberRow`; `m` is the member. */
export const MEMBER = Prisma.sql`
  m.id, m.conversation_id AS "conversationId", m.user_id AS "userId", m.role::text AS role,
  m.joined_at AS "joinedAt", m.joined_seq AS "joinedSeq", m.visible_from_seq AS "visibleFromSeq",
  m.removed_seq AS "removedSeq", m.silenced_until AS "silencedUntil", m.changed_seq AS "changedSeq"`;

/** Written out: a role that may be null would be looked for among all. */
export function isOfRole(role: MemberRole | null): Prisma.Sql {
  return role === null ? Prisma.empty : Prisma.sql`AND role = ${role}::member_role`;
}

/**
 * One index range per conversation, of all who are present or of those with the role, read no further than the page. Says what `visibleMembers` says: present members,
 * of conversations the viewer is a member of now.
 */
function findMembers(db: Db, viewerId: string, conversationIds: string[], page: Page): Promise<MemberRow[]> {
  const { role, limit } = page;
  const after = page.after ?? { joinedSeq: 0, id: NO_ID };
  return db.$queryRaw<MemberRow[]>`
    SELECT ${MEMBER}
    FROM unnest(${conversationIds}::uuid[]) AS wanted(id)
    JOIN member viewer
      ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
    CROSS JOIN LATERAL (
      SELECT * FROM member
      WHERE conversation_id = wanted.id AND removed_seq IS NULL
        ${isOfRole(role)}
        AND (joined_seq, id) > (${after.joinedSeq}::int, ${after.id}::uuid)
      ORDER BY joined_seq, id
      LIMIT ${limit}
    ) m
    ORDER BY m.joined_seq, m.id`;
}
