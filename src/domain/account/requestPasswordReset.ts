/** Mails a token that sets a new password, if the address belongs to somebody; the answer does not tell. */
import { resetMail } from "./mails.ts";
import { mailToken } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkEmail } from "./rules.ts";

/**
 * Returns the address as it was understood. Nothing before the answer depends on whether anybody has it: the account
 * is looked up afterwards. People who sign in elsewhere have no password to reset and get no mail.
 * Errors: InputValidation.
 */
export function requestPasswordReset(accounts: Accounts, input: { readonly email: string }): string {
  const { email } = assertInput({ email: input.email }, { email: checkEmail });

  accounts.afterwards("password reset mail", async () => {
    const user = await accounts.db.user.findUnique({ where: { email } });
    if (user === null || user.passwordHash === null) return;
    await mailToken(accounts, {
      user,
      purpose: "RESET_PASSWORD",
      email,
      compose: (token) => resetMail(accounts.publicUrl, token),
    });
  });
  return email;
}
