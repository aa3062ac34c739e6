/**
 * Exchanges a refresh token for its successor and a new access token.
 *
 * A session's refresh tokens form a chain; only the newest works. The successor of a token is computed from it, so
 * that a client whose answer got lost asks again and gets the same one, for a short time (`refreshRetryWindowMs`).
 * A token that comes back later than that is in two hands: the whole session ends.
 */
import { sha256 } from "../../lib/hash.ts";
import { InvalidTokenError } from "../errors.ts";
import type { Tx } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import type { Accounts } from "./ports.ts";
import { describeClient, signIn } from "./startSession.ts";
import type { SessionClient, SignedIn } from "./startSession.ts";

type Rotation = "ROTATED" | "REPEATED" | "REUSED" | "ENDED";

/** Idempotent within the retry window, also for calls at the same moment. Errors: InvalidToken. */
export async function refreshSession(
  accounts: Accounts,
  refreshToken: string,
  client: SessionClient,
): Promise<SignedIn> {
  const hash = sha256(refreshToken);
  const known = await accounts.db.refreshToken.findUnique({
    where: { hash },
    include: { session: { include: { user: true } } },
  });
  if (known === null) throw new InvalidTokenError();
  const { session } = known;

  const successor = accounts.tokens.successorOf(refreshToken);
  const rotation = await accounts.db.$transaction((tx) =>
    rotate(accounts, tx, { hash, successor, sessionId: session.id, client }),
  );

  if (rotation === "REUSED") {
    const ended = await endSessions(accounts.db, { userId: session.userId, id: session.id });
    if (ended.length > 0) accounts.onSessionsRevoked([session.id]);
  }
  if (rotation === "REUSED" || rotation === "ENDED") throw new InvalidTokenError();
  return signIn(accounts, session.user, { sessionId: session.id, refreshToken: successor });
}

interface RotationStep {
  readonly hash: Uint8Array<ArrayBuffer>;
  readonly successor: string;
  readonly sessionId: string;
  readonly client: SessionClient;
}

async function rotate(accounts: Accounts, tx: Tx, step: RotationStep): Promise<Rotation> {
  const { hash, successor, sessionId, client } = step;
  const now = new Date();
  // The session's row first: whoever else refreshes or ends this session waits, and sees what we did.
  const touched = await tx.session.updateMany({
    where: { id: sessionId, revokedAt: null, expiresAt: { gt: now } },
    data: { lastUsedAt: now },
  });
  if (touched.count === 0) return "ENDED";

  const { rotatedAt } = await tx.refreshToken.findUniqueOrThrow({ where: { hash } });
  if (rotatedAt !== null) {
    const isLate = now.getTime() - rotatedAt.getTime() > accounts.refreshRetryWindowMs;
    // Whoever has used the successor has received it: this one is in other hands.
    const next = await tx.refreshToken.findUnique({ where: { hash: sha256(successor) } });
    return isLate || next === null || next.rotatedAt !== null ? "REUSED" : "REPEATED";
  }

  await tx.refreshToken.update({ where: { hash }, data: { rotatedAt: now } });
  await tx.refreshToken.create({ data: { hash: sha256(successor), sessionId } });
  // What is older than a session can be left alone is no sign of theft any more, and the chain stays bounded.
  const forgotten = new Date(now.getTime() - accounts.refreshTokenTtlMs);
  await tx.refreshToken.deleteMany({ where: { sessionId, rotatedAt: { lt: forgotten } } });
  const expiresAt = new Date(now.getTime() + accounts.refreshTokenTtlMs);
  await tx.session.update({ where: { id: sessionId }, data: { expiresAt, ...describeClient(client) } });
  return "ROTATED";
}
