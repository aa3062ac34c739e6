/** The gate: whether a session still counts, asked for every operation and answered mostly from memory. */
import { unauthenticated } from "../domain/errors.ts";
import type { Db } from "../domain/rows.ts";
import { createFreshCache } from "./freshCache.ts";

/** A session that ended on another process is refused here after at most this long. */
export const GATE_AGE_MAX_MS = 5_000;
/** Some 200 bytes each. */
const SESSIONS_MAX = 50_000;

export interface SessionGate {
  /** True for a session that was ended, has expired, or never was; at most GATE_AGE_MAX_MS late. */
  isRevoked(sessionId: string): Promise<boolean>;
  /** Throws UNAUTHENTICATED for a revoked session. A sign-in without one (an external provider's) passes. */
  assertLive(viewer: { readonly sessionId: string | null }): Promise<void>;
  /** Told of sessions that ended on this process: refused from now on. */
  revoke(sessionIds: readonly string[]): void;
}

export interface SessionGateDependencies {
  readonly db: Pick<Db, "session">;
  /** Milliseconds of a clock that never goes back; for tests. */
  readonly now?: () => number;
}

export function createSessionGate({ db, now }: SessionGateDependencies): SessionGate {
  /** When the session ends; null when it has ended. */
  const endings = createFreshCache<Date | null>({ maxAgeMs: GATE_AGE_MAX_MS, max: SESSIONS_MAX, now });
  const isRevoked = async (sessionId: string): Promise<boolean> => {
    const endsAt = await endings.get(sessionId, () => readEnding(db, sessionId));
    return endsAt === null || endsAt.getTime() <= Date.now();
  };
  return {
    isRevoked,
    async assertLive({ sessionId }) {
      if (sessionId !== null && (await isRevoked(sessionId))) {
        throw unauthenticated("This session has ended: sign in again.");
      }
    },
    revoke(sessionIds) {
      for (const sessionId of sessionIds) endings.set(sessionId, null);
    },
  };
}

async function readEnding(db: SessionGateDependencies["db"], sessionId: string): Promise<Date | null> {
  const session = await db.session.findUnique({
    where: { id: sessionId },
    select: { revokedAt: true, expiresAt: true },
  });
  return session === null || session.revokedAt !== null ? null : session.expiresAt;
}
