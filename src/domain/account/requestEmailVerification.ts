/** Mails a token that verifies an address: the account's own once more, or another that is to take its place. */
import { InputValidationError, InvalidCredentialsError, unauthenticated } from "../errors.ts";
import type { UserRow } from "../rows.ts";
import { verificationMail } from "./mails.ts";
import { mailToken } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkEmail, checkPasswordToCompare } from "./rules.ts";

export interface RequestEmailVerificationInput {
  /** Null: the account's own. */
  readonly email: string | null;
  /** Needed for another address than the account's own, by people who have a password. */
  readonly password: string | null;
}

/**
 * Returns the address as it was understood. Whether it belongs to another account is told to whoever reads the mail.
 * Errors: InputValidation, InvalidCredentials.
 */
export async function requestEmailVerification(
  accounts: Accounts,
  userId: string,
  input: RequestEmailVerificationInput,
): Promise<string> {
  const user = await accounts.db.user.findUnique({ where: { id: userId } });
  if (user === null) throw unauthenticated();
  const email = await addressToVerify(accounts, user, input);
  if (email === user.email && user.emailVerifiedAt !== null) return email;

  accounts.afterwards("verification mail", () =>
    mailToken(accounts, {
      user,
      purpose: "VERIFY_EMAIL",
      email,
      compose: (token) => verificationMail(accounts.publicUrl, token),
    }),
  );
  return email;
}

async function addressToVerify(
  accounts: Accounts,
  user: UserRow,
  input: RequestEmailVerificationInput,
): Promise<string> {
  if (input.email === null) {
    if (user.email !== null) return user.email;
    throw new InputValidationError([
      { path: ["email"], message: "The account has no address yet: give one." },
    ]);
  }
  const { email, password } = assertInput(
    { email: input.email, password: input.password ?? "" },
    { email: checkEmail, password: checkPasswordToCompare },
  );
  if (email === user.email || user.passwordHash === null) return email;
  // Whoever owns the address can reset the password: a stolen access token must not be enough to change it.
  if (!(await accounts.passwords.verify(password, user.passwordHash))) throw new InvalidCredentialsError();
  return email;
}
