/** Signs in with a username and a password. */
import { InvalidCredentialsError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { UserRow } from "../rows.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkPasswordToCompare, checkUsername } from "./rules.ts";
import { signIn, startSession } from "./startSession.ts";
import type { SessionClient, SignedIn, StartedSession } from "./startSession.ts";

export interface LoginInput {
  readonly username: string;
  readonly password: string;
}

/**
 * An unknown user and a wrong password cost one hash each and get the same answer.
 * Errors: InputValidation (a password too long to be one), InvalidCredentials.
 */
export async function login(accounts: Accounts, input: LoginInput, client: SessionClient): Promise<SignedIn> {
  const { password } = assertInput({ password: input.password }, { password: checkPasswordToCompare });
  const user = await findUser(accounts, input.username);
  const isRight = await accounts.passwords.verify(password, user?.passwordHash ?? null);
  if (!isRight || user === null) throw new InvalidCredentialsError();

  const session = await write(accounts, user, client);

  if (session.revokedSessionIds.length > 0) accounts.onSessionsRevoked(session.revokedSessionIds);
  return signIn(accounts, user, session);
}

/** A text that cannot be a username belongs to nobody. */
async function findUser(accounts: Accounts, text: string): Promise<UserRow | null> {
  const username = checkUsername("username", text);
  return typeof username === "string" ? accounts.db.user.findUnique({ where: { username } }) : null;
}

function write(accounts: Accounts, user: UserRow, client: SessionClient): Promise<StartedSession> {
  return accounts.db.$transaction(async (tx) => {
    await lockUsers(tx, [user.id]);
    // A password that was changed while we compared the old one opens nothing any more.
    const { id, passwordHash } = user;
    const isCurrent = (await tx.user.count({ where: { id, passwordHash } })) === 1;
    if (!isCurrent) throw new InvalidCredentialsError();
    return startSession(accounts, tx, user.id, client);
  });
}
