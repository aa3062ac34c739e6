/** The search engine Meilisearch: it ranks and counts, and PostgreSQL says what a viewer may find. */
import { Meilisearch } from "meilisearch";
import type { MultiSearchQuery } from "meilisearch";
import type {
  FacetCount,
  Facets,
  Hit,
  MarkerOf,
  ReadSearchScope,
  SearchAnswer,
  SearchEngine,
  SearchFilter,
  SearchRequest,
  SearchScope,
} from "../domain/search/ports.ts";
import { FACET_VALUES_MAX, HITS_MAX, TOTAL_MAX } from "../domain/search/ports.ts";
import { EVERYBODY, INDEX } from "./meilisearchIndex.ts";

/** A search that takes longer is as good as none. */
const SEARCH_MAX_MS = 1_000;
const WRITE_MAX_MS = 10_000;
/**
 * Whose filter would be longer is not searched for here. A filter holds the ids of the viewer's conversations, because
 * memberships change without their messages: documents that named members would be written anew, all of them, whenever
 * somebody joins. Ten thousand ids are a body of 400 KB; those whose beginning is withheld are conditions of their own.
 */
export const SCOPE_MAX = { conversations: 10_000, hidden: 1_000 };
const WITHHELD_MAX = 1_000;

export interface MeilisearchPlace {
  readonly host: string;
  /** Empty where it asks for none. */
  readonly apiKey: string;
}

/** For searches, which nobody waits long for; or for writes. */
export function connectMeilisearch({ host, apiKey }: MeilisearchPlace, use: "SEARCH" | "WRITE"): Meilisearch {
  const timeout = use === "SEARCH" ? SEARCH_MAX_MS : WRITE_MAX_MS;
  return new Meilisearch({ host, timeout, ...(apiKey === "" ? {} : { apiKey }) });
}

/** For what ends when `signal` aborts, waiting for tasks included; and not before. */
export function connectUntil({ host, apiKey }: MeilisearchPlace, signal: AbortSignal): Meilisearch {
  const requestInit: RequestInit = { signal };
  return new Meilisearch({ host, requestInit, ...(apiKey === "" ? {} : { apiKey }) });
}

export interface MeilisearchOptions {
  readonly client: Meilisearch;
  readonly readScope: ReadSearchScope;
  readonly markerOf: MarkerOf;
  /** For whoever may find more than a filter can hold. */
  readonly otherwise: SearchEngine;
}

/** Errors: those of the client, when Meilisearch does not answer; UNAVAILABLE. */
export function createMeilisearchEngine(options: MeilisearchOptions): SearchEngine {
  const { client, readScope, markerOf, otherwise } = options;
  return {
    search: async (request) => {
      const scope = await readScope(request.viewerId, SCOPE_MAX);
      const filter = scope === null ? null : filterOf(request, scope);
      if (filter === null) return otherwise.search(request);
      if (scope?.conversations.length === 0) return { ...NOTHING, mark: markerOf(request) };
      const { results } = await client.multiSearch({ queries: queriesOf(request, filter) });
      return answerOf(request, results as unknown as readonly Found[], markerOf(request));
    },
  };
}

const NOTHING: Omit<SearchAnswer, "mark"> = {
  hits: [],
  total: 0,
  isTotalExact: true,
  facets: null,
  isDegraded: false,
};

