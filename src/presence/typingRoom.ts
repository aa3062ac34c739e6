/**
 * The typing of one conversation on a process where somebody wants to know of it.
 *
 * Two kinds want to know. A follower is a member with a stream of their own, which ends with the membership; a listener
 * knows the memberships itself. The log's publications are heard while there is a follower, whose removal they tell, or
 * a typist, whose message they tell: a quiet conversation that many listen to costs no second decoding of its events.
 */
import type { ConversationEvent } from "../domain/events.ts";
import type { FindMembers, TypingState } from "../domain/presence/ports.ts";
import type { ConversationSignal, SignalBus } from "../domain/signals.ts";
import { Latch } from "../lib/latch.ts";
import { Typists } from "./typists.ts";

/** A removal that no publication told of ends the follower's stream before the next change that is later than this. */
const MEMBERS_FOR_MS = 30_000;

export interface Follower {
  readonly userId: string;
  /** Set when the state has changed, or the membership has ended. */
  readonly moved: Latch;
  isMember: boolean;
}

export interface RoomOptions {
  readonly bus: SignalBus;
  readonly findMembers: FindMembers;
}

export class TypingRoom implements Disposable {
  readonly #conversationId: string;
  readonly #options: RoomOptions;
  readonly #typists: Typists;
  readonly #followers = new Set<Follower>();
  readonly #listeners = new Set<(state: TypingState) => void>();
  readonly #stopHearing: () => void;
  #stopSeeing: (() => void) | null = null;
  #timer: NodeJS.Timeout | null = null;
  #checkedAt = performance.now();
  #checked: Promise<void> = Promise.resolve();

  constructor(conversationId: string, options: RoomOptions) {
    this.#conversationId = conversationId;
    this.#options = options;
    this.#typists = new Typists(conversationId);
    this.#stopHearing = options.bus.listen(conversationId, (signal) => this.#hear(signal));
  }

  /** The same object until it has changed. */
  get state(): TypingState {
    return this.#typists.state;
  }

  get isEmpty(): boolean {
    return this.#followers.size + this.#listeners.size === 0;
  }

  enter(userId: string): Follower {
    const follower: Follower = { userId, moved: new Latch(), isMember: true };
    this.#followers.add(follower);
    this.#seeWhatMatters();
    return follower;
  }

  leave(follower: Follower): void {
    this.#followers.delete(follower);
    this.#seeWhatMatters();
  }

  listen(listener: (state: TypingState) => void): () => void {
    // A function of its own, so that one listener may listen twice.
    const own = (state: TypingState): void => listener(state);
    this.#listeners.add(own);
    if (this.state.count > 0) own(this.state);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Finds followers whose membership has ended untold: one statement for all of them, at most every thirty seconds. */
  checkMembers(): Promise<void> {
    if (performance.now() - this.#checkedAt < MEMBERS_FOR_MS) return this.#checked;
    this.#checkedAt = performance.now();
    const asked = [...this.#followers];
    const userIds = asked.map(({ userId }) => userId);
    this.#checked = this.#options
      .findMembers(this.#conversationId, userIds)
      .then((members) => {
        for (const follower of asked) if (!members.has(follower.userId)) dismiss(follower);
      })
      // A database that is away tells of no removal; the next change asks again.
      .catch(() => {
        this.#checkedAt = Number.NEGATIVE_INFINITY;
      });
    return this.#checked;
  }

  [Symbol.dispose](): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stopHearing();
    this.#stopSeeing?.();
  }

  #hear(signal: ConversationSignal): void {
    if (signal.type !== "TYPING") return;
    const { userId, isTyping, restriction } = signal;
    this.#change((now) => this.#typists.hear(userId, isTyping, now, restriction));
  }

  #see(event: ConversationEvent): void {
    if (event.kind === "MESSAGE_SENT") this.#change((now) => this.#typists.sent(event.message.senderId, now));
    if (event.kind !== "MEMBER_LEFT") return;
    const { userId } = event.member;
    for (const follower of this.#followers) if (follower.userId === userId) dismiss(follower);
    this.#change((now) => this.#typists.hear(userId, false, now));
  }

  #change(change: (now: number) => void): void {
    const before = this.state;
    change(performance.now());
    this.#expireInTime();
    if (this.state === before) return;
    this.#seeWhatMatters();
    for (const { moved } of this.#followers) moved.set();
    for (const listener of this.#listeners) listener(this.state);
  }

  #seeWhatMatters(): void {
    const matters = this.#followers.size > 0 || this.state.count > 0;
    if (matters) {
      this.#stopSeeing ??= this.#options.bus.listenToEvents(this.#conversationId, (event) =>
        this.#see(event),
      );
    } else {
      this.#stopSeeing?.();
      this.#stopSeeing = null;
    }
  }

  #expireInTime(): void {
    if (this.#timer !== null) return;
    const { expiresAt } = this.#typists;
    if (expiresAt === null) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = null;
        this.#change((now) => this.#typists.expire(now));
      },
      Math.max(1, expiresAt - performance.now()),
    );
  }
}

function dismiss(follower: Follower): void {
  follower.isMember = false;
  follower.moved.set();
}
