/** Apple Push Notification service, without Firebase: HTTP/2, signed in by a token of the team's key. */
import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type { Push, PushOutcome, PushProvider } from "../domain/notification/ports.ts";
import type { ApnsKey } from "../pushPlaces.ts";
import { apnsHeadersOf, apsOf } from "./apple.ts";
import { dataOf, fitted } from "./content.ts";
import { createHttp2Connection } from "./http2Session.ts";
import type { Http2Answer } from "./http2Session.ts";
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

const PRODUCTION = "https://api.push.apple.com";
const SANDBOX = "https://api.sandbox.push.apple.com";
const BATCH_MAX = 500;
/** Apple refuses a token after 60 minutes, and a new one within 20. */
const RENEW_AFTER_MS = 45 * 60_000;
const RENEW_AT_MOST_EVERY_MS = 20 * 60_000;

export interface ApnsOptions {
  readonly key: ApnsKey;
  readonly timeoutMs?: number;
  /** In place of Apple's. */
  readonly origin?: string;
  /** Certificates that are trusted in place of the usual ones. */
  readonly ca?: string;
  readonly now?: () => number;
}

/**
 * A token is invalid when Apple says Unregistered, ExpiredToken or BadDeviceToken; the last also of a token of the other
 * environment, sandbox or production. A team's key that is not taken is a fault that passes.
 */
export function createApns({
  key,
  timeoutMs = PUSH_MAX_MS,
  origin = key.isSandbox ? SANDBOX : PRODUCTION,
  ca,
  now = Date.now,
}: ApnsOptions): PushProvider {
  const connection = createHttp2Connection(origin, ca);
  const signIn = createSignIn(key, now);

  const ask = async (push: Push, signal: AbortSignal): Promise<Http2Answer> => {
    const headers = {
      ...apnsHeadersOf(push, now()),
      ":path": `/3/device/${push.token}`,
      "apns-topic": key.topic,
    };
    const body = Buffer.from(JSON.stringify(payloadOf(fitted(push))));
    const token = await signIn.token();
    const answer = await connection.post({ ...headers, authorization: `bearer ${token}` }, body, signal);
    if (codeOf(answer) !== "ExpiredProviderToken") return answer;
    const renewed = await signIn.renewed(token);
    if (renewed === token) return answer;
    return connection.post({ ...headers, authorization: `bearer ${renewed}` }, body, signal);
  };

  return {
    name: "APNS",
    batchMax: BATCH_MAX,
    send: (pushes, signal) =>
      sendAll(pushes, { signal, timeoutMs }, async (push, over) => {
        // What is no token would be another path.
        if (!/^[0-9a-f]+$/i.test(push.token)) return INVALID_TOKEN;
        try {
          return outcomeOf(await ask(push, over));
        } catch (error) {
          return retry(reasonOf(error));
        }
      }),
    async [Symbol.asyncDispose]() {
      connection[Symbol.dispose]();
    },
  };
}

/** The provider token, the same for all pushes until it is renewed. */
function createSignIn({ key, keyId, teamId }: ApnsKey, now: () => number) {
  const signingKey = createPrivateKey(key);
  let known: { readonly token: Promise<string>; readonly since: number } | null = null;

  const renew = (): Promise<string> => {
    const since = now();
    const token = new SignJWT({})
      .setProtectedHeader({ alg: "ES256", kid: keyId })
      .setIssuer(teamId)
      .setIssuedAt(Math.floor(since / 1000))
      .sign(signingKey);
    known = { token, since };
    return token;
  };

  return {
    token: (): Promise<string> =>
      known === null || now() - known.since >= RENEW_AFTER_MS ? renew() : known.token,
    /** Another than `expired`; the same one where Apple would not take another yet. */
    async renewed(expired: string): Promise<string> {
      if (known === null) return renew();
      const token = await known.token;
      return token === expired && now() - known.since >= RENEW_AT_MOST_EVERY_MS ? renew() : token;
    },
  };
}

function payloadOf(push: Push): object {
  const aps =
    push.kind === "ALERT" ? { alert: { title: push.title, body: push.body }, ...apsOf(push) } : apsOf(push);
  return { ...dataOf(push), aps };
}

const GONE = new Set(["Unregistered", "ExpiredToken", "BadDeviceToken"]);
/** Said with 400 or 403, and mended by time or by whoever has the key. */
const PASSING = new Set([
  "ExpiredProviderToken",
  "InvalidProviderToken",
  "MissingProviderToken",
  "BadCertificateEnvironment",
  "Forbidden",
  "IdleTimeout",
]);

function outcomeOf(answer: Http2Answer): PushOutcome {
  const { status, headers, text } = answer;
  const code = codeOf(answer);
  if (status === 200) return SENT;
  if (status === 410 || GONE.has(code)) return INVALID_TOKEN;
  const reason = `${status} ${code || text}`.trim();
  if (PASSING.has(code) || status === 429 || status >= 500)
    return retry(reason, retryAfterMs(headers["retry-after"]));
  return refused(/^\w+$/.test(code) ? `${status} ${code}` : String(status));
}

/** Apple's reason; empty where something else has answered. */
function codeOf({ status, text }: Http2Answer): string {
  if (status === 200) return "";
  try {
    return String(Object(JSON.parse(text)).reason ?? "");
  } catch {
    return "";
  }
}
