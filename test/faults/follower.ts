/** A recorded client that follows one conversation, and when it is cut off comes back with its own last cursor. */
import { setTimeout as delay } from "node:timers/promises";
import { decodeConversationCursor } from "../../src/domain/cursor.ts";
import { idOf } from "../../src/schema/nodeId.ts";
import type { FaultsFollowSubscription } from "../gen/graphql.ts";
import { FaultsFollowDocument } from "./documents.ts";
import type { FollowerEntry, FollowerLog } from "./history.ts";
import { ClosedError, Wire } from "./wire.ts";
import type { Result } from "./wire.ts";

/** Between two attempts, and a little more at random. */
const PAUSE_MS = 20;

export interface FollowerOptions {
  readonly name: string;
  readonly userId: string;
  readonly authorization: string;
  readonly conversationId: string;
  /** Where to connect, at each attempt. Waits while nothing is up. */
  readonly url: () => Promise<string>;
  readonly localAddress?: string;
  /** Takes a server that says nothing for so long for gone. */
  readonly silentMsMax?: number;
  /** Where to begin, instead of now. */
  readonly after?: string;
  /** Drops the body of what it logs after each event: thousands of followers only count. */
  readonly onEvent?: (seq: number) => void;
}

export class RecordingFollower implements FollowerLog, AsyncDisposable {
  readonly name: string;
  readonly userId: string;
  readonly conversationId: string;
  readonly entries: FollowerEntry[] = [];
  /** The newest seq that it was told, or from which it began. */
  lastSeq = 0;
  cursor: string | null;
  wire: Wire | null = null;
  readonly #options: FollowerOptions;
  readonly #ready = Promise.withResolvers<void>();
  #isClosed = false;
  #away: Promise<void> = Promise.resolve();
  #life: Promise<void> | null = null;
  #waits: { readonly seq: number; readonly tell: () => void }[] = [];

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.name = options.name;
    this.userId = options.userId;
    this.conversationId = options.conversationId;
    this.cursor = options.after ?? null;
  }

  /** Resolves when the stream is ready for the first time; rejects when it was refused. */
  begin(): Promise<void> {
    this.#life ??= this.#live();
    this.#life.catch((error: unknown) => this.#ready.reject(error));
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

  /** Cuts itself off, and stays away until what is returned is called. */
  leave(): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#away = promise;
    this.wire?.terminate();
    return resolve;
  }

  /** Whether the server has ended the stream for good. */
  get isOver(): boolean {
    const last = this.entries.at(-1)?.type;
    return last === "COMPLETED" || last === "REFUSED";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.wire?.terminate();
    this.#away = Promise.resolve();
    await this.#life?.catch(() => undefined);
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      await this.#away;
      const url = await this.#options.url();
      const isOver = await this.#follow(url).catch((error: unknown) => {
        if (!(error instanceof ClosedError)) throw error;
        this.#record({ type: "CLOSED", code: error.code });
        return false;
      });
      if (isOver || this.#isClosed) return;
      await delay(PAUSE_MS * (1 + Math.random()));
    }
  }

  /** Resolves when the server ended the stream; rejects with `ClosedError`. */
  async #follow(url: string): Promise<boolean> {
    const { authorization, conversationId, localAddress, silentMsMax } = this.#options;
    const wire = await Wire.open({
      url,
      authorization,
      ...(localAddress === undefined ? {} : { localAddress }),
      ...(silentMsMax === undefined ? {} : { silentMsMax }),
    });
    this.wire = wire;
    if (this.#isClosed) wire.terminate();
    const after = this.cursor;
    this.#record({ type: "OPENED", after: after === null ? null : this.#seqOf(after), url });
    const ended = Promise.withResolvers<boolean>();
    wire.subscribe(
      FaultsFollowDocument,
      { conversationId, after },
      {
        next: (result) => this.#take(result),
        ended: (errors) => {
          const code = errors?.[0]?.extensions?.code ?? null;
          this.#record(code === null ? { type: "COMPLETED" } : { type: "REFUSED", code });
          this.#ready.reject(new Error(`${this.name} was refused: ${code ?? "completed"}`));
          wire.terminate();
          ended.resolve(code !== "UNAVAILABLE");
        },
      },
    );
    void wire.closed.then((closing) => ended.reject(new ClosedError(closing)));
    return ended.promise;
  }

  #take({ data, errors }: Result<FaultsFollowSubscription>): void {
    const item = data?.conversationEvents;
    if (item === undefined) {
      this.#record({ type: "REFUSED", code: errors?.[0]?.extensions?.code ?? "NO_CODE" });
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
      this.#options.onEvent?.(item.seq);
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

type Step = FollowerEntry extends infer Entry
  ? Entry extends FollowerEntry
    ? Omit<Entry, "at">
    : never
  : never;
