/** Who may see how far a member has got. */
import type { MemberRow } from "../rows.ts";
import type { Mark } from "./ports.ts";

/**
 * The present members of the conversation, of each other, whom the member's privacy lets in. `asker` is their membership
 * of it.
 */
export function canSeeMark(
  asker: Pick<MemberRow, "removedSeq"> | null,
  member: MemberRow,
  isAdmitted: boolean,
): boolean {
  return asker?.removedSeq === null && member.removedSeq === null && isAdmitted;
}

/** What somebody is shown as read: to the member, where they read on; to others, how far they ever got. */
export function shownReadSeq(mark: Mark, isOwn: boolean): number {
  return isOwn ? mark.readSeq : mark.receiptSeq;
}
