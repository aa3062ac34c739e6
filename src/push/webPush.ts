/** Web Push: to browsers, by the push service that each names in its subscription (RFC 8030). */
import { Agent } from "node:https";
import { isIP } from "node:net";
import type { Push, PushOutcome, PushProvider } from "../domain/notification/ports.ts";
import type { VapidKeys } from "../pushPlaces.ts";
import { fitted, topicOf } from "./content.ts";
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
import { post } from "./post.ts";
import type { Answer } from "./post.ts";
import { guardedLookup, isPublicAddress, NotPublicError } from "./publicAddress.ts";
import { createVapid } from "./vapid.ts";
import { encryptBody } from "./webPushBody.ts";
import type { BrowserKeys } from "./webPushBody.ts";

const BATCH_MAX = 100;
const SOCKETS_PER_HOST_MAX = 50;
const ENDPOINT_CHARS_MAX = 2_048;

interface Subscription extends BrowserKeys {
  readonly endpoint: URL;
}

export interface WebPushOptions {
  readonly vapid: VapidKeys;
  readonly timeoutMs?: number;
  /** To which addresses may be connected. Default: public ones alone, for whoever registers a device names them. */
  readonly isAllowed?: (address: string) => boolean;
  /** Certificates that are trusted in place of the usual ones. */
  readonly ca?: string;
}

/**
 * Connects to public addresses over HTTPS alone, and follows no redirect. A subscription that is none, or whose endpoint
 * could never be turned to, is an invalid token; a name that has no public address is refused.
 */
export function createWebPush({
  vapid,
  timeoutMs = PUSH_MAX_MS,
  isAllowed = isPublicAddress,
  ca,
}: WebPushOptions): PushProvider {
  const authorizationFor = createVapid(vapid);
  const agent = new Agent({
    keepAlive: true,
    maxSockets: SOCKETS_PER_HOST_MAX,
    lookup: guardedLookup(isAllowed),
    ...(ca === undefined ? {} : { ca }),
  });

  const sendOne = async (push: Push, signal: AbortSignal): Promise<PushOutcome> => {
    const subscription = subscriptionOf(push.token, isAllowed);
    const body = subscription === null ? null : bodyOf(push, subscription);
    if (subscription === null || body === null) return INVALID_TOKEN;
    const headers = {
      Authorization: await authorizationFor(subscription.endpoint.origin),
      TTL: String(push.ttlSeconds),
      Urgency: push.priority === "HIGH" ? "high" : "normal",
      Topic: topicOf(push),
      "Content-Encoding": "aes128gcm",
      "Content-Type": "application/octet-stream",
    };
    try {
      return outcomeOf(await post(subscription.endpoint, { agent, headers, body, signal }));
    } catch (error) {
      return error instanceof NotPublicError ? refused("no public address") : retry(reasonOf(error));
    }
  };

  return {
    name: "WEB_PUSH",
    batchMax: BATCH_MAX,
    serviceOf: pushServiceOf,
    send: (pushes, signal) => sendAll(pushes, { signal, timeoutMs }, sendOne),
    async [Symbol.asyncDispose]() {
      agent.destroy();
    },
  };
}

/** Whose fault it is when a push fails: each push service is by itself. */
function pushServiceOf({ token }: Push): string {
  return subscriptionOf(token, () => true)?.endpoint.origin ?? "";
}

function outcomeOf({ status, text, retryAfter }: Answer): PushOutcome {
  const reason = `${status} ${text}`.trim();
  if (status >= 200 && status < 300) return SENT;
  if (status === 404 || status === 410) return INVALID_TOKEN;
  if (status === 408 || status === 429 || status >= 500) return retry(reason, retryAfterMs(retryAfter));
  return refused(String(status));
}

/** Null for what is no subscription, or names an address that may not be turned to. */
function subscriptionOf(token: string, isAllowed: (address: string) => boolean): Subscription | null {
  const { endpoint: written, keys } = parsed(token);
  const { p256dh, auth } = Object(keys) as Record<string, unknown>;
  if (typeof written !== "string" || written.length > ENDPOINT_CHARS_MAX) return null;
  const endpoint = URL.parse(written);
  if (endpoint?.protocol !== "https:" || endpoint.username !== "" || endpoint.password !== "") return null;
  const host = endpoint.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isAllowed(host)) return null;
  const subscription = { endpoint, p256dh: bytesOf(p256dh), auth: bytesOf(auth) };
  return subscription.p256dh.length === 65 && subscription.auth.length === 16 ? subscription : null;
}

function parsed(token: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(token)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function bytesOf(text: unknown): Buffer {
  return Buffer.from(typeof text === "string" ? text : "", "base64url");
}

/** Null where the subscription's key is no point of the curve. */
function bodyOf(push: Push, keys: BrowserKeys): Buffer | null {
  const { token: _token, priority: _priority, ttlSeconds: _ttlSeconds, ...content } = fitted(push);
  const plaintext = Buffer.from(JSON.stringify(content));
  try {
    return encryptBody(plaintext, keys);
  } catch (error) {
    if (Object(error).code === "ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY") return null;
    throw error;
  }
}
