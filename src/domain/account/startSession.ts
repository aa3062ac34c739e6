/** Begins a session: the row, its first refresh token, its first access token. */
import { newId } from "../../lib/ids.ts";
import { sha256 } from "../../lib/hash.ts";
import type { Tx, UserRow } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import { ownLiveSession } from "./policy.ts";
import type { Accounts } from "./ports.ts";

/** A person has at most this many live sessions; one more ends the one that was not used for longest. */
export const SESSIONS_PER_USER_MAX = 100;
const USER_AGENT_MAX = 400;

/** Where a sign-in comes from. */
export interface SessionClient {
  readonly address: string;
  readonly userAgent: string | null;
}

/** A sign-in, as its client is told of it. */
export interface SignedIn {
  readonly user: UserRow;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly accessTokenExpiresAt: Date;
  readonly refreshToken: string;
}

export interface StartedSession {
  readonly sessionId: string;
  readonly refreshToken: string;
  /** Sessions that had to end for this one; tell `onSessionsRevoked` after the commit. */
  readonly revokedSessionIds: readonly string[];
}

/** Writes the session inside `tx`, which holds the lock of the user's row. */
export async function startSession(
  accounts: Accounts,
  tx: Tx,
  userId: string,
  client: SessionClient,
): Promise<StartedSession> {
  const now = new Date();
  const sessionId = newId();
  const refreshToken = accounts.tokens.newRefreshToken();
  await tx.session.create({
    data: {
      id: sessionId,
      userId,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: new Date(now.getTime() + accounts.refreshTokenTtlMs),
      ...describeClient(client),
      refreshTokens: { create: { hash: sha256(refreshToken) } },
    },
  });
  return { sessionId, refreshToken, revokedSessionIds: await endSurplus(tx, userId, sessionId, now) };
}

/** The answer to a sign-in: signs an access token for the session. */
export async function signIn(
  accounts: Accounts,
  user: UserRow,
  session: { readonly sessionId: string; readonly refreshToken: string },
): Promise<SignedIn> {
  const { sessionId, refreshToken } = session;
  const access = await accounts.tokens.signAccessToken({ userId: user.id, sessionId });
  return { user, sessionId, accessToken: access.token, accessTokenExpiresAt: access.expiresAt, refreshToken };
}

/** The columns that tell a person which device a session is. */
export function describeClient(client: SessionClient): { userAgent: string | null; address: string } {
  return {
    userAgent: client.userAgent?.slice(0, USER_AGENT_MAX).toWellFormed().replaceAll("\u0000", "") ?? null,
    address: client.address,
  };
}

async function endSurplus(tx: Tx, userId: string, newSessionId: string, now: Date): Promise<string[]> {
  const surplus = await tx.session.findMany({
    where: { ...ownLiveSession(userId, now), id: { not: newSessionId } },
    orderBy: [{ lastUsedAt: "desc" }, { id: "desc" }],
    skip: SESSIONS_PER_USER_MAX - 1,
    select: { id: true },
  });
  const ids = surplus.map((session) => session.id);
  if (ids.length > 0) await endSessions(tx, { userId, id: { in: ids } });
  return ids;
}
