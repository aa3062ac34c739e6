/** A worker of notifications beside a test's server: it decides and sends with connections of its own. */
import type { Pool } from "pg";
import type { PushProvider } from "../../src/domain/notification/ports.ts";
import type { Whereabouts } from "../../src/domain/presence/ports.ts";
import { createMetrics } from "../../src/metrics.ts";
import { createNotifications } from "../../src/notifications.ts";
import { startPipe } from "../../src/pipe/pipe.ts";
import { createConsumerStore } from "../../src/storage/consumers.sql.ts";
import { connectDatabase } from "../../src/storage/database.ts";

export interface WorkerOptions {
  readonly providers: readonly PushProvider[];
  readonly delayMs?: number;
  readonly whereabouts?: ReadonlyMap<string, Whereabouts>;
  readonly onError?: (error: unknown) => void;
  /** Statements that the database ends when they have taken too long. */
  readonly timesOut?: (text: string) => boolean;
}

const nothing = (): void => undefined;

export function startWorker(
  { databaseUrl, url }: { readonly databaseUrl: string; readonly url: string },
  { providers, delayMs = 0, whereabouts = new Map(), onError = nothing, timesOut }: WorkerOptions,
): AsyncDisposable {
  const work = new AsyncDisposableStack();
  const database = work.use(connectDatabase({ databaseUrl, poolMax: 6, onIdleError: nothing }));
  const notifications = createNotifications({
    config: { PUSH_DELAY_MS: delayMs, EMAIL_DIGEST_AFTER_MINUTES: 60, CLIENT_URL: null },
    database:
      timesOut === undefined
        ? database
        : { ...database, backgroundPool: impatient(database.backgroundPool, timesOut) },
    presences: { readWhereabouts: () => Promise.resolve(whereabouts) },
    publicUrl: () => url,
    sendMail: () => Promise.resolve(),
    unsubscribeUrl: () => url,
    metrics: createMetrics(),
    log: { warn: nothing },
    onError,
  });
  work.use(notifications.startSending(providers));
  work.use(
    startPipe({
      store: createConsumerStore(database.pool),
      consumers: [notifications.consumer],
      onTold: nothing,
      onFailed: (_name, error) => onError(error),
    }),
  );
  return work;
}

/** A pool whose statements may take too long. */
export function impatient(pool: Pool, timesOut: (text: string) => boolean): Pool {
  const query = (statement: { readonly text: string }) =>
    timesOut(statement.text)
      ? Promise.reject(
          Object.assign(new Error("canceling statement due to statement timeout"), { code: "57014" }),
        )
      : pool.query(statement);
  return new Proxy(pool, {
    get: (target, name) => (name === "query" ? query : (Reflect.get(target, name) as unknown)),
  });
}
