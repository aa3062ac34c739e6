/** A recorded client that follows one conversation, and when it is cut off comes back with its own last cursor. */
import { decodeConversationCursor } from "../../src/domain/cursor.ts";
import { idOf } from "../../src/schema/nodeId.ts";
import type { FollowerEventsSubscription } from "../gen/graphql.ts";
import { FollowerEventsDocument } from "../nodes/follower.ts";
import type { FollowerEntry, FollowerLog, Step } from "./history.ts";
import { Life } from "./life.ts";
import type { LifeOptions } from "./life.ts";
import type { Result, Wire } from "./wire.ts";

export interface FollowerOptions extends LifeOptions {
  readonly name: string;
  readonly userId: string;
  readonly conversationId: string;
}

export class RecordingFollower implements FollowerLog, AsyncDisposable {
  readonly name: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly entries: FollowerEntry[] = [];
  /** The newest seq that it was told, or from which it began. */
  lastSeq = 0;
  cursor: string | null = null;
  readonly life: Life;
  readonly #ready = Promise.withResolvers<void>();
  #refusedWith: string | null = null;
  #waits: { readonly seq: number; readonly tell: () => void }[] = [];

  constructor(options: FollowerOptions) {
    this.name = options.name;
    this.userId = options.userId;
    this.conversationId = options.conversationId;
    this.life = new Life(options, {
      follow: (wire, ended) => this.#follow(wire, ended),
      lost: (code) => this.#record({ type: "CLOSED", code }),
    });
  }

  get wire(): Wire | null {
    return this.life.wire;
  }

  /** Resolves when the stream is ready for the first time; rejects when it was refused. */
  begin(): Promise<void> {
    this.life.run().catch((error: unknown) => this.#ready.reject(error));
    return this.#ready.promise;
  }

  /** Whether it was told of `seq` within so many milliseconds. */
  async reaches(seq: number, withinMs: number): Promise<boolean> {
    if (this.lastSeq >= seq) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wait = { seq, tell: () => resolve(true) };
    this.#waits.push(wait);
    const timer = setTimeout(() => resolve(false), withinMs);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#waits = this.#waits.filter((each) => each !== wait);
    });
  }

  /** Whether the server has ended the stream for good. */
  get isOver(): boolean {
    const last = this.entries.at(-1)?.type;
    return last === "COMPLETED" || last === "REFUSED";
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.life[Symbol.asyncDispose]();
  }

  #follow(wire: Wire, ended: (code: string | null) => void): void {
    const { conversationId, cursor: after } = this;
    this.#refusedWith = null;
    this.#record({ type: "OPENED", after: after === null ? null : this.#seqOf(after), url: wire.url });
    wire.subscribe(
      FollowerEventsDocument,
      { conversationId, after },
      {
        next: (result) => this.#take(result),
        ended: (errors) => {
          const code = errors?.[0]?.extensions?.code ?? this.#refusedWith;
          this.#record(code === null ? { type: "COMPLETED" } : { type: "REFUSED", code });
          this.#ready.reject(new Error(`${this.name} was refused: ${code ?? "completed"}`));
          ended(code);
        },
      },
    );
  }

  #take({ data, errors }: Result<FollowerEventsSubscription>): void {
    const item = data?.conversationEvents;
    if (item === undefined) {
      // It is completed next.
      this.#refusedWith = errors?.[0]?.extensions?.code ?? "NO_CODE";
      return;
    }
    this.cursor = item.cursor;
    if (item.__typename === "StreamReady" || item.__typename === "StreamReset") {
      const seq = this.#seqOf(item.cursor);
      this.lastSeq = seq;
      if (item.__typename === "StreamReset") this.#record({ type: "RESET", seq, reason: item.reason });
      else this.#record({ type: "READY", seq, recovered: item.recovered });
      if (item.__typename === "StreamReady") this.#ready.resolve();
    } else {
      const message = item.__typename === "MessageSent" ? item.sentMessage : null;
      const hasContent = message !== null && message.body !== "" && !message.isWithheld;
      this.#record({ type: "EVENT", seq: item.seq, clientKey: message?.clientKey ?? null, hasContent });
      this.lastSeq = item.seq;
    }
    for (const { seq, tell } of this.#waits) if (this.lastSeq >= seq) tell();
  }

  #seqOf(cursor: string): number {
    return decodeConversationCursor(cursor, idOf("Conversation", this.conversationId)).seq;
  }

  #record(step: Step): void {
    this.entries.push({ at: performance.now(), ...step });
  }
}
