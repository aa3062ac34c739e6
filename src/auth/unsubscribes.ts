/** Links that end the mails of what stays unread: good for ever, for whoever has the mail, and for nothing else. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Db } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import type { Secrets } from "./secrets.ts";

export interface Unsubscribes {
  readonly urlOf: (userId: string) => string;
  /** Ends the mails; false for a token that is not ours. Idempotent. */
  readonly end: (token: string) => Promise<boolean>;
}

export interface UnsubscribesOptions {
  readonly db: Pick<Db, "notificationSettings">;
  readonly secrets: Secrets;
  readonly publicUrl: () => string;
  /** Below which the links are. */
  readonly path: string;
}

export function createUnsubscribes({ db, secrets, publicUrl, path }: UnsubscribesOptions): Unsubscribes {
  // No other token is made of a text that begins like this.
  const signatureOf = (userId: string): Buffer =>
    createHmac("sha256", secrets.refreshTokenSecret).update(`unsubscribe ${userId}`).digest();
  return {
    urlOf: (userId) =>
      `${publicUrl().replace(/\/+$/, "")}${path}${userId}.${signatureOf(userId).toString("base64url")}`,
    async end(token) {
      const [userId = "", signature = ""] = token.split(".", 2);
      const given = Buffer.from(signature, "base64url");
      if (!isUuid(userId) || given.length !== 32 || !timingSafeEqual(given, signatureOf(userId)))
        return false;
      await db.notificationSettings.updateMany({
        where: { userId, wantsEmailDigest: true },
        data: { wantsEmailDigest: false },
      });
      return true;
    },
  };
}
