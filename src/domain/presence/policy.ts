/** What a person's presence says. */
import type { PresenceRow } from "../rows.ts";
import type { Activity, PresenceView, Sight } from "./ports.ts";

/** What is said of somebody who may not be seen, or of whom nothing is known: the same for all of them. */
export function hiddenPresence(userId: string): PresenceView {
  return { type: "PRESENCE", userId, status: "OFFLINE", customStatus: null, lastSeenAt: null };
}

/** What one person may see of a presence; who has no sight of it may see nothing. */
export function viewPresence(view: PresenceView, sight: Sight | undefined): PresenceView {
  if (sight === undefined) return hiddenPresence(view.userId);
  return sight.seesLastSeen || view.lastSeenAt === null ? view : { ...view, lastSeenAt: null };
}

/**
 * What a person's devices and choice make together. Without a device they are OFFLINE whatever they chose; who chose
 * OFFLINE reads as if their last device had left at that moment.
 */
export function presenceOf(
  userId: string,
  kept: PresenceRow | null,
  activity: Activity | null,
): PresenceView {
  const status = statusOf(kept?.chosenStatus ?? "ONLINE", activity);
  const lastSeenAt = status === "OFFLINE" ? (kept?.lastSeenAt ?? null) : null;
  return { type: "PRESENCE", userId, status, customStatus: kept?.customStatus ?? null, lastSeenAt };
}

function statusOf(chosen: PresenceRow["chosenStatus"], activity: Activity | null): PresenceView["status"] {
  if (activity === null) return "OFFLINE";
  if (chosen !== "ONLINE") return chosen;
  return activity === "ACTIVE" ? "ONLINE" : "AWAY";
}

export function isSamePresence(one: PresenceView, other: PresenceView): boolean {
  return (
    one.status === other.status &&
    one.customStatus === other.customStatus &&
    one.lastSeenAt?.getTime() === other.lastSeenAt?.getTime()
  );
}
