/** Says in the log why services refuse pushes: what is wrong with all of them shows there, and nobody is told of it else. */
import type { PushProviderName } from "../domain/notification/ports.ts";

/** Each reason is said so often, and no more reasons than that. */
const EVERY_MS = 600_000;
const REASONS_MAX = 50;

/** Pino's, or anything like it. */
export interface RefusalLog {
  warn(fields: object, line: string): void;
}

/** To be told of each push that was refused; the reason is a provider's own, without a token or a word of the push. */
export function createRefusalLog(
  log: RefusalLog,
  now: () => number = Date.now,
): (provider: PushProviderName, reason: string) => void {
  const said = new Set<string>();
  let until = 0;
  return (provider, reason) => {
    if (now() >= until) {
      said.clear();
      until = now() + EVERY_MS;
    }
    const key = `${provider} ${reason}`;
    if (said.has(key) || said.size >= REASONS_MAX) return;
    said.add(key);
    log.warn({ provider, reason }, `${provider} refuses pushes: ${reason}`);
  };
}
