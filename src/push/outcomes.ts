/** How a push ended, said in few words; and one bound in time for all the pushes of a call. */
import type { Push, PushOutcome } from "../domain/notification/ports.ts";

/** A service may ask for more; what waits longer is old before it comes. */
const RETRY_AFTER_MAX_MS = 3_600_000;
/** How long a service may take for a push; the access that it asks for included. */
export const PUSH_MAX_MS = 8_000;
const REASON_CHARS_MAX = 300;

export const SENT: PushOutcome = { status: "SENT" };
export const INVALID_TOKEN: PushOutcome = { status: "INVALID_TOKEN" };

/** By codes alone: what a service writes may quote the token or the words, and the reason of a refusal is logged. */
export function refused(reason: string): PushOutcome {
  return { status: "REFUSED", reason: shown(reason) };
}

export function retry(reason: string, retryAfterMs: number | null = null): PushOutcome {
  return { status: "RETRY", retryAfterMs, reason: shown(reason) };
}

/** What a service wrote is of any length, and goes to one line of a log. */
function shown(reason: string): string {
  return reason.replaceAll(/\s+/g, " ").slice(0, REASON_CHARS_MAX);
}

/** Of a `Retry-After` (RFC 9110): seconds or a date; null where it is neither. At most RETRY_AFTER_MAX_MS. */
export function retryAfterMs(header: unknown, now = Date.now()): number | null {
  if (typeof header !== "string" || header === "") return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(0, ms), RETRY_AFTER_MAX_MS);
}

/**
 * Sends each push by `sendOne`, all at once; resolves within `timeoutMs`, or when `signal` aborts, in order, and never
 * rejects. What fails, or has no answer by then, is RETRY; what was answered before stays answered. `sendOne` is told by its
 * signal that nobody waits any more.
 */
export async function sendAll(
  pushes: readonly Push[],
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  sendOne: (push: Push, signal: AbortSignal) => Promise<PushOutcome>,
): Promise<readonly PushOutcome[]> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const unanswered = (): PushOutcome =>
    retry(signal.aborted ? reasonOf(signal.reason) : `no answer within ${timeoutMs / 1000} s`);
  if (over.aborted) return pushes.map(unanswered);
  const ended = Promise.withResolvers<never>();
  // The last answer may have come before.
  ended.promise.catch(() => undefined);
  over.addEventListener("abort", () => ended.reject(over.reason), { once: true });
  return Promise.all(
    pushes.map((push) =>
      Promise.race([sendOne(push, over), ended.promise]).catch((error: unknown) =>
        over.aborted ? unanswered() : retry(reasonOf(error)),
      ),
    ),
  );
}

/** What an error says, and the code of what it comes from, which often says more. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: unknown };
  return typeof code === "string" && !error.message.includes(code)
    ? `${error.message} (${code})`
    : error.message;
}
