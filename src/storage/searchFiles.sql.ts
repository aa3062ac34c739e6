/** Search in files by PostgreSQL: in the documents of messages, by the words that the names of their files have there. */
import type { Pool } from "pg";
import type { FileSearch, FileSearchAnswer, FileSearchRequest } from "../domain/search/files.ts";
import { HITS_MAX } from "../domain/search/ports.ts";
import { joinWords } from "../domain/search/words.ts";
import { createQuery } from "./query.ts";
import type { Query } from "./query.ts";
import { expandText, SEARCH } from "./search.sql.ts";
import type { SearchRow } from "./search.sql.ts";
import { writeFileQuery } from "./searchQuery.ts";

const ARE_FOUND = {
  name: "find_file_names",
  text: `
    SELECT search_words(name) || search_stems(name, $2::text[]) @@ $3::tsquery AS "isFound"
    FROM unnest($1::text[]) WITH ORDINALITY AS n (name, place)
    ORDER BY place`,
};

/** `languages`: PostgreSQL's names of those whose stems count. */
export function createFileSearch(pool: Pool, languages: readonly string[]): FileSearch {
  const query = createQuery(pool);
  return { search: (request) => search(query, languages, request) };
}

async function search(
  query: Query,
  languages: readonly string[],
  request: FileSearchRequest,
): Promise<FileSearchAnswer> {
  const { viewerId, filter, from, limit } = request;
  const { expansions, near } = await expandText(query, languages, request);
  const made = writeFileQuery(request, expansions, near);
  const [row] = await query<SearchRow>(SEARCH, [
    viewerId,
    made.query,
    made.indexed,
    made.inSegment,
    false,
    "",
    made.isRare,
    filter.conversationIds,
    filter.senderIds,
    filter.from,
    filter.to,
    false,
    null,
    from?.sentAt ?? null,
    from === null ? null : idBehind(from.messageId),
    limit,
    from === null ? limit : HITS_MAX,
    false,
    0,
  ]);
  return {
    hits: (row?.hits ?? []).map(({ messageId, sentAt }) => ({ messageId, sentAt: new Date(sentAt) })),
    areFound: async (filenames) => {
      if (made.name === "") return filenames.map(() => true);
      const rows = await query<{ isFound: boolean }>(ARE_FOUND, [
        filenames.map((name) => joinWords(name)),
        languages,
        made.name,
      ]);
      return rows.map(({ isFound }) => isFound);
    },
  };
}

/** The next one: what comes after it begins with this one. There is one for every id of a message. */
function idBehind(id: string): string {
  const number = BigInt(`0x${id.replaceAll("-", "")}`) + 1n;
  return number
    .toString(16)
    .padStart(32, "0")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
