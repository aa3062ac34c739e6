/** Who is here, for a single process. */
import type { Activity } from "../domain/presence/ports.ts";
import type { ActivityStore } from "./store.ts";

export function createMemoryActivityStore(): ActivityStore {
  const known = new Map<string, Activity>();
  const open = new Map<string, readonly string[]>();
  return {
    set: async (userId, activity) => {
      if (activity === null) known.delete(userId);
      else known.set(userId, activity);
    },
    read: async (userIds) => pick(known, userIds),
    setOpen: async (userId, conversationIds) => {
      if (conversationIds.length === 0) open.delete(userId);
      else open.set(userId, conversationIds);
    },
    readOpen: async (userIds) => pick(open, userIds),
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

function pick<Said>(known: ReadonlyMap<string, Said>, userIds: readonly string[]): Map<string, Said> {
  const picked = new Map<string, Said>();
  for (const userId of userIds) {
    const said = known.get(userId);
    if (said !== undefined) picked.set(userId, said);
  }
  return picked;
}
