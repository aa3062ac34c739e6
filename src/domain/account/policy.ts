/** Whose sessions a person may see, and which of them still count. */

/** A session is seen by its own user only. */
export function ownSession(userId: string) {
  return { userId };
}

/** One's own sessions that still sign in. */
export function ownLiveSession(userId: string, now: Date) {
  return { ...ownSession(userId), revokedAt: null, expiresAt: { gt: now } };
}
