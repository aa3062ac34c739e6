/** From whom something of a person is kept that members of a conversation are told as they are told it: typing, receipts. */

/** Of the members of one conversation. Absent where nothing is kept from anybody: of most people. */
export interface Restriction {
  /** The only ones who are told; null: everybody but those below. Empty: nobody. */
  readonly onlyTo: readonly string[] | null;
  readonly notTo: readonly string[];
}

export function isKeptFrom(restriction: Restriction | undefined, userId: string): boolean {
  if (restriction === undefined) return false;
  const { onlyTo, notTo } = restriction;
  return notTo.includes(userId) || (onlyTo !== null && !onlyTo.includes(userId));
}

export function isKeptFromAll(restriction: Restriction | undefined): boolean {
  return restriction?.onlyTo?.length === 0;
}

export function isSameRestriction(one: Restriction | undefined, other: Restriction | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.onlyTo?.join() === other.onlyTo?.join() && one.notTo.join() === other.notTo.join();
}
