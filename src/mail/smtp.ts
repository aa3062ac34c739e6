/** Mail by SMTP: to the server that sends it on. */
import { createTransport } from "nodemailer";
import type { Mail } from "../domain/account/ports.ts";

const CONNECTIONS_MAX = 4;
/** Until a mail is accepted, from when it was handed over. */
const TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
/** Without a byte from the server. */
const SILENCE_TIMEOUT_MS = 15_000;
const IDLE_MS = 60_000;

export interface SmtpOptions {
  /** `smtps://` speaks TLS from the start, `smtp://` as soon as the server offers it. */
  readonly url: string;
  readonly from: string;
  readonly timeoutMs?: number;
  /** Certificates that are trusted in place of the usual ones. */
  readonly ca?: string;
}

/**
 * Hands mails to the server, over connections that are kept for a while. Resolves when a mail is accepted; rejects when it
 * is refused, and when 30 seconds have passed. A password is sent over TLS alone, unless the URL ends with
 * `?requireTLS=false`.
 */
export function createSmtpMail({ url, from, timeoutMs = TIMEOUT_MS, ca }: SmtpOptions) {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    // A server may close an idle connection in the moment when it is used again.
    maxRequeues: 1,
    idleTimeout: IDLE_MS,
    requireTLS: new URL(url).username !== "",
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(ca === undefined ? {} : { tls: { ca } }),
  });
  return {
    async send({ to, subject, text, headers = {} }: Mail): Promise<void> {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error("The mail server does not answer")), timeoutMs);
      const sent = transport.sendMail({
        from,
        // As an address, and not as a list of them.
        to: { name: "", address: to },
        subject,
        text,
        headers: { "Auto-Submitted": "auto-generated", ...headers },
      });
      try {
        await Promise.race([sent, late.promise]);
      } finally {
        clearTimeout(timer);
        sent.catch(() => undefined);
      }
    },
    [Symbol.dispose](): void {
      transport.close();
    },
  };
}
