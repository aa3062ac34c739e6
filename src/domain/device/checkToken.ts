/** What a device's token must look like, by the provider whose it is. */
import type { InputIssue } from "../errors.ts";
import type { PushProviderName } from "../notification/ports.ts";
import { checkText } from "../text.ts";

/** Code points. FCM's have some 200, a Web Push subscription some 500. */
const TOKEN_MAX = 4_096;
/** RFC 8291: an uncompressed point of P-256, and sixteen bytes, in base64url. */
const P256DH_BYTES = 65;
const AUTH_BYTES = 16;
const HEXADECIMAL = /^[0-9a-f]+$/i;

/** The token to store, of APNS in lower case; or the rule it breaks. */
export function checkToken(provider: PushProviderName, raw: string): string | InputIssue {
  const token = checkText("token", raw, { max: TOKEN_MAX });
  if (typeof token !== "string") return token;
  if (provider === "WEB_PUSH" && !isSubscription(token)) {
    return {
      path: ["token"],
      message: "It is no push subscription as JSON with an https endpoint and keys.",
    };
  }
  if (provider !== "APNS") return token;
  return HEXADECIMAL.test(token)
    ? token.toLowerCase()
    : { path: ["token"], message: "It is not hexadecimal." };
}

/**
 * What is the same for one device, however its token is written: of a subscription the endpoint, which the browser may give
 * with other keys or in another order. Of a token that was checked.
 */
export function identityOf(provider: PushProviderName, token: string): string {
  const endpoint = provider === "WEB_PUSH" ? property(parse(token), "endpoint") : undefined;
  const written = typeof endpoint === "string" ? (URL.parse(endpoint)?.href ?? endpoint) : token;
  return `${provider} ${written}`;
}

/** As `JSON.stringify(subscription)` writes a browser's PushSubscription. */
export function isSubscription(token: string): boolean {
  const value = parse(token);
  const endpoint = property(value, "endpoint");
  const keys = property(value, "keys");
  return (
    typeof endpoint === "string" &&
    URL.parse(endpoint)?.protocol === "https:" &&
    bytesOf(property(keys, "p256dh")) === P256DH_BYTES &&
    bytesOf(property(keys, "auth")) === AUTH_BYTES
  );
}

function parse(text: string): unknown {
  if (!text.startsWith("{")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function bytesOf(text: unknown): number {
  return typeof text === "string" ? Buffer.from(text, "base64url").length : 0;
}
