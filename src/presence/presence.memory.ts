/** Who is here, for a single process. */
import type { Activity } from "../domain/presence/ports.ts";
import type { ActivityStore } from "./store.ts";

export function createMemoryActivityStore(): ActivityStore {
  const known = new Map<string, Activity>();
  return {
    set: async (userId, activity) => {
      if (activity === null) known.delete(userId);
      else known.set(userId, activity);
    },
    read: async (userIds) => pick(known, userIds),
    onUnannounced: () => {
      // Nobody else says anything.
    },
    onRestored: () => {
      // Memory forgets nothing.
    },
    isWhole: () => true,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function pick(known: ReadonlyMap<string, Activity>, userIds: readonly string[]): Map<string, Activity> {
  const picked = new Map<string, Activity>();
  for (const userId of userIds) {
    const activity = known.get(userId);
    if (activity !== undefined) picked.set(userId, activity);
  }
  return picked;
}
