/** Makes an account and signs it in. */
import { newId } from "../../lib/ids.ts";
import { EmailTakenError, UsernameTakenError } from "../errors.ts";
import type { UserRow } from "../rows.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { verificationMail } from "./mails.ts";
import { mailToken } from "./oneTimeToken.ts";
import type { Accounts } from "./ports.ts";
import { assertInput, checkDisplayName, checkEmail, checkPassword, checkUsername } from "./rules.ts";
import { signIn, startSession } from "./startSession.ts";
import type { SessionClient, SignedIn, StartedSession } from "./startSession.ts";

export interface RegisterInput {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly displayName: string;
}

/** Errors: InputValidation, UsernameTaken, EmailTaken. */
export async function register(
  accounts: Accounts,
  input: RegisterInput,
  client: SessionClient,
): Promise<SignedIn> {
  const { username, email, password, displayName } = assertInput(input, {
    username: checkUsername,
    email: checkEmail,
    password: checkPassword,
    displayName: checkDisplayName,
  });
  await assertFree(accounts, username, email);

  const passwordHash = await accounts.passwords.hash(password);
  const { user, session } = await write(accounts, { username, email, displayName, passwordHash }, client);

  accounts.afterwards("verification mail", () =>
    mailToken(accounts, {
      user,
      purpose: "VERIFY_EMAIL",
      email,
      compose: (token) => verificationMail(accounts.publicUrl, token),
    }),
  );
  return signIn(accounts, user, session);
}

/** Tells early, before the work of a hash; the unique indexes decide. */
async function assertFree(accounts: Accounts, username: string, email: string): Promise<void> {
  const taken = await accounts.db.user.findMany({
    where: { OR: [{ username }, { email }] },
    select: { username: true },
  });
  if (taken.some((user) => user.username === username)) throw new UsernameTakenError();
  if (taken.length > 0) throw new EmailTakenError();
}

type NewUser = Pick<UserRow, "username" | "email" | "displayName" | "passwordHash">;

async function write(
  accounts: Accounts,
  newUser: NewUser,
  client: SessionClient,
): Promise<{ user: UserRow; session: StartedSession }> {
  try {
    return await accounts.db.$transaction(async (tx) => {
      const user = await tx.user.create({ data: { id: newId(), ...newUser } });
      return { user, session: await startSession(accounts, tx, user.id, client) };
    });
  } catch (error) {
    const index = violatedIndex(error);
    if (index === "user_username_key") throw new UsernameTakenError();
    if (index === "user_email_key") throw new EmailTakenError();
    throw error;
  }
}
