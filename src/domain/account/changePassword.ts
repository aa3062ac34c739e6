/** Replaces a password by one who knows the old one; every other device is signed out. */
import { InvalidCredentialsError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { SessionRow } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import { voidTokens } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkPassword, checkPasswordToCompare } from "./rules.ts";

export interface ChangePasswordInput {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Returns the sessions that ended; `viewer.sessionId` goes on.
 * Errors: InputValidation, InvalidCredentials (also for people without a password).
 */
export async function changePassword(
  accounts: Accounts,
  viewer: { readonly userId: string; readonly sessionId: string | null },
  input: ChangePasswordInput,
): Promise<SessionRow[]> {
  const { currentPassword, newPassword } = assertInput(input, {
    currentPassword: checkPasswordToCompare,
    newPassword: checkPassword,
  });
  const user = await accounts.db.user.findUnique({ where: { id: viewer.userId } });
  const stored = user?.passwordHash ?? null;
  if (!(await accounts.passwords.verify(currentPassword, stored))) throw new InvalidCredentialsError();

  const passwordHash = await accounts.passwords.hash(newPassword);
  const { userId, sessionId } = viewer;
  const ended = await accounts.db.$transaction(async (tx) => {
    await lockUsers(tx, [userId]);
    // Whoever changed it in the meantime has won.
    const changed = await tx.user.updateMany({
      where: { id: userId, passwordHash: stored },
      data: { passwordHash },
    });
    if (changed.count === 0) throw new InvalidCredentialsError();
    await voidTokens(tx, "RESET_PASSWORD", userId);
    return endSessions(tx, sessionId === null ? { userId } : { userId, id: { not: sessionId } });
  });

  if (ended.length > 0) accounts.onSessionsRevoked(ended.map((session) => session.id));
  return ended;
}
