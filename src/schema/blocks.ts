/** Whom the viewer has blocked: a list of their own, and a mark on each person. */
import DataLoader from "dataloader";
import type { OwnBlockItem } from "../domain/privacy/ports.ts";
import type { Db, ProfileRow } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { loadUser } from "./links.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perExecution } from "./perExecution.ts";
import { User, UserConnection } from "./user.ts";
import { Viewer } from "./viewer.ts";

interface Position {
  readonly blockedAt: Date;
  readonly id: string;
}

type BlockedRow = ProfileRow & { readonly blockedAt: Date | null };

const ORDER: PageOrder<BlockedRow, Position> = {
  name: "blockedUsers",
  toParts: (blocked) => [blocked.blockedAt?.getTime() ?? 0, blocked.id],
  fromParts: ([time = "", id = "", ...rest]) =>
    /^\d{1,15}$/.test(time) && isUuid(id) && rest.length === 0
      ? { blockedAt: new Date(Number(time)), id }
      : null,
};

builder.objectField(Viewer, "blockedUsers", (t) =>
  t.field({
    type: UserConnection,
    description: "Whom they have blocked, the last one first.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, ORDER, ({ after, limit }) => findBlocked(context.db, userId, after, limit));
    },
  }),
);

async function findBlocked(
  db: Db,
  userId: string,
  after: Position | null,
  limit: number,
): Promise<BlockedRow[]> {
  const blocks = await db.block.findMany({
    where: {
      userId,
      blockedAt: after === null ? { not: null } : { lte: after.blockedAt },
      ...(after && { NOT: { blockedAt: after.blockedAt, blockedId: { gte: after.id } } }),
    },
    orderBy: [{ blockedAt: "desc" }, { blockedId: "desc" }],
    take: limit,
    select: { blockedAt: true, blocked: true },
  });
  return blocks.map(({ blockedAt, blocked }) => ({ ...blocked, blockedAt }));
}

builder.objectField(User, "isBlockedByViewer", (t) =>
  t.boolean({
    description:
      "Whether the viewer has blocked them: hide what they say in shared groups. Whether they have blocked the viewer is not told.",
    extensions: { perViewer: true },
    resolve: (user, _args, context) => isBlockedLoaderOf(context).load(user.id),
  }),
);

const isBlockedLoaderOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader<string, boolean>((userIds) => areBlocked(context.db, viewerId, userIds));
});

async function areBlocked(db: Db, userId: string, others: readonly string[]): Promise<boolean[]> {
  const blocks = await db.block.findMany({
    where: { userId, blockedId: { in: [...others] }, blockedAt: { not: null } },
    select: { blockedId: true },
  });
  const blocked = new Set(blocks.map(({ blockedId }) => blockedId));
  return others.map((id) => blocked.has(id));
}

export const ViewerBlockChanged = builder.objectRef<OwnBlockItem>("ViewerBlockChanged").implement({
  description:
    "The viewer blocked somebody, or lifted a block, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    user: t.field({
      type: User,
      description: "Whom.",
      resolve: ({ block }, _args, context) => loadUser(context, block.blockedId),
    }),
    isBlocked: t.boolean({
      description: "Whether they are blocked now.",
      resolve: ({ block }) => block.blockedAt !== null,
    }),
  }),
});
