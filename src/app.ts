/** The composition root: builds one node of Parley from its settings, in order, and takes it down in reverse. */
import { pino } from "pino";
import type { Logger } from "pino";
import { createAfterwards } from "./auth/afterwards.ts";
import { createExternalIdentity } from "./auth/externalIdentity.ts";
import { createPasswords } from "./auth/passwords.ts";
import { loadSecrets } from "./auth/secrets.ts";
import { createSessionGate } from "./auth/sessions.ts";
import { startSessionWatch } from "./auth/sessionWatch.ts";
import { createIdentify } from "./auth/signIn.ts";
import { createTokens } from "./auth/tokens.ts";
import type { Config } from "./config.ts";
import { admitExternalUser } from "./domain/account/admitExternalUser.ts";
import type { Accounts } from "./domain/account/ports.ts";
import type { Ports } from "./domain/ports.ts";
import { schema } from "./graph.ts";
import { seedDemo } from "./jobs/seedDemo.ts";
import { createConsoleMail } from "./mail/console.ts";
import { createMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { createMemoryBroker } from "./realtime/broker.memory.ts";
import { createRedisBroker } from "./realtime/broker.redis.ts";
import type { Broker } from "./realtime/broker.ts";
import { createRelay } from "./realtime/relay.ts";
import { startStreams } from "./realtime/streams.ts";
import { SESSIONS_TOPIC } from "./realtime/topics.ts";
import type { Context } from "./schema/context.ts";
import { createLoaders } from "./schema/loaders.ts";
import { NO_ID } from "./schema/nodeId.ts";
import { createConversationLog } from "./storage/conversationLog.ts";
import { connectDatabase } from "./storage/database.ts";
import type { Database } from "./storage/database.ts";
import { startEmbeddedPostgres } from "./storage/embeddedPostgres.ts";
import { readEpoch } from "./storage/epoch.ts";
import { migrate } from "./storage/migrate.ts";
import { createPlaces } from "./storage/places.sql.ts";
import { createReadEvents } from "./storage/readEvents.ts";
import { createSendMessage } from "./storage/sendMessages.sql.ts";
import { readHorizonAge } from "./storage/horizon.ts";
import { isPassing, toUnavailable } from "./storage/unavailable.ts";
import { createHttpServer } from "./transports/http.ts";
import { createRateLimits } from "./auth/rateLimits.ts";

export interface App extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  readonly databaseUrl: string;
  /** Whether this start made the demo people. */
  readonly hasSeeded: boolean;
}

export interface AppOverrides {
  readonly log?: Logger;
  /** Told of each step of the start, in a few words. */
  readonly onProgress?: (step: string) => void;
}

