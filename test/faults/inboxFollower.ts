/** A recorded client that follows its inbox, and when it is cut off resumes from its last checkpoint. */
import { setTimeout as delay } from "node:timers/promises";
import { FaultsInboxDocument } from "./documents.ts";
import type { FollowerLog } from "./history.ts";
import { InboxBook } from "./inboxBook.ts";
import { Life } from "./life.ts";
import type { LifeOptions } from "./life.ts";
import type { Wire } from "./wire.ts";

const POLL_MS = 20;

export interface InboxFollowerOptions extends LifeOptions {
  readonly name: string;
  readonly userId: string;
}

export class InboxFollower implements AsyncDisposable {
  readonly userId: string;
  readonly book: InboxBook;
  readonly life: Life;
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: InboxFollowerOptions) {
    this.userId = options.userId;
    this.book = new InboxBook(options.name, options.userId);
    this.life = new Life(options, {
      follow: (wire, ended) => this.#follow(wire, ended),
      lost: (code) => this.book.note({ type: "CLOSED", code }),
    });
  }

  /** One for each conversation. */
  get logs(): readonly FollowerLog[] {
    return this.book.logs;
  }

  /** Resolves when the stream is ready for the first time; rejects when it was refused. */
  begin(): Promise<void> {
    this.life.run().catch((error: unknown) => this.#ready.reject(error));
    return this.#ready.promise;
  }

  /** Whether it was told of `seq` of this conversation within so many milliseconds. */
  async reaches(conversationId: string, seq: number, withinMs: number): Promise<boolean> {
    const until = performance.now() + withinMs;
    while (this.book.seqOf(conversationId) < seq && performance.now() < until) await delay(POLL_MS);
    return this.book.seqOf(conversationId) >= seq;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.life[Symbol.asyncDispose]();
  }

  #follow(wire: Wire, ended: (code: string | null) => void): void {
    this.book.opened();
    let refusedWith: string | null = null;
    wire.subscribe(
      FaultsInboxDocument,
      { after: this.book.cursor },
      {
        next: ({ data, errors }) => {
          if (data == null) {
            refusedWith = errors?.[0]?.extensions?.code ?? "NO_CODE";
            return;
          }
          this.book.take(data.inboxEvents);
          if (data.inboxEvents.__typename === "StreamReady") this.#ready.resolve();
        },
        ended: (errors) => {
          const code = errors?.[0]?.extensions?.code ?? refusedWith;
          this.book.note(code === null ? { type: "COMPLETED" } : { type: "REFUSED", code });
          this.#ready.reject(new Error(`The inbox was refused: ${code ?? "completed"}`));
          ended(code);
        },
      },
    );
  }
}
