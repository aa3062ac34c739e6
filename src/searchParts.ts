/** Builds search for `app.ts`: the engine that is asked, and what keeps the index. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Consumer } from "./domain/consumer/ports.ts";
import type { SearchEngine } from "./domain/search/ports.ts";
import { connectMeilisearch, createMeilisearchEngine } from "./search/engine.meilisearch.ts";
import { VERSION } from "./search/meilisearchIndex.ts";
import { startMirror, withOutbox } from "./search/mirror.ts";
import { withFallback } from "./search/withFallback.ts";
import { createSearchConsumer } from "./search/consumer.ts";
import type { Database } from "./storage/database.ts";
import { createReadSearchScope, createSearchOutbox } from "./storage/searchOutbox.sql.ts";
import { createPostgresSearch } from "./storage/search.sql.ts";

export interface SearchParts {
  readonly search: SearchEngine;
  readonly consumer: Consumer;
  /** Null where there is no other engine to tell. */
  readonly startMirror: (() => AsyncDisposable) | null;
}

/** Search in messages, and what keeps its index. */
export function createSearchParts(
  config: Pick<Config, "SEARCH_LANGUAGES" | "MEILISEARCH_URL" | "MEILISEARCH_KEY">,
  { pool }: Database,
  log: Logger,
): SearchParts {
  const postgres = createPostgresSearch(pool, config.SEARCH_LANGUAGES);
  if (config.MEILISEARCH_URL === null)
    return { search: postgres, consumer: createSearchConsumer(postgres), startMirror: null };
  const outbox = createSearchOutbox(pool);
  const place = { host: config.MEILISEARCH_URL, apiKey: config.MEILISEARCH_KEY };
  const onFailed = (error: unknown): void => log.warn({ err: error }, "Meilisearch is not reachable");
  const meilisearch = createMeilisearchEngine({
    client: connectMeilisearch(place, "SEARCH"),
    readScope: createReadSearchScope(pool),
    markerOf: postgres.markerOf,
    otherwise: postgres,
  });
  return {
    search: withFallback({
      first: meilisearch,
      second: postgres,
      isReady: async () => (await outbox.readState()).version === VERSION,
      onFailed,
    }),
    consumer: createSearchConsumer(withOutbox(postgres, outbox)),
    startMirror: () => startMirror({ client: connectMeilisearch(place, "WRITE"), outbox, onFailed }),
  };
}
