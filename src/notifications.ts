/** Builds notifications for `app.ts`: who is notified of what, and what brings it to devices. */
import type { Config } from "./config.ts";
import type { Consumer } from "./domain/consumer/ports.ts";
import type { Mail } from "./domain/account/ports.ts";
import { sendDigests } from "./domain/notification/digest.ts";
import { createDigestStore } from "./storage/digests.sql.ts";
import { createNotificationConsumer } from "./domain/notification/consumer.ts";
import type { PushProvider } from "./domain/notification/ports.ts";
import type { Links } from "./domain/notification/preparePush.ts";
import type { Presences } from "./domain/presence/ports.ts";
import type { NotificationReason, NotificationState } from "./domain/rows.ts";
import type { Metrics } from "./metrics.ts";
import { encodeNodeId } from "./schema/nodeId.ts";
import { createRefusalLog } from "./push/refusals.ts";
import type { RefusalLog } from "./push/refusals.ts";
import { startSender } from "./push/sender.ts";
import type { Database } from "./storage/database.ts";
import { createDecisionStore } from "./storage/decisions.sql.ts";
import { createPushStore } from "./storage/pushes.sql.ts";

/** From one push of a conversation to the next, where nothing is urgent: what comes meanwhile is told of together. */
const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

export interface NotificationsOptions {
  readonly config: Pick<Config, "PUSH_DELAY_MS" | "EMAIL_DIGEST_AFTER_MINUTES" | "CLIENT_URL">;
  readonly database: Database;
  readonly presences: Pick<Presences, "readWhereabouts">;
  readonly publicUrl: () => string;
  readonly sendMail: (mail: Mail) => Promise<void>;
  readonly unsubscribeUrl: (userId: string) => string;
  readonly metrics: Metrics;
  readonly log: RefusalLog;
  readonly onError: (error: unknown) => void;
}

export interface Notifications {
  /** Decides. */
  readonly consumer: Consumer;
  /** Begins to send; the providers are disposed with it. */
  startSending(providers: readonly PushProvider[]): AsyncDisposable;
  /** Mails what is due of what stays unread. */
  sendDigests(signal: AbortSignal): Promise<void>;
  /** Reads how much waits into the metrics. */
  readWaiting(): Promise<void>;
}

export function createNotifications(options: NotificationsOptions): Notifications {
  const { config, database, presences, metrics, onError } = options;
  const store = createPushStore(database.backgroundPool);
  const delayMs = config.PUSH_DELAY_MS;
  const links = linksOf(options);
  const onRefused = createRefusalLog(options.log);
  const onDecided = (state: NotificationState, reason: NotificationReason | null, count: number): void =>
    metrics.notificationDecisions.inc({ state, reason: reason ?? "" }, count);
  return {
    consumer: createNotificationConsumer({
      store: createDecisionStore(database.backgroundPool),
      timing: { delayMs, windowMs: WINDOW_MS, mailAfterMs: config.EMAIL_DIGEST_AFTER_MINUTES * MINUTE_MS },
      onDecided,
    }),
    startSending: (providers) => {
      const sending = new AsyncDisposableStack();
      for (const provider of providers) sending.use(provider);
      sending.use(
        startSender({
          store,
          providers,
          links,
          readWhereabouts: (userIds) => presences.readWhereabouts(userIds),
          delayMs,
          onSent: (provider, outcome) => {
            metrics.pushes.inc({ provider, outcome: outcome.status });
            if (outcome.status === "REFUSED") onRefused(provider, outcome.reason);
          },
          onDecided,
          onError,
        }),
      );
      return sending;
    },
    sendDigests: (signal) =>
      sendDigests(
        {
          store: createDigestStore(database.pool),
          sendMail: options.sendMail,
          unsubscribeUrl: options.unsubscribeUrl,
          onError,
          conversationUrl: (id) => links.conversationUrl(links.conversationId(id), null),
        },
        signal,
      ),
    readWaiting: async () => {
      const { count, ageSeconds } = await store.readWaiting().catch(() => NOT_KNOWN);
      metrics.waitingPushes.set(count);
      metrics.pushLagSeconds.set(ageSeconds);
    },
  };
}

const NOT_KNOWN = { count: Number.NaN, ageSeconds: Number.NaN };

function linksOf({ config, publicUrl }: NotificationsOptions): Links {
  const conversationsUrl = (): string =>
    `${(config.CLIENT_URL ?? publicUrl()).replace(/\/+$/, "")}/conversations`;
  return {
    conversationId: (id) => encodeNodeId("Conversation", id),
    messageId: (id) => encodeNodeId("Message", id),
    conversationUrl: (conversationId, seq) =>
      `${conversationsUrl()}/${conversationId}${seq === null ? "" : `?seq=${seq}`}`,
    conversationsUrl,
  };
}
