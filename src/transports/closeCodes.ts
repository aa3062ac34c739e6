/** Every code with which Parley closes a socket: one table, whether the client may come back, and when it best does. */

/** `no`: the client has a fault to mend. `signIn`: with another token. `later`: after a pause. `now`: at once. */
export type MayReturn = "no" | "signIn" | "later" | "now";

export interface CloseCode {
  readonly code: number;
  readonly reason: string;
  readonly mayReturn: MayReturn;
}

/**
 * graphql-ws writes the 44xx codes, ws writes 1007 and 1009, the rest is ours. 4500 is never used: it is fatal to stock
 * clients, and what fails here passes. A stock graphql-ws client retries 1012, 1013, 4403 and 4408 and gives up on the
 * others.
 */
export const CLOSE_CODES = {
  BROKEN_TEXT: { code: 1007, reason: "Text that is not UTF-8", mayReturn: "no" },
  FRAME_TOO_BIG: { code: 1009, reason: "Message above LIMIT_FRAME_BYTES", mayReturn: "no" },
  RESTART: { code: 1012, reason: "Server restarts", mayReturn: "now" },
  TOO_MANY_REFUSALS: { code: 1013, reason: "Too many refused operations", mayReturn: "later" },
  TOO_MANY_FRAMES: { code: 1013, reason: "Too many messages or pings in a second", mayReturn: "later" },
  TOO_MANY_ANONYMOUS: { code: 1013, reason: "Too many sockets that have not signed in", mayReturn: "later" },
  TOO_MANY_OF_USER: { code: 1013, reason: "Too many sockets of this user", mayReturn: "later" },
  SLOW_READER: { code: 1013, reason: "Nothing was read for 30 seconds", mayReturn: "later" },
  UNAVAILABLE: { code: 1013, reason: "Something failed; try again", mayReturn: "later" },
  BAD_MESSAGE: { code: 4400, reason: "Invalid message received", mayReturn: "no" },
  BINARY_FRAME: { code: 4400, reason: "Binary frames are not accepted", mayReturn: "no" },
  NOT_ACKNOWLEDGED: { code: 4401, reason: "Unauthorized", mayReturn: "no" },
  FORBIDDEN: { code: 4403, reason: "Forbidden", mayReturn: "signIn" },
  SESSION_ENDED: { code: 4403, reason: "Session ended", mayReturn: "signIn" },
  TOKEN_EXPIRED: { code: 4403, reason: "Access token expired", mayReturn: "signIn" },
  SUBPROTOCOL: { code: 4406, reason: "Subprotocol not acceptable", mayReturn: "no" },
  INIT_TIMEOUT: { code: 4408, reason: "Connection initialisation timeout", mayReturn: "later" },
  OPERATION_EXISTS: { code: 4409, reason: "Subscriber for <id> already exists", mayReturn: "no" },
  TWO_INITS: { code: 4429, reason: "Too many initialisation requests", mayReturn: "no" },
} as const satisfies Record<string, CloseCode>;

/** How many of the sockets that are closed together are asked to come back in one second. */
const RETURNS_PER_SECOND = 1_000;
const SPREAD_MS_MIN = 1_000;
const SPREAD_MS_MAX = 60_000;
const PAUSE_MS = 1_000;

/**
 * The reason as a client reads it: for people, and behind `; retry in ` when to come back, as two numbers of
 * milliseconds. A client waits for a random time between them, so that `together` sockets that are closed at once do not
 * all come at once. At most 123 bytes, as RFC 6455 allows. What graphql-ws closes with, and is not in the table, stays
 * as it is.
 */
export function adviseReturn(code: number, reason: string, together = 1): string {
  const entry = Object.values<CloseCode>(CLOSE_CODES).find(
    (each) => each.code === code && each.reason === reason,
  );
  if (entry === undefined || entry.mayReturn === "no") return reason;
  const spreadMs = Math.ceil((together * 1_000) / RETURNS_PER_SECOND);
  const pauseMs = entry.mayReturn === "later" ? PAUSE_MS : 0;
  const lastMs = pauseMs + Math.min(Math.max(spreadMs, SPREAD_MS_MIN), SPREAD_MS_MAX);
  return `${reason}; retry in ${pauseMs}-${lastMs} ms`;
}
