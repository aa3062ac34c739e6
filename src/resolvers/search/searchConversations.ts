/** Query.searchConversations. */
import { readQuery } from "../../domain/search/readQuery.ts";
import type { ConversationRow, Db } from "../../domain/rows.ts";
import { isUuid } from "../../lib/ids.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { ConversationConnection } from "../../schema/conversation.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import type { PageOrder } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";
import { CONVERSATION } from "../../schema/visibleRows.ts";

interface Position {
  readonly lastActivityAt: Date;
  readonly id: string;
}

const BY_ACTIVITY: PageOrder<ConversationRow, Position> = {
  name: "searchConversations",
  toParts: ({ lastActivityAt, id }) => [lastActivityAt.getTime(), id],
  fromParts: ([time = "", id = "", ...rest]) =>
    /^\d{1,15}$/.test(time) && isUuid(id) && rest.length === 0
      ? { lastActivityAt: new Date(Number(time)), id }
      : null,
};

builder.queryField("searchConversations", (t) =>
  t.field({
    type: ConversationConnection,
    description:
      "The viewer's conversations by the beginnings of words: of their titles, and of the names of the other one of a direct conversation. The liveliest first.",
    args: {
      query: t.arg.string({
        description:
          "What the words begin with, in any case and without accents: at most 256 characters, and 10 words.",
      }),
      ...forwardPageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const { userId } = viewerOf(context);
      const { words, phrases } = readQuery(args.query);
      await context.limits.charge("search", userId);
      const beginnings = [...words.map(({ text }) => text), ...phrases.flat()];
      return resolvePage(args, BY_ACTIVITY, ({ after, limit }) =>
        beginnings.length === 0
          ? Promise.resolve([])
          : findConversations(context.db, userId, beginnings, after, limit),
      );
    },
  }),
);

/** Costs what the viewer's own conversations are many: each is looked at. One statement. */
function findConversations(
  db: Db,
  viewerId: string,
  beginnings: readonly string[],
  after: Position | null,
  limit: number,
): Promise<ConversationRow[]> {
  return db.$queryRaw<ConversationRow[]>`
    SELECT ${CONVERSATION}
    FROM member m
    CROSS JOIN LATERAL (SELECT * FROM conversation WHERE id = m.conversation_id OFFSET 0) c
    LEFT JOIN LATERAL (
      SELECT string_agg(u.display_name || ' ' || u.username, ' ') AS names
      FROM member other JOIN "user" u ON u.id = other.user_id
      WHERE c.kind = 'DIRECT' AND other.conversation_id = c.id AND other.user_id <> m.user_id
      OFFSET 0
    ) partner ON true
    WHERE m.user_id = ${viewerId}::uuid AND m.removed_seq IS NULL
      AND search_words(translate(concat_ws(' ', c.title, partner.names), '._-/@', '     '))
        @@ (SELECT string_agg(quote_literal(beginning) || ':*', ' & ')
            FROM unnest(${[...beginnings]}::text[]) word, unnest(tsvector_to_array(search_words(word))) beginning)::tsquery
      AND (${after === null}::boolean OR (c.last_activity_at, c.id)
        < (${after?.lastActivityAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    ORDER BY c.last_activity_at DESC, c.id DESC
    LIMIT ${limit}`;
}
