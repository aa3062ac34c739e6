/** What the scenes of this folder have in common: an index that follows the log, and people who search. */
import type { Meilisearch } from "meilisearch";
import { createSearchConsumer } from "../../src/search/consumer.ts";
import { connectMeilisearch } from "../../src/search/engine.meilisearch.ts";
import { reindexMeilisearch } from "../../src/search/reindex.ts";
import { tellPending } from "../../src/search/tell.ts";
import { withOutbox } from "../../src/search/mirror.ts";
import type { Consumer, LoggedEvent } from "../../src/domain/consumer/ports.ts";
import type { SearchIndex, SearchOutbox } from "../../src/domain/search/ports.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createSearchOutbox } from "../../src/storage/searchOutbox.sql.ts";
import { createPostgresSearch } from "../../src/storage/search.sql.ts";
import { asks } from "../privacy/scene.ts";
import type { Person } from "../support/people.ts";

/** The index of a database, as the consumer keeps it. */
export interface Indexing extends AsyncDisposable {
  /** Hands the consumer what has been logged since the last time. */
  catchUp(): Promise<void>;
  readonly index: SearchIndex;
  readonly outbox: SearchOutbox;
  readonly client: Meilisearch | null;
}

export interface MeilisearchPlace {
  readonly host: string;
  readonly apiKey: string;
}

/** Also tells Meilisearch, where there is one. */
export function followLog(
  {
    databaseUrl,
    meilisearch = null,
  }: { readonly databaseUrl: string; readonly meilisearch?: MeilisearchPlace | null },
  languages: readonly string[] = ["english"],
): Indexing {
  const database = connectDatabase({ databaseUrl, poolMax: 2, onIdleError: () => undefined });
  const outbox = createSearchOutbox(database.pool);
  const postgres = createPostgresSearch(database.pool, languages);
  const index = meilisearch === null ? postgres : withOutbox(postgres, outbox);
  const client = meilisearch === null ? null : connectMeilisearch(meilisearch, "WRITE");
  const consumer: Consumer = createSearchConsumer(index);
  const known = new Set<string>();
  return {
    index,
    outbox,
    client,
    catchUp: async () => {
      const { rows } = await database.pool.query<LoggedEvent>(
        `SELECT conversation_id AS "conversationId", seq, kind, actor_id AS "actorId", payload, occurred_at AS "occurredAt"
         FROM event WHERE kind::text = ANY($1) ORDER BY xid, conversation_id, seq`,
        [consumer.kinds],
      );
      const news = rows.filter(({ conversationId, seq }) => !known.has(`${conversationId}:${seq}`));
      for (const { conversationId, seq } of news) known.add(`${conversationId}:${seq}`);
      await consumer.handle(news, new AbortController().signal);
      if (client !== null)
        while (
          await tellPending(
            () => client,
            outbox,
            () => undefined,
          )
        );
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Makes the index of Meilisearch, which has all messages then. */
export async function makeReady(client: Meilisearch, outbox: SearchOutbox): Promise<number> {
  const silent = (): void => undefined;
  return reindexMeilisearch(client, outbox, new AbortController().signal, silent, silent);
}

export interface Search {
  readonly edges: readonly {
    readonly cursor: string;
    readonly rank: number | null;
    readonly highlights: readonly Highlight[];
    readonly node: { readonly id: string; readonly body: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly total: { readonly count: number; readonly isExact: boolean };
  readonly facets: {
    readonly conversations: readonly {
      readonly conversation: { readonly id: string } | null;
      readonly count: number;
    }[];
    readonly senders: readonly { readonly sender: { readonly username: string }; readonly count: number }[];
    readonly kinds: readonly { readonly kind: string; readonly count: number }[];
    readonly months: readonly { readonly month: string; readonly count: number }[];
  };
  readonly isDegraded: boolean;
}

export interface Highlight {
  readonly text: string;
  readonly offset: number;
  readonly ranges: readonly { readonly start: number; readonly end: number }[];
}

const SEARCH = `
  query ($query: String!, $filter: MessageSearchFilter, $sort: MessageSearchOrder, $first: Int, $after: String) {
    searchMessages(query: $query, filter: $filter, sort: $sort, first: $first, after: $after) {
      edges { cursor rank highlights { text offset ranges { start end } } node { id body } }
      pageInfo { hasNextPage endCursor }
      total { count isExact }
      facets {
        conversations { conversation { id } count } senders { sender { username } count }
        kinds { kind count } months { month count }
      }
      isDegraded
    }
  }`;

export async function searches(person: Person, query: string, more: object = {}): Promise<Search> {
  const { searchMessages } = await asks<{ searchMessages: Search }>(person, SEARCH, { query, ...more });
  return searchMessages;
}

/** The bodies that are found, in order; and that the total says as many. */
export async function finds(
  person: Person,
  query: string,
  filter: object = {},
  sort?: string,
): Promise<string[]> {
  const { edges, total } = await searches(person, query, { filter, ...(sort && { sort }), first: 100 });
  const bodies = edges.map(({ node }) => node.body);
  if (total.count !== bodies.length) throw new Error(`${total.count} are said to be ${bodies.join(", ")}.`);
  return bodies;
}

/** What a highlight marks. */
export function marked({ text, ranges }: Highlight): string[] {
  return ranges.map(({ start, end }) => text.slice(start, end));
}
