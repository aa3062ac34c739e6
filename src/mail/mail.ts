/** Which provider takes mail, by the settings: SMTP where there is a server, else the log. */
import type { Logger } from "pino";
import type { Mail } from "../domain/account/ports.ts";
import { createConsoleMail } from "./console.ts";
import { createSmtpMail } from "./smtp.ts";

export interface MailProvider extends Disposable {
  /** Resolves when the mail has been accepted, within 30 seconds. */
  send(mail: Mail): Promise<void>;
}

export interface MailSettings {
  /** Null: mail is written to the log, tokens included. */
  readonly SMTP_URL: string | null;
  readonly MAIL_FROM: string;
}

export function createMail(
  { SMTP_URL: url, MAIL_FROM: from }: MailSettings,
  log: Pick<Logger, "info">,
): MailProvider {
  if (url !== null) return createSmtpMail({ url, from });
  return { send: createConsoleMail(log), [Symbol.dispose]: () => undefined };
}
