/** Who types in one conversation, as far as this process has heard. */
import type { TypingState } from "../domain/presence/ports.ts";
import { isSameRestriction } from "../domain/privacy/restriction.ts";
import type { Restriction } from "../domain/privacy/restriction.ts";

/** Typing that is not renewed for so long is over. */
export const TYPING_EXPIRES_MS = 6_000;
/** A renewal that overtook the message it was typed for must not show its sender typing again. */
const DEAF_AFTER_SEND_MS = 500;
/** Named in what is told; the rest are counted. */
export const TYPING_NAMES_MAX = 20;
/** Counted; more are not heard. */
export const TYPISTS_MAX = 1_000;

interface Typist {
  /** When it expires. */
  readonly until: number;
  readonly restriction: Restriction | undefined;
}

/** Times are milliseconds of one clock that never goes back. */
export class Typists {
  readonly #conversationId: string;
  /** In the order in which they began. */
  readonly #typing = new Map<string, Typist>();
  /** Who has just sent, and until when they are not heard. */
  readonly #deafUntil = new Map<string, number>();
  #state: TypingState;

  constructor(conversationId: string) {
    this.#conversationId = conversationId;
    this.#state = { type: "TYPING", conversationId, userIds: [], count: 0 };
  }

  /** The same object until what it says has changed. */
  get state(): TypingState {
    return this.#state;
  }

  /** When the first one's typing expires; null while nobody types. */
  get expiresAt(): number | null {
    let first: number | null = null;
    for (const { until } of this.#typing.values()) first = first === null ? until : Math.min(first, until);
    return first;
  }

  /** With from whom it is kept. */
  hear(userId: string, isTyping: boolean, now: number, restriction?: Restriction): void {
    if (!isTyping) return this.#drop([userId]);
    if ((this.#deafUntil.get(userId) ?? 0) > now) return;
    const known = this.#typing.get(userId);
    if (known === undefined && this.#typing.size >= TYPISTS_MAX) return;
    this.#typing.set(userId, { until: now + TYPING_EXPIRES_MS, restriction });
    if (known === undefined || !isSameRestriction(known.restriction, restriction)) this.#tell();
  }

  /** A message of theirs was sent. */
  sent(userId: string, now: number): void {
    for (const [deaf, until] of this.#deafUntil) if (until <= now) this.#deafUntil.delete(deaf);
    if (this.#deafUntil.size < TYPISTS_MAX) this.#deafUntil.set(userId, now + DEAF_AFTER_SEND_MS);
    this.#drop([userId]);
  }

  expire(now: number): void {
    this.#drop([...this.#typing].filter(([, { until }]) => until <= now).map(([userId]) => userId));
  }

  #drop(userIds: readonly string[]): void {
    if (userIds.filter((userId) => this.#typing.delete(userId)).length > 0) this.#tell();
  }

  #tell(): void {
    const restrictions = new Map<string, Restriction>();
    for (const [userId, { restriction }] of this.#typing) {
      if (restriction !== undefined) restrictions.set(userId, restriction);
    }
    this.#state = {
      type: "TYPING",
      conversationId: this.#conversationId,
      userIds: [...this.#typing.keys()].slice(0, TYPING_NAMES_MAX),
      count: this.#typing.size,
      ...(restrictions.size > 0 && { restrictions }),
    };
  }
}
