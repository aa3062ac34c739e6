/** The composition root: builds one node of Parley from its settings, in order, and takes it down in reverse. */
import type { Logger } from "pino";
import { createAfterwards } from "./auth/afterwards.ts";
import { createDownloads } from "./auth/downloads.ts";
import { createDownloadTokens } from "./auth/downloadTokens.ts";
import { externalIdentityOf } from "./auth/externalIdentity.ts";
import { createPasswords } from "./auth/passwords.ts";
import { loadSecrets } from "./auth/secrets.ts";
import { createSessionGate } from "./auth/sessions.ts";
import { startSessionWatch } from "./auth/sessionWatch.ts";
import { createIdentify } from "./auth/signIn.ts";
import { createTokens } from "./auth/tokens.ts";
import { createUnsubscribes } from "./auth/unsubscribes.ts";
import { within } from "./around.ts";
import type { Around } from "./around.ts";
import type { Config } from "./config.ts";
import type { Accounts } from "./domain/account/ports.ts";
import type { ProfileRow } from "./domain/rows.ts";
import { schema } from "./graph.ts";
import { seedDemo } from "./jobs/seedDemo.ts";
import { createMail } from "./mail/mail.ts";
import { createMediaParts } from "./mediaParts.ts";
import { createMetrics } from "./metrics.ts";
import {
  createBroker,
  createLog,
  startEmbedded,
  createPorts,
  observeStreams,
  withReadings,
} from "./parts.ts";
import { createNotifications } from "./notifications.ts";
import { createProfileNews } from "./realtime/profileNews.ts";
import { createReceipts } from "./realtime/receipts.ts";
import { signalSourcesOf } from "./realtime/feedSignals.ts";
import { createSignalBus } from "./realtime/signalBus.ts";
import { startStreams } from "./realtime/streams.ts";
import { readSessionIds, SESSIONS_TOPIC } from "./realtime/topics.ts";
import type { Context } from "./schema/context.ts";
import { createAudienceContext } from "./schema/audienceContext.ts";
import type { Loaders } from "./schema/loaders.ts";
import { RowLoaders } from "./schema/loaders.ts";
import { newId, NO_ID } from "./lib/ids.ts";
import { createSearchParts } from "./searchParts.ts";
import { startSignals } from "./signals.ts";
import { itemTypeName } from "./schema/streamItems.ts";
import { connectDatabase } from "./storage/database.ts";
import { createMarks, createReadMarkedMembers } from "./storage/marks.sql.ts";
import { migrate } from "./storage/migrate.ts";
import { createPlaces } from "./storage/places.sql.ts";
import { createReadConversationIds, createReadPartners } from "./storage/partners.ts";
import { createReadOwnRows } from "./storage/ownRows.ts";
import { createProfiles } from "./storage/profiles.ts";
import { createReadConversation, createReadEvents } from "./storage/readEvents.ts";
import { refuseDatabase, toUnavailable } from "./storage/unavailable.ts";
import { startWork } from "./work.ts";
import { pushServicesOf } from "./pushPlaces.ts";
import { createHttpServer } from "./transports/http.ts";
import { MEDIA_PATH } from "./transports/media.ts";
import { UNSUBSCRIBE_PATH } from "./transports/unsubscribeRoute.ts";
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
  /** What stands around a part of the node, and so sees, changes or loses what passes between it and the others. */
  readonly around?: Around;
}

/**
 * Starts a node; resolves when it listens. Rejects when something it needs is not there, with nothing left behind.
 * Disposing drains it: at most ten seconds.
 */
