/** A mail provider for development: what would be sent is logged, tokens included. */
import type { Logger } from "pino";
import type { Mail } from "../domain/account/ports.ts";

/** Accepts every mail. */
export function createConsoleMail(log: Pick<Logger, "info">): (mail: Mail) => Promise<void> {
  return async ({ to, subject, text, headers }) => {
    log.info({ mail: { to, subject, text, headers } }, `Mail to ${to}: ${subject}`);
  };
}
