/** The search engine in PostgreSQL: documents with a `tsvector` of words, and filters among the words. */
import type { Pool } from "pg";
import type {
  Facets,
  Hit,
  MarkerOf,
  SearchAnswer,
  SearchEngine,
  SearchIndex,
  SearchRequest,
} from "../domain/search/ports.ts";
import { FACET_VALUES_MAX, HITS_MAX, TOTAL_MAX } from "../domain/search/ports.ts";
import { slipsAllowed } from "../domain/search/distance.ts";
import { textOf } from "../domain/search/document.ts";
import type { SearchedMessage } from "../domain/search/document.ts";
import { joinWords } from "../domain/search/words.ts";
import { createQuery } from "./query.ts";
import type { Query } from "./query.ts";
import { createMark } from "./searchMarks.sql.ts";
import type { Mark } from "./searchMarks.sql.ts";
import { COMMON_WEIGHT, COMPARED_MAX, NEAR_MAX, nearWords, writeTextQuery } from "./searchQuery.ts";
import type { Expansion, NearWord, TextQuery } from "./searchQuery.ts";

/** Documents in one statement. */
const WRITE_MAX = 100;
const SWEEP_MAX = 500;

const READ_MESSAGES = {
  name: "read_messages_to_search",
  text: `
    SELECT id, conversation_id AS "conversationId", body, content, attachments, edited_at AS "editedAt"
    FROM message WHERE id = ANY($1::uuid[]) AND deleted_at IS NULL`,
};

const WRITE = {
  name: "write_search_documents",
  text: `
    SELECT write_search_documents(
      $1::uuid[], $2::text[], $3::timestamptz[], $4::boolean[], $5::text[], $6::text[]
    )`,
};

const SWEEP = { name: "sweep_search_leftovers", text: "SELECT sweep_search_leftovers($1::int) AS swept" };

const EXPAND = {
  name: "expand_search_words",
  text: `
    SELECT plain, stems, weight, near, near_weights AS "nearWeights", begins_so AS "beginsSo"
    FROM expand_search_words($1::text[], $2::boolean[], $3::boolean[], $4::text[], $5::int)`,
};

const VISIBLE = {
  name: "visible_search_words",
  text: "SELECT visible_search_words($1::uuid, $2::text[], $3::int) AS words",
};

export const SEARCH = {
  name: "search_messages",
  text: `
    SELECT hits, total, facets
    FROM search_messages(
      $1::uuid, $2::tsquery, $3::tsquery, $4::text, $5::boolean, $6::tsquery, $7::boolean, $8::uuid[], $9::uuid[],
      $10::timestamptz, $11::timestamptz, $12::boolean, $13::real, $14::timestamptz, $15::uuid, $16::int, $17::int,
      $18::boolean, $19::int
    )`,
};

export interface SearchRow {
  readonly hits:
    | readonly {
        readonly messageId: string;
        readonly sentAt: string;
        readonly editedAt: string | null;
        readonly rank: number | null;
      }[]
    | null;
  readonly total: number;
  readonly facets: { readonly [Name in keyof Facets]: Facets[Name] | null } | null;
}

/** `languages`: PostgreSQL's names of those whose stems count. */
export function createPostgresSearch(
  pool: Pool,
  languages: readonly string[],
): SearchEngine & SearchIndex & { readonly markerOf: MarkerOf } {
  const query = createQuery(pool);
  const mark = createMark(query, languages);
  return {
    search: (request) => search(query, languages, mark, request),
    markerOf: (request) => async (texts) => mark((await queryOf(query, languages, request)).sought, texts),
    write: async (messageIds) => {
      for (let done = 0; done < messageIds.length; done += WRITE_MAX)
        await write(query, languages, messageIds.slice(done, done + WRITE_MAX));
    },
    sweep: async () => {
      for (let swept = SWEEP_MAX; swept === SWEEP_MAX;) {
        const [row] = await query<{ swept: number }>(SWEEP, [SWEEP_MAX]);
        swept = row?.swept ?? 0;
      }
    },
  };
}