export async function createApp(config: Config, overrides: AppOverrides = {}): Promise<App> {
  const log = overrides.log ?? createLog(config);
  const onProgress = overrides.onProgress ?? (() => undefined);
  const around = overrides.around ?? {};
  const logError = (error: unknown): void => log.error({ err: error }, "background work failed");
  await using started = new AsyncDisposableStack();

  const metrics = createMetrics();
  const secrets = await loadSecrets(config);
  const databaseUrl = config.DATABASE_URL ?? (await startEmbedded(config, started, onProgress));
  onProgress("Applying migrations");
  await migrate({ databaseUrl }).catch((error: unknown) => refuseDatabase(databaseUrl, error));
  const database = within(
    around.database,
    started.use(connectDatabase({ databaseUrl, poolMax: config.DATABASE_POOL_MAX, onIdleError: logError })),
  );
  const broker = within(around.broker, started.use(createBroker(config, log)));
  const origin = newId();
  const profiles = createProfiles(database.prisma);
  const places = within(around.places, createPlaces(database.pool));
  const start = await places.readPositions(0n, new Map(), []);
  let { epoch } = start;
  const readEvents = within(around.readEvents, createReadEvents(database.prisma));
  const signals = createSignalBus(broker, logError);
  const { presences, typing } = started.use(
    startSignals({ broker, bus: signals, database, redis: config.redis, onError: logError }),
  );
  const readMembers = createReadMarkedMembers(database.pool);
  const receipts = started.use(createReceipts({ signals, readMembers, onError: logError }));
  const marks = createMarks(database.pool);
  const profileNews = createProfileNews({
    broker,
    profiles,
    readConversationIds: createReadConversationIds(database.prisma),
    onError: logError,
  });
  const streams = started.use(
    startStreams({
      broker,
      origin,
      profiles,
      places,
      poolMax: config.DATABASE_POOL_MAX,
      horizon: start.horizon,
      readConversation: createReadConversation(database.prisma),
      readEvents,
      epoch: () => epoch,
      onEpoch: (now) => {
        log.warn({ epoch: now }, "the log was replaced: all streams begin anew");
        epoch = now;
      },
      observer: observeStreams(metrics),
      onExecuted: () => metrics.sharedExecutions.inc(),
      signals: signalSourcesOf(typing, receipts),
      watchPresence: (userId, userIds) => presences.watch(userId, userIds),
      readPartners: createReadPartners(database.prisma),
      readOwnRows: createReadOwnRows(database.pool, marks),
      profileNews,
      readReceiptsSince: (userId, since) => marks.readAdvanced(userId, since),
      onError: logError,
    }),
  );
  const secret = secrets.accessTokenSecret;
  const { links, uploads, files, media, processing } = started.use(
    await createMediaParts({ config, database, secret, baseUrl: () => publicUrl(), path: MEDIA_PATH, log }),
  );
  const ports = createPorts({
    database,
    broker,
    origin,
    profiles,
    streams,
    marks,
    receipts,
    readEvents,
    around,
    epoch: () => epoch,
    customContentTypes: config.CUSTOM_CONTENT_TYPES,
    pushServices: pushServicesOf(config.push, config.isProduction),
    media: links,
    uploads,
    metrics,
    log,
  });

  const mail = started.use(createMail(config, log));
  const unsubscribeLinks = { secrets, publicUrl: () => publicUrl(), path: UNSUBSCRIBE_PATH };
  const unsubscribes = createUnsubscribes({ db: database.prisma, ...unsubscribeLinks });
  const notifications = createNotifications({
    sendMail: (written) => mail.send(written),
    unsubscribeUrl: unsubscribes.urlOf,
    config,
    database,
    presences,
    publicUrl: () => publicUrl(),
    metrics,
    log,
    onError: logError,
  });
  const {
    search,
    fileSearch,
    consumer: searchConsumer,
    startMirror,
  } = createSearchParts(config, database, log);
  const consumers = within(around.consumers, [searchConsumer, notifications.consumer]);

  const gate = createSessionGate({ db: database.prisma });
  const tokens = createTokens(config, secrets);
  const passwords = createPasswords();
  const afterwards = started.use(createAfterwards({ log }));
  const limits = started.use(createRateLimits(config, log));
  const identify = createIdentify({ tokens, gate, external: externalIdentityOf(config, database.prisma) });
  const accounts: Accounts = {
    db: database.prisma,
    tokens,
    passwords,
    identify: (accessToken) => identify(`Bearer ${accessToken}`),
    sendMail: (written) => mail.send(written),
    afterwards: afterwards.run,
    onSessionsRevoked: (sessionIds) => {
      endSessions(sessionIds);
      broker.publish(SESSIONS_TOPIC, JSON.stringify(sessionIds)).catch(logError);
    },
    refreshTokenTtlMs: config.REFRESH_TOKEN_TTL_SECONDS * 1000,
    refreshRetryWindowMs: config.REFRESH_RETRY_WINDOW_SECONDS * 1000,
    get publicUrl() {
      return publicUrl();
    },
  };
  const downloads = createDownloads({
    db: database.prisma,
    tokens: createDownloadTokens(config, secrets),
    identify,
    gate,
    publicUrl: () => accounts.publicUrl,
  });
  const common = {
    db: database.prisma,
    ports,
    accounts,
    streams,
    presences,
    typing,
    downloads,
    onProfileChanged: (profile: ProfileRow) => profileNews.announce(profile),
    search,
    fileSearch,
    limits,
    operationBounds: { cost: config.LIMIT_QUERY_COST, depth: config.LIMIT_QUERY_DEPTH },
    log,
  };
  const createLoaders = (viewerId: string = NO_ID): Loaders => new RowLoaders(database.prisma, viewerId);
  onProgress("Starting the server");
  const server = started.use(
    createHttpServer({
      config,
      schema,
      log,
      media,
      metrics: withReadings(metrics, { database, streams, consumers, notifications }),
      checks: [
        { name: "postgres", isNeeded: true, check: () => database.pool.query("SELECT 1") },
        { name: config.redis === null ? "memory" : "redis", isNeeded: false, check: () => broker.ping() },
      ],
      ports: {
        identify,
        assertLive: (viewer) => gate.assertLive(viewer),
        onConnected: ({ userId }) => presences.connect(userId),
        explain: toUnavailable,
        chargeRequest: (address) => limits.charge("request", address),
        unsubscribe: unsubscribes.end,
        openExport: (exportId, credentials) => downloads.open(exportId, credentials),
        createContext: ({ requestId, viewer, client, connection, log: operationLog }): Context => ({
          ...common,
          requestId,
          viewer,
          client,
          connection,
          log: operationLog,
          onRefused: (error, mutation) => {
            metrics.refusals.inc({ code: error.code });
            operationLog.info({ code: error.code, mutation }, `refused: ${error.message}`);
          },
          loaders: createLoaders(viewer?.userId),
          createLoaders: () => createLoaders(viewer?.userId),
          isShared: false,
        }),
        itemTypeName,
        createAudienceContext: (audience) => createAudienceContext(common, profiles, audience),
      },
    }),
  );
  const publicUrl = (): string => config.PUBLIC_URL ?? url;
  const endSessions = (sessionIds: readonly string[]): void => {
    gate.revoke(sessionIds);
    server.endSessions(sessionIds);
  };
  started.use(
    startSessionWatch({
      db: database.prisma,
      hasOpen: () => server.hasOpen(),
      onEnded: endSessions,
      onError: logError,
    }),
  );
  const { process: processMedia } = processing;
  const behind = { consumers, startMirror, notifications, around, metrics, log };
  started.use(startWork(config, { database, ports, files, processMedia, ...behind }));
  void broker.subscribe(SESSIONS_TOPIC, (payload) => endSessions(readSessionIds(payload))).catch(logError);

  const demoPorts = { ...ports, tokens, presences, files: media };
  const hasSeeded = config.seedsDemo && (await seedDemo({ ports: demoPorts, passwords, log }));
  const url = await server.listen();
  const kept = started.move();
  return { url, databaseUrl, hasSeeded, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
