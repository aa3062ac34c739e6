/** What this process has just told of somebody's typing: what need not be told again, and not be checked again. */
import type { Restriction } from "../domain/privacy/restriction.ts";

/** Typing that was told within this time is not told again; shorter than it takes to expire, so that renewals get through. */
export const THROTTLE_MS = 2_000;
/** A membership that was seen is believed for so long. */
const MEMBER_FOR_MS = 10_000;
/** Some 300 bytes each; the one that was not used for longest goes first, and is told and checked once more. */
export const ENTRIES_MAX = 20_000;

interface Entry extends Seen {
  /** When it was last told that they type; null since it was told that they do not. */
  readonly toldAt: number | null;
  readonly memberSince: number;
}

/** What was found when the membership was looked at. */
export interface Seen {
  /** From whom the person's typing is kept. */
  readonly restriction: Restriction | undefined;
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

  /** What was found of a member; null for who has to be looked at. */
  seen(key: string, now: number): Seen | null {
    const entry = this.#entries.get(key);
    return entry !== undefined && now - entry.memberSince < MEMBER_FOR_MS ? entry : null;
  }

  /** It is told now, by somebody who is a member. */
  told(key: string, isTyping: boolean, now: number, { restriction }: Seen): void {
    const memberSince = this.seen(key, now) === null ? now : (this.#entries.get(key)?.memberSince ?? now);
    this.#entries.delete(key);
    this.#entries.set(key, { toldAt: isTyping ? now : null, memberSince, restriction });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= ENTRIES_MAX) return;
      this.#entries.delete(oldest);
    }
  }
}
