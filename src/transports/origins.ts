/** Decides which web pages may use the API: the server's own, and those of ALLOWED_ORIGINS. */
import type { IncomingMessage } from "node:http";

export type OriginCheck = (request: IncomingMessage) => boolean;

/**
 * True for a request without an `Origin` (no web page sent it), for the server's own origin and for `allowed` ones.
 * The own origin is `publicUrl`, or whatever host the request was sent to: a page from there was served by us. Its scheme
 * is not compared, since a proxy may speak TLS for us. `*` allows any origin; tokens are never in cookies, so a page
 * gains nothing that it does not bring.
 */
export function createOriginCheck(allowed: readonly string[], publicUrl: string | null): OriginCheck {
  const origins = new Set(allowed.map((origin) => (URL.canParse(origin) ? new URL(origin).origin : origin)));
  if (publicUrl !== null) origins.add(new URL(publicUrl).origin);
  return (request) => {
    const origin = request.headers.origin;
    if (origin === undefined || origins.has("*") || origins.has(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === request.headers.host?.toLowerCase();
  };
}

/** Headers that let the page of an allowed origin read the answer. */
export function corsHeaders(request: IncomingMessage): Record<string, string> {
  const origin = request.headers.origin;
  if (origin === undefined) return { vary: "Origin" };
  return {
    vary: "Origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "X-Request-Id, Retry-After",
  };
}

/** What a preflight is answered beside `corsHeaders`. */
export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-methods": "POST, GET, OPTIONS",
  "access-control-allow-headers": "Authorization, Content-Type, X-Request-Id",
  "access-control-max-age": "600",
};
