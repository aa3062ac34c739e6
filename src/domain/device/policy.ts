/** Whose devices a person may see, and which of them still count. */

/** More than anybody carries; one more takes the place of the one that was registered longest ago. */
export const DEVICES_PER_USER_MAX = 20;
/**
 * A sign-in through an external provider has no session here that ends with it: its devices count for so long after they
 * were registered last. Clients register with each start.
 */
export const UNBOUND_DEVICE_LASTS_MS = 30 * 86_400_000;

/** A device is seen by its own user only. */
export function ownDevices(userId: string) {
  return { userId };
}

/** One's own devices whose sign-in has not ended. */
export function ownLiveDevices(userId: string, now: Date) {
  const since = new Date(now.getTime() - UNBOUND_DEVICE_LASTS_MS);
  return {
    ...ownDevices(userId),
    OR: [
      { session: { revokedAt: null, expiresAt: { gt: now } } },
      { sessionId: null, lastSeenAt: { gt: since } },
    ],
  };
}
