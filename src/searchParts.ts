/** Builds search for `app.ts`: the engine that is asked, and what keeps the index. */
import type { Logger } from "pino";
import type { Config } from "./config.ts";
import type { Consumer } from "./domain/consumer/ports.ts";
import type { FileSearch } from "./domain/search/files.ts";
import type { SearchEngine } from "./domain/search/ports.ts";
import { connectMeilisearch, connectUntil, createMeilisearchEngine } from "./search/engine.meilisearch.ts";
import { isWhole } from "./search/meilisearchIndex.ts";
import { startMirror, withOutbox, withoutOutbox } from "./search/mirror.ts";
import { withFallback } from "./search/withFallback.ts";
import { createSearchConsumer } from "./search/consumer.ts";
import type { Database } from "./storage/database.ts";
import { createReadSearchScope, createSearchOutbox } from "./storage/searchOutbox.sql.ts";
import { createFileSearch } from "./storage/searchFiles.sql.ts";
import { createPostgresSearch } from "./storage/search.sql.ts";

const SAY_AGAIN_MS = 60_000;

export interface SearchParts {
  readonly search: SearchEngine;
  /** PostgreSQL's, whatever else is set. */
  readonly fileSearch: FileSearch;
  readonly consumer: Consumer;
  /** Null where there is no other engine to tell. */
  readonly startMirror: (() => AsyncDisposable) | null;
}

/** Search in messages and files, and what keeps its index. */
export function createSearchParts(
  config: Pick<Config, "SEARCH_LANGUAGES" | "MEILISEARCH_URL" | "MEILISEARCH_KEY" | "MEILISEARCH_SEARCH_KEY">,
  { pool, backgroundPool }: Database,
  log: Logger,
): SearchParts {
  const postgres = createPostgresSearch(pool, config.SEARCH_LANGUAGES);
  const fileSearch = createFileSearch(pool, config.SEARCH_LANGUAGES);
  const index = createPostgresSearch(backgroundPool, config.SEARCH_LANGUAGES);
  const outbox = createSearchOutbox(backgroundPool);
  if (config.MEILISEARCH_URL === null) {
    const consumer = createSearchConsumer(withoutOutbox(index, outbox));
    return { search: postgres, fileSearch, consumer, startMirror: null };
  }
  const writing = { host: config.MEILISEARCH_URL, apiKey: config.MEILISEARCH_KEY };
  const searching = { ...writing, apiKey: config.MEILISEARCH_SEARCH_KEY || config.MEILISEARCH_KEY };
  const client = connectMeilisearch(searching, "SEARCH");
  return {
    fileSearch,
    search: withFallback({
      first: createMeilisearchEngine({
        client,
        readScope: createReadSearchScope(pool),
        markerOf: postgres.markerOf,
        otherwise: postgres,
      }),
      second: postgres,
      isReady: async () => isWhole(client, await createSearchOutbox(pool).readState("meilisearch")),
      onNotReady: () =>
        log.warn("Meilisearch has not all messages, and PostgreSQL answers: npm run search:reindex"),
      onFailed: createAbsenceLog(log),
    }),
    consumer: createSearchConsumer(withOutbox(index, outbox)),
    startMirror: () =>
      startMirror({
        connect: (signal) => connectUntil(writing, signal),
        outbox,
        onFailed: createAbsenceLog(log),
        onRefused: (messageIds, error) =>
          log.error({ err: error, messageIds }, "Meilisearch refuses a message, which it does not find"),
      }),
  };
}

/** For one who asks it again every few seconds: the same failure is said once a minute, whatever the numbers in it. */
function createAbsenceLog(log: Logger): (error: unknown) => void {
  const said = { message: "", until: 0 };
  return (error) => {
    const message = String(error).replaceAll(/\d+/g, "0");
    if (message === said.message && Date.now() < said.until) return;
    Object.assign(said, { message, until: Date.now() + SAY_AGAIN_MS });
    log.warn({ err: error }, "Meilisearch is not reachable");
  };
}
