/** Query.users. */
import type { Db, ProfileRow } from "../../domain/rows.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { NAME_QUERY_MAX, nameOrder, readNameQuery } from "../../schema/nameSearch.ts";
import type { NamePosition, NameQuery } from "../../schema/nameSearch.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";
import { UserConnection } from "../../schema/user.ts";

/** Words looked through for one page: of many people who have the one word and not the other, the first are all. */
const CANDIDATES_MAX = 10_000;

type FoundRow = ProfileRow & Pick<NamePosition, "word">;

const ORDER = nameOrder<FoundRow>("users", ({ id, word }) => ({ userId: id, word }));

builder.queryField("users", (t) =>
  t.field({
    type: UserConnection,
    description:
      "People by the beginnings of words: each word of the text, in any case, begins a word of their display name, their username, or a part of it. In the order of the word that was found; whose word is the text itself comes first. Not found are those who do not want to be (`isDiscoverable`), and those with whom there is a block, either way.",
    args: {
      query: t.arg.string({ description: `What the words begin with: 1 to ${NAME_QUERY_MAX} characters.` }),
      ...forwardPageArgs,
    },
    complexity: pageCost,
    resolve: (_root, args, context) => {
      const { userId } = viewerOf(context);
      const names = readNameQuery(args.query);
      return resolvePage(args, ORDER, ({ after, limit }) =>
        findUsers(context.db, { viewerId: userId, ...names }, after, limit),
      );
    },
  }),
);

interface Wanted extends NameQuery {
  readonly viewerId: string;
}

/**
 * A range of the index of words, read no further than the page: `chr(1114111)` is the largest character, so what lies
 * below it begins alike. Two statements.
 */
async function findUsers(
  db: Db,
  { viewerId, longest, others }: Wanted,
  after: NamePosition | null,
  limit: number,
): Promise<FoundRow[]> {
  const found = await db.$queryRaw<{ id: string; word: string }[]>`
    SELECT w.user_id AS id, w.word
    FROM (
      SELECT word, user_id FROM user_word
      WHERE word >= lower(${longest}) AND word < lower(${longest}) || chr(1114111)
        AND (${after?.userId ?? null}::uuid IS NULL OR (word, user_id) > (${after?.word ?? ""}, ${after?.userId ?? null}::uuid))
      ORDER BY word, user_id
      LIMIT ${CANDIDATES_MAX}
    ) w
    WHERE
      -- By the first of a person's words that begins so, and not again by the next.
      NOT EXISTS (
        SELECT FROM user_word earlier
        WHERE earlier.user_id = w.user_id AND earlier.word >= lower(${longest}) AND earlier.word < w.word
      )
      AND NOT EXISTS (
        SELECT FROM unnest(${[...others]}::text[]) AS other(beginning)
        WHERE NOT EXISTS (
          SELECT FROM user_word also
          WHERE also.user_id = w.user_id AND also.word >= lower(other.beginning)
            AND also.word < lower(other.beginning) || chr(1114111)
        )
      )
      AND (w.user_id = ${viewerId}::uuid OR (
        NOT EXISTS (SELECT FROM privacy_settings p WHERE p.user_id = w.user_id AND NOT p.is_discoverable)
        AND NOT is_blocked_between(w.user_id, ${viewerId}::uuid)
      ))
    ORDER BY w.word, w.user_id
    LIMIT ${limit}`;
  const users = await db.user.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const byId = new Map(users.map((user) => [user.id, user]));
  return found.flatMap(({ id, word }) => {
    const user = byId.get(id);
    return user === undefined ? [] : [{ ...user, word }];
  });
}
