/**
 * Firebase Cloud Messaging: to Android, and to iOS and web apps that use Firebase, through firebase-admin.
 *
 * FCM takes one message a request; a batch is as many at once as the agent has connections, over HTTP/1.1 and kept alive.
 * The SDK's `sendEach` is the same as its `send` for each, but for one thing: it answers when the slowest has ended.
 */
import { Agent } from "node:https";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getMessaging } from "firebase-admin/messaging";
import type { Message, Messaging } from "firebase-admin/messaging";
import type { Push, PushOutcome, PushProvider } from "../domain/notification/ports.ts";
import { newId } from "../lib/ids.ts";
import type { FcmAccount } from "../pushPlaces.ts";
import { apnsHeadersOf, apsOf } from "./apple.ts";
import { dataOf, fitted, topicOf } from "./content.ts";
import { createGoogleAccess } from "./googleAccess.ts";
import {
  INVALID_TOKEN,
  PUSH_MAX_MS,
  reasonOf,
  refused,
  retry,
  retryAfterMs,
  SENT,
  sendAll,
} from "./outcomes.ts";

/** The most that the SDK takes at once. */
const BATCH_MAX = 500;
const CONNECTIONS_MAX = 100;
/** FCM keeps nothing for longer. */
const TTL_MAX_SECONDS = 2_419_200;

export interface FcmOptions {
  readonly account: FcmAccount;
  readonly timeoutMs?: number;
  /** What connects to Google. Disposed with the provider. */
  readonly agent?: Agent;
}

/**
 * A token is invalid when FCM says UNREGISTERED, and for nothing else: a wrong project answers 404 as well. Credentials
 * that are not taken are a fault that passes, because somebody mends them.
 */
export function createFcm({
  account,
  timeoutMs = PUSH_MAX_MS,
  agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX }),
}: FcmOptions): PushProvider {
  const app = initializeApp(
    {
      credential: { getAccessToken: createGoogleAccess(account, agent) },
      projectId: account.projectId,
      httpAgent: agent,
    },
    newId(),
  );
  const messaging = getMessaging(app);
  askOnce(messaging);

  const sendOne = async (push: Push): Promise<PushOutcome> => {
    try {
      await messaging.send(messageOf(fitted(push)));
      return SENT;
    } catch (error) {
      return outcomeOf(error);
    }
  };

  return {
    name: "FCM",
    batchMax: BATCH_MAX,
    send: (pushes, signal) => sendAll(pushes, { signal, timeoutMs }, sendOne),
    async [Symbol.asyncDispose]() {
      await deleteApp(app);
      agent.destroy();
    },
  };
}

/** The SDK would ask again itself, for minutes, and keep `Retry-After` from whoever waits: that is the sender's to do. */
function askOnce(messaging: Messaging): void {
  const { messagingRequestHandler } = messaging as unknown as {
    messagingRequestHandler: { httpClient: { retry: unknown } };
  };
  messagingRequestHandler.httpClient.retry = null;
}

/** As firebase-admin has it; texts are not cut. */
export function messageOf(push: Push): Message {
  const isAlert = push.kind === "ALERT";
  const ttlSeconds = Math.min(push.ttlSeconds, TTL_MAX_SECONDS);
  const { title, body } = push;
  return {
    token: push.token,
    data: dataOf(push),
    // Each system's own part is filled up from here.
    ...(isAlert ? { notification: { title, body } } : {}),
    android: {
      collapseKey: push.collapseKey,
      priority: push.priority === "HIGH" ? "high" : "normal",
      ttl: ttlSeconds * 1000,
      // The tag is what replaces an earlier one on the screen; the key only while it waits at Google.
      ...(isAlert ? { notification: { tag: push.collapseKey, notificationCount: push.badge } } : {}),
    },
    apns: { headers: apnsHeadersOf(push), payload: { aps: apsOf(push) } },
    webpush: {
      headers: {
        TTL: String(ttlSeconds),
        Urgency: push.priority === "HIGH" ? "high" : "normal",
        Topic: topicOf(push),
      },
      ...(isAlert ? { notification: { tag: push.collapseKey } } : {}),
      ...(isAlert && push.url.startsWith("https://") ? { fcmOptions: { link: push.url } } : {}),
    },
  };
}

/** What the SDK says of a failure; without `httpResponse` FCM was not asked, or gave no answer. */
interface SdkError {
  readonly code?: string;
  readonly httpResponse?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly data?: unknown;
  };
}

function outcomeOf(error: unknown): PushOutcome {
  const { code, httpResponse } = Object(error) as SdkError;
  const reason = reasonOf(error);
  if (httpResponse === undefined) {
    return code?.startsWith("messaging/invalid-") === true ? refused(code) : retry(reason);
  }
  const { status, headers, data } = httpResponse;
  const fcmCode = fcmCodeOf(data);
  if (fcmCode === "UNREGISTERED") return INVALID_TOKEN;
  if (status === 400 || status === 413 || fcmCode === "SENDER_ID_MISMATCH") {
    return refused(`${status} ${code ?? ""}`.trim());
  }
  return retry(reason, retryAfterMs(headers["retry-after"]));
}

/** FCM's own code, which says more than the status; null where something else has answered. */
function fcmCodeOf(data: unknown): unknown {
  const { details } = Object(Object(data).error) as { details?: unknown };
  if (!Array.isArray(details)) return null;
  const found = details.find(
    (detail) => Object(detail)["@type"] === "type.googleapis.com/google.firebase.fcm.v1.FcmError",
  );
  return Object(found).errorCode ?? null;
}
