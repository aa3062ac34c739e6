/** Parts of a node that are joined of several folders; `app.ts` joins them with the rest. */
import { pino } from "pino";
import type { Logger } from "pino";
import { within } from "./around.ts";
import type { Around } from "./around.ts";
import type { Config } from "./config.ts";
import type { MediaLinks, Uploads } from "./domain/attachment/ports.ts";
import type { Consumer } from "./domain/consumer/ports.ts";
import { hasRules, judgeMessage } from "./domain/contentRule/judgeMessage.ts";
import type { SendRules } from "./domain/contentRule/ports.ts";
import { RuleBook } from "./domain/contentRule/ruleBook.ts";
import type { Ports, Profiles, ReadEvents } from "./domain/ports.ts";
import type { Marks, Receipts } from "./domain/receipts/ports.ts";
import type { Metrics } from "./metrics.ts";
import { createMemoryBroker } from "./realtime/broker.memory.ts";
import { createRedisBroker } from "./realtime/broker.redis.ts";
import type { Broker } from "./realtime/broker.ts";
import type { StreamObserver } from "./realtime/followConversation.ts";
import { createRelay } from "./realtime/relay.ts";
import type { RunningStreams } from "./realtime/streams.ts";
import { readConsumerLag } from "./storage/consumers.sql.ts";
import { createConversationLog } from "./storage/conversationLog.ts";
import type { Database } from "./storage/database.ts";
import { createSaveDraft } from "./storage/drafts.sql.ts";
import { startEmbeddedPostgres } from "./storage/embeddedPostgres.ts";
import { createDataExportPorts } from "./storage/exportPages.sql.ts";
import { readHorizonAge } from "./storage/horizon.ts";
import { createSendMessage } from "./storage/sendMessages.sql.ts";
import { createSaveSettings } from "./storage/settings.sql.ts";

/** JSON lines on standard error. */
export function createLog(config: Config): Logger {
  return pino({ level: config.LOG_LEVEL, base: { service: "parley" } }, pino.destination(2));
}

/** The database that Parley brings; answers its URL. */
export async function startEmbedded(
  config: Config,
  started: AsyncDisposableStack,
  onProgress: (step: string) => void,
): Promise<string> {
  return started.use(await startEmbeddedPostgres({ dataDir: config.dataDir, onProgress })).databaseUrl;
}

export function createBroker(config: Config, log: Logger): Broker {
  const onListenerError = (error: unknown): void =>
    log.error({ err: error }, "a publication was not understood");
  if (config.redis === null) return createMemoryBroker(onListenerError);
  return createRedisBroker({
    redis: config.redis,
    onListenerError,
    onConnectionError: (error) => log.warn({ err: error }, "Redis is not reachable"),
    onRefused: (error) => log.error({ err: error }, "Redis denies topics; the table is read in their place"),
  });
}

interface PortsOptions {
  readonly database: Database;
  readonly broker: Broker;
  readonly origin: string;
  readonly profiles: Profiles;
  readonly streams: RunningStreams;
  readonly marks: Marks;
  readonly receipts: Receipts;
  readonly readEvents: ReadEvents;
  readonly around: Around;
  readonly epoch: () => string;
  readonly customContentTypes: readonly string[];
  readonly pushServices: Ports["pushServices"];
  readonly media: MediaLinks;
  readonly uploads: Uploads;
  readonly metrics: Metrics;
  readonly log: Logger;
}

export function createPorts(options: PortsOptions): Ports {
  const { database, around, metrics, log, epoch, readEvents, marks, receipts } = options;
  const db = database.prisma;
  const relay = createRelay({
    ...options,
    offer: (event) => options.streams.offer(event),
    onLost: (count, error) => {
      log.warn({ err: error, count }, "publications were lost; followers elsewhere read on from the table");
    },
    readMemberIds: async (conversationId) => {
      const members = await db.member.findMany({ where: { conversationId }, select: { userId: true } });
      return members.map((member) => member.userId);
    },
  });
  const onCommitted = within(around.relay, relay);
  const contentRules = new RuleBook();
  const rules: SendRules = {
    holdIn: (conversationId) => hasRules(contentRules.known(conversationId)),
    judge: (message, circumstances) =>
      judgeMessage(contentRules.known(message.conversationId), message, circumstances),
    learn: (conversationId) => contentRules.learn(db, conversationId),
  };
  const send = within(around.sendMessage, createSendMessage(database.pool, onCommitted, rules));
  return {
    db,
    epoch,
    contentRules,
    log: createConversationLog(db, onCommitted),
    readEvents,
    marks,
    receipts,
    customContentTypes: options.customContentTypes,
    pushServices: options.pushServices,
    media: options.media,
    uploads: options.uploads,
    onRemoved: (reason, count) => metrics.removedMessages.inc({ reason }, count),
    saveSettings: createSaveSettings(database.pool),
    saveDraft: createSaveDraft(database.pool),
    exports: createDataExportPorts(database.pool),
    sendMessage: async (message) => {
      const sent = await send(message);
      metrics.sends.inc({ outcome: sent.outcome });
      return sent;
    },
  };
}

/** Counts what streams deliver and replay. */
export function observeStreams(metrics: Metrics): StreamObserver {
  return {
    delivered: (event, isLive, count) => {
      metrics.deliveries.inc(count);
      if (isLive) metrics.deliveryLagSeconds.observe((Date.now() - event.occurredAt.getTime()) / 1000);
    },
    replayed: () => metrics.replays.inc(),
  };
}

/** The metrics, with what is read only when somebody looks. */
export function withReadings(
  metrics: Metrics,
  {
    database,
    streams,
    consumers,
    notifications,
  }: {
    readonly database: Database;
    readonly streams: { feedCount(): number };
    readonly consumers: readonly Consumer[];
    readonly notifications: { readWaiting(): Promise<void> };
  },
): Metrics {
  return {
    ...metrics,
    render: async () => {
      metrics.feeds.set(streams.feedCount());
      metrics.horizonAgeSeconds.set(await readHorizonAge(database.pool).catch(() => Number.NaN));
      await notifications.readWaiting();
      for (const consumer of consumers) {
        const lag = await readConsumerLag(database.pool, consumer).catch(() => Number.NaN);
        metrics.consumerLagSeconds.set({ consumer: consumer.name }, lag);
      }
      return metrics.render();
    },
  };
}
