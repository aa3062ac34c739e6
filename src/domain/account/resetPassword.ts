/** Sets a new password with a token from a mail; every device is signed out. */
import { InvalidTokenError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { UserRow } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import { loadToken, useToken } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkPassword } from "./rules.ts";

export interface ResetPasswordInput {
  readonly token: string;
  readonly newPassword: string;
}

/** The token works once. Errors: InputValidation, InvalidToken. */
export async function resetPassword(accounts: Accounts, input: ResetPasswordInput): Promise<UserRow> {
  const { newPassword } = assertInput({ newPassword: input.newPassword }, { newPassword: checkPassword });
  const { userId, email } = await loadToken(accounts.db, input.token, "RESET_PASSWORD");

  const passwordHash = await accounts.passwords.hash(newPassword);
  const { user, ended } = await accounts.db.$transaction(async (tx) => {
    await lockUsers(tx, [userId]);
    await useToken(tx, input.token, "RESET_PASSWORD", userId);
    const { email: present, emailVerifiedAt } = await tx.user.findUniqueOrThrow({ where: { id: userId } });
    // An address the account has left proves nothing about it.
    if (present !== email) throw new InvalidTokenError();
    const changed = await tx.user.update({
      where: { id: userId },
      // The mail was read, so the address is theirs.
      data: { passwordHash, emailVerifiedAt: emailVerifiedAt ?? new Date() },
    });
    return { user: changed, ended: await endSessions(tx, { userId }) };
  });

  if (ended.length > 0) accounts.onSessionsRevoked(ended.map((session) => session.id));
  return user;
}
