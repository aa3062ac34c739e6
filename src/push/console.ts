/** A push provider for development: what would be sent is logged, words included. */
import type { PushProvider, PushProviderName } from "../domain/notification/ports.ts";
import { reasonOf, retry, SENT } from "./outcomes.ts";

const TOKEN_CHARS_SHOWN = 12;

/** Pino's, or anything like it. */
interface Log {
  info(fields: object, line: string): void;
}

/** Accepts every push, in place of the service `name`. */
export function createConsolePush(name: PushProviderName, log: Log): PushProvider {
  return {
    name,
    batchMax: 500,
    async send(pushes, signal) {
      if (signal.aborted) return pushes.map(() => retry(reasonOf(signal.reason)));
      for (const { token, ...push } of pushes) {
        const to = token.slice(0, TOKEN_CHARS_SHOWN);
        log.info({ push: { ...push, provider: name, to } }, `Push to ${to}…: ${push.title || push.kind}`);
      }
      return pushes.map(() => SENT);
    },
    async [Symbol.asyncDispose]() {},
  };
}
