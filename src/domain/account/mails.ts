/** What the account mails say. */
import type { Mail } from "./ports.ts";

export function verificationMail(publicUrl: string, token: string): Omit<Mail, "to"> {
  return {
    subject: "Confirm your e-mail address",
    text: [
      "Somebody, most likely you, gave this address to Parley. To confirm that it is yours, open:",
      link(publicUrl, "verify-email", token),
      `or use this token: ${token}`,
      "It works once, within 24 hours. If it was not you, do nothing.",
    ].join("\n\n"),
  };
}

export function resetMail(publicUrl: string, token: string): Omit<Mail, "to"> {
  return {
    subject: "Set a new password",
    text: [
      "Somebody, most likely you, asked to set a new password for your Parley account. To do so, open:",
      link(publicUrl, "reset-password", token),
      `or use this token: ${token}`,
      "It works once, within one hour, and signs out all of your devices. If it was not you, do nothing.",
    ].join("\n\n"),
  };
}

/** The token stands behind the `#`, where no server's log and no Referer header sees it. */
function link(publicUrl: string, page: string, token: string): string {
  return `${publicUrl.replace(/\/+$/, "")}/${page}#token=${token}`;
}