interface Found {
  readonly hits: readonly {
    readonly id: string;
    readonly sentAt: number;
    readonly editedAt: number | null;
    readonly _rankingScore?: number;
  }[];
  readonly totalHits?: number;
  readonly facetDistribution?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const FACETS = ["conversationId", "senderId", "kind", "month"];

/** A page; and what is counted, exactly, which a page of its own kind tells. */
function queriesOf(
  { text, order, after, limit, ...wanted }: SearchRequest,
  filter: string,
): MultiSearchQuery[] {
  const common = { indexUid: INDEX, q: text.written, filter, matchingStrategy: "all" as const };
  const offset = after === null ? 0 : after.place + 1;
  const page: MultiSearchQuery = {
    ...common,
    offset,
    limit: Math.min(limit, HITS_MAX - offset),
    showRankingScore: true,
    attributesToRetrieve: ["id", "sentAt", "editedAt"],
    ...(order === "NEWEST" ? { sort: ["sentAt:desc"] } : {}),
  };
  if (!wanted.hasTotal && !wanted.hasFacets) return [page];
  return [page, { ...common, page: 1, hitsPerPage: 0, ...(wanted.hasFacets ? { facets: FACETS } : {}) }];
}

function answerOf(
  { order, after, hasFacets }: SearchRequest,
  [page, counted]: readonly Found[],
  mark: SearchAnswer["mark"],
): SearchAnswer {
  const first = after === null ? 0 : after.place + 1;
  const total = counted?.totalHits ?? 0;
  return {
    hits: (page?.hits ?? []).map((hit, index): Hit => ({
      messageId: hit.id,
      sentAt: new Date(hit.sentAt),
      editedAt: hit.editedAt === null ? null : new Date(hit.editedAt),
      rank: order === "RELEVANCE" ? (hit._rankingScore ?? 0) : null,
      place: first + index,
    })),
    total,
    isTotalExact: total <= TOTAL_MAX,
    facets: hasFacets ? facetsOf(counted?.facetDistribution ?? {}) : null,
    isDegraded: false,
    mark,
  };
}

function facetsOf(found: NonNullable<Found["facetDistribution"]>): Facets {
  const countsOf = (name: string): FacetCount<string>[] =>
    Object.entries(found[name] ?? {}).map(([value, count]) => ({ value, count }));
  const most = (counts: FacetCount<string>[]): FacetCount<string>[] =>
    counts.toSorted((one, other) => other.count - one.count).slice(0, FACET_VALUES_MAX);
  return {
    conversations: most(countsOf("conversationId")),
    senders: most(countsOf("senderId")),
    kinds: most(countsOf("kind")) as readonly FacetCount<Facets["kinds"][number]["value"]>[],
    months: countsOf("month")
      .toSorted((one, other) => (one.value < other.value ? 1 : -1))
      .slice(0, FACET_VALUES_MAX),
  };
}

/** Null where it would be too long. */
function filterOf({ filter, viewerId }: SearchRequest, scope: SearchScope): string | null {
  const wanted = new Set(filter.conversationIds);
  const places = scope.conversations.filter(({ id }) => wanted.size === 0 || wanted.has(id));
  const [whole, withheld] = [
    places.filter(({ fromSeq }) => fromSeq <= 1),
    places.filter(({ fromSeq }) => fromSeq > 1),
  ];
  if (withheld.length > WITHHELD_MAX) return null;
  const where = [
    isIn(
      "conversationId",
      whole.map(({ id }) => id),
    ),
    ...withheld.map(({ id, fromSeq }) => `(conversationId = "${id}" AND seq >= ${fromSeq})`),
  ];
  const blocked = scope.blockedIds.filter((id) => !filter.senderIds.includes(id));
  const parts = [
    `(${where.join(" OR ")})`,
    ...(scope.hiddenIds.length > 0 ? [`NOT ${isIn("id", scope.hiddenIds)}`] : []),
    ...(blocked.length > 0 ? [`NOT ${isIn("senderId", blocked)}`] : []),
    ...narrowing(filter, viewerId),
  ];
  return parts.join(" AND ");
}

function narrowing(filter: SearchFilter, viewerId: string): string[] {
  const parts: string[] = [];
  if (filter.senderIds.length > 0) parts.push(isIn("senderId", filter.senderIds));
  if (filter.kinds.length > 0) parts.push(isIn("kind", filter.kinds));
  if (filter.threadRootId !== null) parts.push(`threadRootId = "${filter.threadRootId}"`);
  if (filter.mentionsViewer) parts.push(isIn("mentions", [viewerId, EVERYBODY]));
  if (filter.hasAttachment) parts.push("hasAttachment = true");
  if (filter.hasLink) parts.push("hasLink = true");
  if (filter.isPinned) parts.push("isPinned = true");
  if (filter.from !== null) parts.push(`sentAt >= ${filter.from.getTime()}`);
  if (filter.to !== null) parts.push(`sentAt < ${filter.to.getTime()}`);
  return parts;
}

function isIn(attribute: string, values: readonly string[]): string {
  return `${attribute} IN [${values.map((value) => `"${value}"`).join(", ")}]`;
}
