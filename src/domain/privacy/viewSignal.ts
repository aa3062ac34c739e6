/** Typing and receipts as one member may be told of them: the same object for all from whom nothing is kept. */
import type { TypingState } from "../presence/ports.ts";
import type { ReceiptsItem } from "../receipts/ports.ts";
import type { SignalItem } from "../streams.ts";
import { isKeptFrom } from "./restriction.ts";

export function viewTyping(state: TypingState, userId: string): TypingState {
  const { userIds, count, restrictions } = state;
  if (restrictions === undefined) return state;
  const hidden = new Set<string>();
  for (const [typistId, restriction] of restrictions)
    if (isKeptFrom(restriction, userId)) hidden.add(typistId);
  if (hidden.size === 0) return state;
  return {
    ...state,
    userIds: userIds.filter((typistId) => !hidden.has(typistId)),
    count: count - hidden.size,
  };
}

/** Null where nothing is left. */
export function viewReceipts(item: ReceiptsItem, userId: string): ReceiptsItem | null {
  const shown = item.members.filter(({ restriction }) => !isKeptFrom(restriction, userId));
  const hidden = item.members.length - shown.length;
  if (hidden === 0) return item;
  return item.count > hidden ? { ...item, members: shown, count: item.count - hidden } : null;
}

/** Whether it says something that is kept from somebody. */
export function keepsSomething(item: SignalItem | null): boolean {
  if (item === null) return false;
  if (item.type === "TYPING") return item.restrictions !== undefined;
  return item.members.some(({ restriction }) => restriction !== undefined);
}

/** What is new in it to this member, behind what was told before of the typing there; null when nothing is. */
export function viewSignal(item: SignalItem, before: TypingState | null, userId: string): SignalItem | null {
  return item.type === "RECEIPTS" ? viewReceipts(item, userId) : viewNewTyping(item, before, userId);
}

/** Who is told twice of the same would know that somebody types of whom they are not to know. Null before: nobody typed. */
export function viewNewTyping(
  state: TypingState,
  before: TypingState | null,
  userId: string,
): TypingState | null {
  const view = viewTyping(state, userId);
  const { count, userIds } = before === null ? { count: 0, userIds: [] } : viewTyping(before, userId);
  return count === view.count && userIds.join() === view.userIds.join() ? null : view;
}
