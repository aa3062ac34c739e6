/** Lets a socket outlive the access token it was opened with. */
import { InvalidTokenError, NotASocketError, RequestError, SessionMismatchError } from "../errors.ts";
import type { Accounts, SignIn } from "./ports.ts";

/** The socket that asks. */
export interface RenewableConnection {
  renew(signIn: SignIn): void;
}

export interface ConnectionToRenew {
  /** Null over HTTP and server-sent events. */
  readonly connection: RenewableConnection | null;
  /** Whom the socket acts for; null where nobody has signed in. */
  readonly viewer: { readonly userId: string } | null;
  readonly accessToken: string;
}

/**
 * From now on the socket acts for the token's sign-in: it ends with this token's expiry and with this token's session,
 * which may be another of the same user. Errors, each with the socket unchanged: NotASocket; SessionMismatch, for a token
 * of another user and on a socket that nobody has signed in on, because a socket signs in once, when it opens;
 * InvalidToken. Throws UNAVAILABLE while an external provider's keys cannot be had.
 */
export async function renewConnection(
  accounts: Pick<Accounts, "identify">,
  { connection, viewer, accessToken }: ConnectionToRenew,
): Promise<SignIn> {
  if (connection === null) throw new NotASocketError();
  if (viewer === null) throw new SessionMismatchError();

  const signIn = await accounts.identify(accessToken).catch(refuse);
  if (signIn.userId !== viewer.userId) throw new SessionMismatchError();
  // A provider's token passes some seconds behind its expiry, because clocks differ; a socket lives no longer than it.
  if (signIn.accessTokenExpiresAt.getTime() <= Date.now()) throw new InvalidTokenError();

  connection.renew(signIn);
  return signIn;
}

function refuse(error: unknown): never {
  if (error instanceof RequestError && error.code === "UNAUTHENTICATED") throw new InvalidTokenError();
  throw error;
}
