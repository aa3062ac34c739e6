/** Members of many conversations at once, by the beginnings of words of their names. */
import type { Db, MemberRole, MemberRow } from "../domain/rows.ts";
import { viewerOf } from "./access.ts";
import type { Context } from "./context.ts";
import { isOfRole, MEMBER, pageLoaderOf } from "./memberPages.ts";
import { nameOrder, readNameQuery } from "./nameSearch.ts";
import type { NamePosition, NameQuery } from "./nameSearch.ts";
import { resolvePage } from "./page.ts";
import type { PageArgs } from "./page.ts";

/** Up to so many members each is looked at, so that it costs no more among millions of people on the server. */
export const SEARCHED_ONE_BY_ONE_MAX = 10_000;
/**
 * In larger conversations so many people of the server with a word that begins so are looked through, for one page; of a role
 * other than MEMBER, so many members.
 */
export const CANDIDATES_MAX = 100_000;

type FoundMember = MemberRow & Pick<NamePosition, "word">;

const BY_NAME = nameOrder<FoundMember>("membersByName", ({ userId, word }) => ({ userId, word }));

/**
 * Present members whose names have a word that begins so for each word of the text, in the order of the word that was
 * found; none for somebody who is no member. Each conversation is charged as a search of its own. Throws BAD_REQUEST for a
 * text out of bounds, RATE_LIMITED.
 */
export async function resolveMemberSearch(
  context: Context,
  conversationId: string,
  { query, ...args }: PageArgs & { readonly query: string; readonly role?: MemberRole | null | undefined },
) {
  const { userId: viewerId } = viewerOf(context);
  const names = readNameQuery(query);
  await context.limits.charge("search", viewerId);
  return resolvePage(args, { ...BY_NAME, owner: conversationId }, ({ after, limit }) => {
    const page: Page = { names, after, limit, role: args.role ?? null };
    return pageLoaderOf(context, page, (ids) => searchMembers(context.db, viewerId, ids, page)).load(
      conversationId,
    );
  });
}

interface Page {
  readonly names: NameQuery;
  readonly after: NamePosition | null;
  readonly role: MemberRole | null;
  readonly limit: number;
}

/**
 * One statement. Where members are few, or those of the role are, each of them is looked at; where they are many, people with
 * the word are, in its order, until the page is full. `chr(1114111)` is the largest character: what lies below it begins alike.
 */
function searchMembers(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
  { names, after, role, limit }: Page,
): Promise<FoundMember[]> {
  const isWanted = isOfRole(role);
  // Among many strangers the one owner would not be found.
  const isOfFew = role !== null && role !== "MEMBER";
  const others = [...names.others];
  return db.$queryRaw<FoundMember[]>`
    SELECT ${MEMBER}, m.word
    FROM unnest(${[...conversationIds]}::uuid[]) AS wanted(id)
    JOIN member viewer
      ON viewer.conversation_id = wanted.id AND viewer.user_id = ${viewerId}::uuid AND viewer.removed_seq IS NULL
    CROSS JOIN LATERAL (
      SELECT ${isOfFew} OR member_count <= ${SEARCHED_ONE_BY_ONE_MAX} AS are_few, lower(${names.longest}) AS longest,
        lower(${names.longest}) || chr(1114111) AS behind
      FROM conversation WHERE conversation.id = wanted.id
      OFFSET 0
    ) c
    CROSS JOIN LATERAL (
      (
        SELECT member.*, w.word
        FROM (
          -- The order of an index, so that it is read and not the table.
          SELECT * FROM member
          WHERE c.are_few AND conversation_id = wanted.id AND removed_seq IS NULL ${isWanted}
          ORDER BY joined_seq, id
          LIMIT ${isOfFew ? CANDIDATES_MAX : SEARCHED_ONE_BY_ONE_MAX}
        ) member
        CROSS JOIN LATERAL (
          SELECT word FROM user_word
          WHERE user_word.user_id = member.user_id AND word >= c.longest AND word < c.behind
          ORDER BY word
          LIMIT 1
        ) w
        WHERE (${after === null} OR (w.word, member.user_id) > (${after?.word ?? ""}, ${after?.userId ?? null}::uuid))
          AND NOT EXISTS (
            SELECT FROM unnest(${others}::text[]) AS other(beginning)
            WHERE NOT EXISTS (
              SELECT FROM user_word also
              WHERE also.user_id = member.user_id AND also.word >= lower(other.beginning)
                AND also.word < lower(other.beginning) || chr(1114111)
            )
          )
        ORDER BY w.word, member.user_id
        LIMIT ${limit}
      )
      UNION ALL
      (
        SELECT member.*, w.word
        FROM (
          SELECT word, user_id FROM user_word
          WHERE NOT c.are_few AND word >= c.longest AND word < c.behind
            AND (${after === null} OR (word, user_id) > (${after?.word ?? ""}, ${after?.userId ?? null}::uuid))
          ORDER BY word, user_id
          LIMIT ${CANDIDATES_MAX}
        ) w
        CROSS JOIN LATERAL (
          SELECT * FROM member
          WHERE member.conversation_id = wanted.id AND member.user_id = w.user_id AND member.removed_seq IS NULL
            ${isWanted}
          OFFSET 0
        ) member
        WHERE
          -- By the first of a person's words that begins so, and not again by the next.
          NOT EXISTS (
            SELECT FROM user_word earlier
            WHERE earlier.user_id = w.user_id AND earlier.word >= c.longest AND earlier.word < w.word
          )
          AND NOT EXISTS (
            SELECT FROM unnest(${others}::text[]) AS other(beginning)
            WHERE NOT EXISTS (
              SELECT FROM user_word also
              WHERE also.user_id = w.user_id AND also.word >= lower(other.beginning)
                AND also.word < lower(other.beginning) || chr(1114111)
            )
          )
        ORDER BY w.word, w.user_id
        LIMIT ${limit}
      )
    ) m
    ORDER BY m.word, m.user_id`;
}
