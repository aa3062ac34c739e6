/** The id under which a request stands in the logs and in masked errors. */
import type { IncomingMessage } from "node:http";

/** The request's own `X-Request-Id` where it is sane (letters, digits, `.`, `_`, `-`; at most 64), else null. */
export function requestIdOf(request: IncomingMessage): string | null {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : null;
}
