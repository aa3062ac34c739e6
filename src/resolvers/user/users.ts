/** Query.users. */
import { badRequest } from "../../domain/errors.ts";
import { checkText } from "../../domain/text.ts";
import { isUuid } from "../../lib/ids.ts";
import type { Db, UserRow } from "../../domain/rows.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import type { PageOrder } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";
import { UserConnection } from "../../schema/user.ts";

const QUERY_MAX = 64;

const ORDER: PageOrder<UserRow, { readonly id: string }> = {
  name: "users",
  toParts: (user) => [user.id],
  fromParts: ([id = "", ...rest]) => (isUuid(id) && rest.length === 0 ? { id } : null),
};

builder.queryField("users", (t) =>
  t.field({
    type: UserConnection,
    description: "People whose username or display name begins with a text, in any case, by username.",
    args: {
      query: t.arg.string({ description: `What the name begins with: 1 to ${QUERY_MAX} characters.` }),
      ...forwardPageArgs,
    },
    complexity: pageCost,
    resolve: (_root, args, context) => {
      viewerOf(context);
      const query = checkText("query", args.query, { max: QUERY_MAX });
      if (typeof query !== "string") throw badRequest(`query: ${query.message}`);
      return resolvePage(args, ORDER, ({ after, limit }) => findUsers(context.db, query, after?.id, limit));
    },
  }),
);

/** Two prefix ranges, each read from its index. */
async function findUsers(
  db: Db,
  query: string,
  afterId: string | undefined,
  limit: number,
): Promise<UserRow[]> {
  const prefix = `${query.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const found = await db.$queryRaw<{ id: string }[]>`
    SELECT u.id FROM "user" u
    WHERE (lower(u.username) LIKE lower(${prefix}) OR lower(u.display_name) LIKE lower(${prefix}))
      AND (${afterId ?? null}::uuid IS NULL
           OR u.username > (SELECT username FROM "user" WHERE id = ${afterId ?? null}::uuid))
    ORDER BY u.username
    LIMIT ${limit}`;
  const ids = found.map((user) => user.id);
  return db.user.findMany({ where: { id: { in: ids } }, orderBy: { username: "asc" } });
}
