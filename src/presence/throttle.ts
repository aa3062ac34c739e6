/** What this process has just told of somebody's typing: what need not be told again, and not be checked again. */

/** Typing that was told within this time is not told again; shorter than it takes to expire, so that renewals get through. */
export const THROTTLE_MS = 2_000;
/** A membership that was seen is believed for so long. */
const MEMBER_FOR_MS = 10_000;
/** Some 300 bytes each; the one that was not used for longest goes first, and is told and checked once more. */
export const ENTRIES_MAX = 20_000;

interface Entry {
  /** When it was last told that they type; null since it was told that they do not. */
  toldAt: number | null;
  readonly memberSince: number;
}

/** Keys name a person in a conversation. Times are milliseconds of one clock that never goes back. */
export class Throttle {
  readonly #entries = new Map<string, Entry>();

  /** Whether telling it now would tell nothing new. */
  isRepeat(key: string, isTyping: boolean, now: number): boolean {
    const entry = this.#entries.get(key);
    if (entry === undefined) return false;
    return isTyping ? entry.toldAt !== null && now - entry.toldAt < THROTTLE_MS : entry.toldAt === null;
  }

  isMember(key: string, now: number): boolean {
    const entry = this.#entries.get(key);
    return entry !== undefined && now - entry.memberSince < MEMBER_FOR_MS;
  }

  /** It is told now, by somebody who is a member. */
  told(key: string, isTyping: boolean, now: number): void {
    const memberSince = this.isMember(key, now) ? (this.#entries.get(key)?.memberSince ?? now) : now;
    this.#entries.delete(key);
    this.#entries.set(key, { toldAt: isTyping ? now : null, memberSince });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= ENTRIES_MAX) return;
      this.#entries.delete(oldest);
    }
  }
}
