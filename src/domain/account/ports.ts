/** What the account rules ask of the world: tokens, passwords, mail. `src/auth/` and `src/mail/` implement it. */
import type { Ports } from "../ports.ts";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Beside those that every mail has. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Tokens {
  /** Signs a short-lived access token for a session. */
  signAccessToken(subject: {
    userId: string;
    sessionId: string;
  }): Promise<{ token: string; expiresAt: Date }>;
  /** A fresh refresh token. */
  newRefreshToken(): string;
  /** The one token that follows `token`: the same every time, so that a lost answer can be asked for again. */
  successorOf(token: string): string;
  /** The secret of an invite link: the same every time, so that a lost answer can be asked for again. */
  inviteSecretOf(linkId: string): string;
}

export interface Passwords {
  /** argon2id, as a PHC string. Throws UNAVAILABLE when too many hashes wait; so does `verify`. */
  hash(password: string): Promise<string>;
  /** Costs the same time with and without a stored hash. */
  verify(password: string, stored: string | null): Promise<boolean>;
}

/** Who an access token signs in. */
export interface SignIn {
  readonly userId: string;
  /** Null for people whom an external provider signs in: their sign-in ends with the token. */
  readonly sessionId: string | null;
  readonly accessTokenExpiresAt: Date;
}

/** Everything the functions of `domain/account/` need. */
export interface Accounts {
  readonly db: Ports["db"];
  readonly tokens: Tokens;
  readonly passwords: Passwords;
  /** Throws UNAUTHENTICATED for a token that signs nobody in, UNAVAILABLE where that cannot be told now. */
  readonly identify: (accessToken: string) => Promise<SignIn>;
  /** Hands a mail to the provider; resolves when it has been accepted. */
  readonly sendMail: (mail: Mail) => Promise<void>;
  /**
   * Runs `work` once the answer is on its way, so that the answer's time tells nothing about it. Failures are logged
   * under `name`; what is under way is finished before the process ends. Throws UNAVAILABLE when too much is waiting.
   */
  readonly afterwards: (name: string, work: () => Promise<void>) => void;
  /**
   * Told of every ended session after the commit, so that what runs under it ends; and of an erased account by its user's
   * id, for sign-ins without a session.
   */
  readonly onSessionsRevoked: (sessionIds: readonly string[]) => void;
  readonly refreshTokenTtlMs: number;
  readonly refreshRetryWindowMs: number;
  /** Where links in mail lead. */
  readonly publicUrl: string;
}
