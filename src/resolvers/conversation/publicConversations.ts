/** Query.publicConversations: the directory of public channels. */
import { badRequest } from "../../domain/errors.ts";
import type { CardRow, Db } from "../../domain/rows.ts";
import { checkText, TITLE } from "../../domain/text.ts";
import { isUuid, NO_ID } from "../../lib/ids.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { ConversationCardConnection } from "../../schema/conversationCard.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import type { PageOrder } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";

/** The title in lower case, as PostgreSQL makes it. */
interface Listed extends CardRow {
  readonly sortedAs: string;
}

interface Position {
  readonly sortedAs: string;
  readonly id: string;
}

/** A title may hold what separates the parts of a cursor. */
const BY_TITLE: PageOrder<Listed, Position> = {
  name: "publicConversations",
  toParts: ({ sortedAs, id }) => [Buffer.from(sortedAs, "utf8").toString("base64url"), id],
  fromParts: ([sortedAs = "", id = "", ...rest]) =>
    isUuid(id) && rest.length === 0
      ? { sortedAs: Buffer.from(sortedAs, "base64url").toString("utf8"), id }
      : null,
};

builder.queryField("publicConversations", (t) =>
  t.field({
    type: ConversationCardConnection,
    description: "The channels that everybody may join, by title.",
    args: {
      query: t.arg.string({
        required: false,
        description: `Only those whose title begins with this, in any case: at most ${TITLE.max} characters. Absent, null or empty: all.`,
      }),
      ...forwardPageArgs,
    },
    complexity: pageCost,
    resolve: (_root, args, context) => {
      viewerOf(context);
      const query = checkText("query", args.query ?? "", { ...TITLE, min: 0 });
      if (typeof query !== "string") throw badRequest(`query: ${query.message}`);
      return resolvePage(args, BY_TITLE, ({ after, limit }) => findPublic(context.db, query, after, limit));
    },
  }),
);

/** One range of the index of public titles, whatever is asked: nothing sorts after the last code point. */
function findPublic(db: Db, query: string, after: Position | null, limit: number): Promise<Listed[]> {
  return db.$queryRaw<Listed[]>`
    SELECT id, kind::text AS kind, title, description, avatar_url AS "avatarUrl",
           avatar_attachment_id AS "avatarAttachmentId", member_count AS "memberCount",
           lower(title) AS "sortedAs"
    FROM conversation
    WHERE visibility = 'PUBLIC'
      AND lower(title) COLLATE "C" >= lower(${query}) AND lower(title) COLLATE "C" < lower(${query}) || chr(1114111)
      AND (lower(title) COLLATE "C", id) > (${after?.sortedAs ?? ""}, ${after?.id ?? NO_ID}::uuid)
    ORDER BY lower(title) COLLATE "C", id
    LIMIT ${limit}`;
}