/**
 * Starts a node; resolves when it listens. Rejects when something it needs is not there, with nothing left behind.
 * Disposing drains it: at most ten seconds.
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config);
  const onProgress = overrides.onProgress ?? (() => undefined);
  const logError = (error: unknown): void => log.error({ err: error }, "background work failed");
  await using started = new AsyncDisposableStack();

  const metrics = createMetrics();
  const secrets = await loadSecrets(config);
  const databaseUrl = config.DATABASE_URL ?? (await startEmbedded(config, started, onProgress));
  onProgress("Applying migrations");
  await migrate({ databaseUrl }).catch((error: unknown) => refuseDatabase(databaseUrl, error));
  const database = started.use(
    connectDatabase({ databaseUrl, poolMax: config.DATABASE_POOL_MAX, onIdleError: logError }),
  );
  const epoch = await readEpoch(database.pool);

  const broker = started.use(createBroker(config, log));
  const streams = started.use(
    startStreams({
      broker,
      places: createPlaces(database.pool),
      readEvents: createReadEvents(database.prisma),
      epoch: () => epoch,
      observer: {
        delivered: (event, isLive) => {
          metrics.deliveries.inc();
          if (isLive) metrics.deliveryLagSeconds.observe((Date.now() - event.occurredAt.getTime()) / 1000);
        },
        replayed: () => metrics.replays.inc(),
      },
      onError: logError,
    }),
  );
  const ports = createPorts(database, broker, () => epoch, metrics, log);

  const gate = createSessionGate({ db: database.prisma });
  const tokens = createTokens(config, secrets);
  const passwords = createPasswords();
  const afterwards = started.use(createAfterwards({ log }));
  const limits = started.use(createRateLimits(config, log));
  const accounts: Accounts = {
    db: database.prisma,
    tokens,
    passwords,
    sendMail: createConsoleMail(log),
    afterwards: afterwards.run,
    onSessionsRevoked: (sessionIds) => {
      endSessions(sessionIds);
      broker.publish(SESSIONS_TOPIC, JSON.stringify(sessionIds)).catch(logError);
    },
    refreshTokenTtlMs: config.REFRESH_TOKEN_TTL_SECONDS * 1000,
    refreshRetryWindowMs: config.REFRESH_RETRY_WINDOW_SECONDS * 1000,
    get publicUrl() {
      return config.PUBLIC_URL ?? url;
    },
  };
  const external =
    config.AUTH_JWKS_URL === null
      ? null
      : createExternalIdentity({
          jwksUrl: config.AUTH_JWKS_URL,
          issuer: config.AUTH_ISSUER,
          audience: config.AUTH_AUDIENCE,
          admit: (person) => admitExternalUser(database.prisma, person),
        });

  onProgress("Starting the server");
  const server = started.use(
    createHttpServer({
      config,
      schema,
      log,
      metrics: withReadings(metrics, database, streams),
      checks: [
        { name: "postgres", isNeeded: true, check: () => database.pool.query("SELECT 1") },
        { name: config.REDIS_URL === null ? "memory" : "redis", isNeeded: false, check: () => broker.ping() },
      ],
      ports: {
        identify: createIdentify({ tokens, gate, external }),
        assertLive: (viewer) => gate.assertLive(viewer),
        explain: toUnavailable,
        chargeRequest: (address) => limits.charge("request", address),
        createContext: ({ requestId, viewer, client, log: operationLog }): Context => ({
          requestId,
          viewer,
          client,
          log: operationLog,
          onRefused: (error, mutation) => {
            metrics.refusals.inc({ code: error.code });
            operationLog.info({ code: error.code, mutation }, `refused: ${error.message}`);
          },
          db: database.prisma,
          ports,
          accounts,
          streams,
          limits,
          operationBounds: { cost: config.LIMIT_QUERY_COST, depth: config.LIMIT_QUERY_DEPTH },
          loaders: createLoaders(database.prisma, viewer?.userId ?? NO_ID),
        }),
      },
    }),
  );
  const endSessions = (sessionIds: readonly string[]): void => {
    gate.revoke(sessionIds);
    server.endSessions(sessionIds);
  };
  started.use(
    startSessionWatch({
      db: database.prisma,
      openSessionIds: () => server.sessionIds(),
      onEnded: endSessions,
      onError: logError,
    }),
  );
  void broker.subscribe(SESSIONS_TOPIC, (payload) => endSessions(readSessionIds(payload))).catch(logError);

  const hasSeeded = config.seedsDemo && (await seedDemo({ ports, passwords }));
  const url = await server.listen();
  const kept = started.move();
  return { url, databaseUrl, hasSeeded, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function createLog(config: Config): Logger {
  return pino({ level: config.LOG_LEVEL, base: { service: "parley" } }, pino.destination(2));
}

async function startEmbedded(
  config: Config,
  started: AsyncDisposableStack,
  onProgress: (step: string) => void,
): Promise<string> {
  return started.use(await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress })).databaseUrl;
}

/** A database that is not there, in one sentence; a migration that failed says so itself. */
function refuseDatabase(databaseUrl: string, error: unknown): never {
  if (!isPassing(error)) throw error;
  const { hostname, port, pathname } = new URL(databaseUrl);
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(
    `DATABASE_URL names ${hostname}:${port || 5432}${pathname}, which does not answer (${reason}).`,
    {
      cause: error,
    },
  );
}

function createBroker(config: Config, log: Logger): Broker {
  const onListenerError = (error: unknown): void =>
    log.error({ err: error }, "a publication was not understood");
  if (config.REDIS_URL === null) return createMemoryBroker(onListenerError);
  return createRedisBroker({
    redisUrl: config.REDIS_URL,
    onListenerError,
    onConnectionError: (error) => log.warn({ err: error }, "Redis is not reachable"),
  });
}

function createPorts(
  database: Database,
  broker: Broker,
  epoch: () => string,
  metrics: Metrics,
  log: Logger,
): Ports {
  const db = database.prisma;
  const relay = createRelay({
    broker,
    onLost: (count, error) => {
      log.warn({ err: error, count }, "publications were lost; followers elsewhere read on from the table");
    },
    readMemberIds: async (conversationId) => {
      const members = await db.member.findMany({ where: { conversationId }, select: { userId: true } });
      return members.map((member) => member.userId);
    },
  });
  const send = createSendMessage(database.pool, relay);
  return {
    db,
    epoch,
    log: createConversationLog(db, relay),
    readEvents: createReadEvents(db),
    sendMessage: async (message) => {
      const sent = await send(message);
      metrics.sends.inc({ outcome: sent.outcome });
      return sent;
    },
  };
}

/** The metrics, with what is read only when somebody looks. */
function withReadings(metrics: Metrics, database: Database, streams: { feedCount(): number }): Metrics {
  return {
    ...metrics,
    render: async () => {
      metrics.feeds.set(streams.feedCount());
      metrics.horizonAgeSeconds.set(await readHorizonAge(database.pool).catch(() => Number.NaN));
      return metrics.render();
    },
  };
}

function readSessionIds(payload: string): string[] {
  const ids: unknown = JSON.parse(payload);
  return Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
}
