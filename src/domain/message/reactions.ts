/** Reactions as a message's row counts them. */
import { TooManyReactionsError } from "../errors.ts";
import type { MessageRow } from "../rows.ts";

/** Different emoji on one message. */
export const REACTIONS_MAX = 50;

export interface ReactionCount {
  readonly emoji: string;
  readonly count: number;
}

type Counts = Pick<MessageRow, "reactionEmojis" | "reactionCounts">;

/** None, of each. */
export const NO_REACTIONS: Counts = { reactionEmojis: [], reactionCounts: [] };

/** In the order in which the emoji came. */
export function reactionsOf({ reactionEmojis, reactionCounts }: Counts): ReactionCount[] {
  return reactionEmojis.map((emoji, index) => ({ emoji, count: reactionCounts[index] ?? 0 }));
}

/** With one more of `emoji`. Throws TooManyReactions where that would be one emoji too many. */
export function withReaction(message: Counts, emoji: string): Counts {
  const counts = reactionsOf(message);
  if (counts.some((each) => each.emoji === emoji)) {
    return countsOf(counts.map((each) => (each.emoji === emoji ? { emoji, count: each.count + 1 } : each)));
  }
  if (counts.length >= REACTIONS_MAX) throw new TooManyReactionsError(REACTIONS_MAX);
  return countsOf([...counts, { emoji, count: 1 }]);
}

/** With one less; an emoji that nobody is left of is gone. */
export function withoutReaction(message: Counts, emoji: string): Counts {
  const counts = reactionsOf(message).map((each) =>
    each.emoji === emoji ? { emoji, count: each.count - 1 } : each,
  );
  return countsOf(counts.filter(({ count }) => count > 0));
}

function countsOf(counts: readonly ReactionCount[]): Counts {
  return {
    reactionEmojis: counts.map(({ emoji }) => emoji),
    reactionCounts: counts.map(({ count }) => count),
  };
}
