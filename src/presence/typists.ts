/** Who types in one conversation, as far as this process has heard. */
import type { TypingState } from "../domain/presence/ports.ts";

/** Typing that is not renewed for so long is over. */
export const TYPING_EXPIRES_MS = 6_000;
/** A renewal that overtook the message it was typed for must not show its sender typing again. */
const DEAF_AFTER_SEND_MS = 500;
/** Named in what is told; the rest are counted. */
export const TYPING_NAMES_MAX = 20;
/** Counted; more are not heard. */
export const TYPISTS_MAX = 1_000;

/** Times are milliseconds of one clock that never goes back. */
export class Typists {
  readonly #conversationId: string;
  /** When each one's typing expires, in the order in which they began. */
  readonly #until = new Map<string, number>();
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
    for (const until of this.#until.values()) first = first === null ? until : Math.min(first, until);
    return first;
  }

  hear(userId: string, isTyping: boolean, now: number): void {
    if (!isTyping) return this.#drop([userId]);
    if ((this.#deafUntil.get(userId) ?? 0) > now) return;
    if (!this.#until.has(userId) && this.#until.size >= TYPISTS_MAX) return;
    const isNew = !this.#until.has(userId);
    this.#until.set(userId, now + TYPING_EXPIRES_MS);
    if (isNew) this.#tell();
  }

  /** A message of theirs was sent. */
  sent(userId: string, now: number): void {
    for (const [deaf, until] of this.#deafUntil) if (until <= now) this.#deafUntil.delete(deaf);
    if (this.#deafUntil.size < TYPISTS_MAX) this.#deafUntil.set(userId, now + DEAF_AFTER_SEND_MS);
    this.#drop([userId]);
  }

  expire(now: number): void {
    this.#drop([...this.#until].filter(([, until]) => until <= now).map(([userId]) => userId));
  }

  #drop(userIds: readonly string[]): void {
    if (userIds.filter((userId) => this.#until.delete(userId)).length > 0) this.#tell();
  }

  #tell(): void {
    this.#state = {
      type: "TYPING",
      conversationId: this.#conversationId,
      userIds: [...this.#until.keys()].slice(0, TYPING_NAMES_MAX),
      count: this.#until.size,
    };
  }
}
