/** Takes an address for verified, with the token that was mailed to it. */
import { EmailTakenError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { loadToken, useToken } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";

/** Returns the address, which becomes the account's own. The token works once. Errors: InvalidToken, EmailTaken. */
export async function verifyEmail(accounts: Accounts, token: string): Promise<string> {
  const { userId, email } = await loadToken(accounts.db, token, "VERIFY_EMAIL");

  try {
    await accounts.db.$transaction(async (tx) => {
      await lockUsers(tx, [userId]);
      await useToken(tx, token, "VERIFY_EMAIL", userId);
      await tx.user.update({ where: { id: userId }, data: { email, emailVerifiedAt: new Date() } });
    });
  } catch (error) {
    if (violatedIndex(error) === "user_email_key") throw new EmailTakenError();
    throw error;
  }
  return email;
}