async function write(query: Query, languages: readonly string[], messageIds: readonly string[]) {
  const messages = await query<SearchedMessage>(READ_MESSAGES, [messageIds]);
  if (messages.length === 0) return;
  const texts = messages.map((message) => textOf(message));
  await query(WRITE, [
    messages.map(({ id }) => id),
    texts.map(({ text }) => joinWords(text)),
    messages.map(({ editedAt }) => editedAt),
    texts.map(({ hasLink }) => hasLink),
    languages,
    texts.map(({ names }) => joinWords(names)),
  ]);
}

async function search(
  query: Query,
  languages: readonly string[],
  mark: Mark,
  request: SearchRequest,
): Promise<SearchAnswer> {
  const { filter, after, order, limit } = request;
  const made = await queryOf(query, languages, request);
  const isByRank = order === "RELEVANCE";
  const enough = request.hasTotal ? TOTAL_MAX : limit;
  const [row] = await query<SearchRow>(SEARCH, [
    request.viewerId,
    made.query,
    made.indexed,
    made.inSegment,
    made.isOrdered,
    made.exact,
    made.isRare,
    filter.conversationIds,
    filter.senderIds,
    filter.from,
    filter.to,
    isByRank,
    after?.rank ?? null,
    after?.sentAt ?? null,
    after?.messageId ?? null,
    limit,
    request.hasFacets || isByRank || after !== null ? HITS_MAX : enough,
    request.hasFacets,
    FACET_VALUES_MAX,
  ]);
  return {
    hits: (row?.hits ?? []).map((hit, index): Hit => ({
      ...hit,
      place: (after === null ? 0 : after.place + 1) + index,
      sentAt: new Date(hit.sentAt),
      editedAt: hit.editedAt === null ? null : new Date(hit.editedAt),
    })),
    total: row?.total ?? 0,
    isTotalExact: (row?.total ?? 0) <= TOTAL_MAX,
    facets: row?.facets == null ? null : facetsOf(row.facets),
    isDegraded: false,
    mark: (texts) => mark(made.sought, texts),
  };
}

async function queryOf(
  query: Query,
  languages: readonly string[],
  request: SearchRequest,
): Promise<TextQuery> {
  const { expansions, near } = await expandText(query, languages, request);
  return writeTextQuery(request, expansions, near);
}

/** What stands for each of its words, and what mistyped ones are tried as. */
export async function expandText(
  query: Query,
  languages: readonly string[],
  { text, viewerId }: Pick<SearchRequest, "text" | "viewerId">,
): Promise<{ readonly expansions: readonly Expansion[]; readonly near: readonly (readonly NearWord[])[] }> {
  const exact = [...text.phrases, ...text.excluded].flat();
  const words = [...text.words, ...exact.map((each) => ({ text: each, isBeginning: null }))];
  if (words.length === 0) return { expansions: [], near: [] };
  const expansions = await query<Expansion>(EXPAND, [
    words.map((word) => word.text),
    words.map((word) => word.isBeginning !== null && slipsAllowed(word.text) > 0),
    words.map(({ isBeginning }) => isBeginning === true),
    languages,
    COMPARED_MAX,
  ]);
  const near: NearWord[][] = [];
  for (const expansion of expansions) near.push(await chooseNear(query, viewerId, nearWords(expansion)));
  return { expansions, near };
}

/** Of many the nearest that the viewer may see: others must not take their places, or what is found would tell of them. */
async function chooseNear(query: Query, viewerId: string, near: readonly NearWord[]): Promise<NearWord[]> {
  if (near.length <= NEAR_MAX) return [...near];
  const rare = near.filter(({ weight }) => weight < COMMON_WEIGHT).map(({ word }) => word);
  const [row] = await query<{ words: string[] }>(VISIBLE, [viewerId, rare, NEAR_MAX]);
  const visible = new Set(row?.words);
  return near.filter(({ word, weight }) => weight >= COMMON_WEIGHT || visible.has(word));
}

function facetsOf(facets: NonNullable<SearchRow["facets"]>): Facets {
  return {
    conversations: facets.conversations ?? [],
    senders: facets.senders ?? [],
    kinds: facets.kinds ?? [],
    months: facets.months ?? [],
  };
}
