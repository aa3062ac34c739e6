/** The gate: whether a session still counts, asked for every operation and answered mostly from memory. */
import { unauthenticated, unavailable } from "../domain/errors.ts";
import type { Db } from "../domain/rows.ts";
import { createBatcher } from "../lib/batcher.ts";
import { createFreshCache } from "./freshCache.ts";

/** A session that ended on another process is refused here after at most this long. */
export const GATE_AGE_MAX_MS = 5_000;
/** Some 200 bytes each. */
const SESSIONS_MAX = 50_000;
/** Looked up by one statement. */
const READ_MAX = 500;
const WAIT_MAX_MS = 8_000;
/** The largest time there is. */
const FOR_EVER = new Date(8.64e15);

export interface SessionGate {
  /** True for a session that was ended, has expired, or never was; at most GATE_AGE_MAX_MS late. */
  isRevoked(sessionId: string): Promise<boolean>;
  /**
   * Throws UNAUTHENTICATED for a revoked session; for a sign-in without one (an external provider's) when the account was
   * erased.
   */
  assertLive(viewer: { readonly userId: string; readonly sessionId: string | null }): Promise<void>;
  /** Told of sessions that ended on this process, and of erased accounts by their users' ids: refused from now on. */
  revoke(sessionIds: readonly string[]): void;
}

export interface SessionGateDependencies {
  readonly db: Pick<Db, "session" | "user">;
  /** Milliseconds of a clock that never goes back; for tests. */
  readonly now?: () => number;
}

export function createSessionGate({ db, now }: SessionGateDependencies): SessionGate {
  /** By session, or by user: when the sign-in ends; null when it has ended. */
  const endings = createFreshCache<Date | null>({ maxAgeMs: GATE_AGE_MAX_MS, max: SESSIONS_MAX, now });
  const readEnding = createReadEnding(db);
  const isRevoked = async (sessionId: string): Promise<boolean> => {
    const endsAt = await endings.get(sessionId, () => readEnding(sessionId));
    return endsAt === null || endsAt.getTime() <= Date.now();
  };
  const isErased = async (userId: string): Promise<boolean> => {
    const endsAt = await endings.get(userId, async () => {
      const standing = await db.user.count({ where: { id: userId, erasedAt: null } });
      return standing === 0 ? null : FOR_EVER;
    });
    return endsAt === null;
  };
  return {
    isRevoked,
    async assertLive({ userId, sessionId }) {
      const isOver = sessionId === null ? await isErased(userId) : await isRevoked(sessionId);
      if (isOver) throw unauthenticated("This session has ended: sign in again.");
    },
    revoke(sessionIds) {
      for (const sessionId of sessionIds) endings.set(sessionId, null);
    },
  };
}

/** Reads when sessions end, those that are asked for at the same time together. */
function createReadEnding(db: SessionGateDependencies["db"]): (sessionId: string) => Promise<Date | null> {
  const read = createBatcher<string, Date | null>({
    batchMax: READ_MAX,
    waitingMax: SESSIONS_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many sessions are looked up at once; try again."),
    run: async (_key, sessionIds) => {
      const live = await db.session.findMany({
        where: { id: { in: [...sessionIds] }, revokedAt: null },
        select: { id: true, expiresAt: true },
      });
      const endings = new Map(live.map(({ id, expiresAt }) => [id, expiresAt]));
      return sessionIds.map((sessionId) => endings.get(sessionId) ?? null);
    },
  });
  return (sessionId) => read("sessions", sessionId);
}
