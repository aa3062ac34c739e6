/** A good client of one conversation: follows it, and when its socket ends comes back with its last cursor. */
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";
import { graphql } from "../gen/index.ts";
import type { FollowerEventsSubscription } from "../gen/graphql.ts";

/** As little as tells what arrived, and where. */
export const FollowerEventsDocument = graphql(`
  subscription FollowerEvents($conversationId: ID!, $after: Cursor) {
    conversationEvents(conversationId: $conversationId, after: $after) {
      __typename
      ... on StreamReady {
        cursor
        recovered
      }
      ... on StreamReset {
        cursor
        reason
      }
      ... on ConversationEvent {
        seq
        cursor
      }
      ... on MessageSent {
        sentMessage {
          clientKey
          body
          isWithheld
        }
      }
    }
  }
`);

export interface Delivery {
  readonly seq: number;
  /** Of a message; null for another event. */
  readonly clientKey: string | null;
}

export interface FollowerOptions {
  readonly authorization: string;
  readonly conversationId: string;
  /** Where to connect, and to connect again. */
  readonly url: () => Promise<string>;
}

export class Follower implements AsyncDisposable {
  readonly conversationId: string;
  /** Every event that was delivered, as it came. */
  readonly deliveries: Delivery[] = [];
  /** Of the sockets that ended under it. */
  readonly closeCodes: number[] = [];
  /** What must not happen: a reset, or a stream that came back without what was missed. */
  readonly complaints: string[] = [];
  readonly #options: FollowerOptions;
  readonly #ready = Promise.withResolvers<void>();
  readonly #awaited = new Set<{ readonly count: number; readonly tell: () => void }>();
  #cursor: string | null = null;
  #isClosed = false;
  #disconnect: () => unknown = () => undefined;
  #life: Promise<void> | null = null;

  constructor(options: FollowerOptions) {
    this.#options = options;
    this.conversationId = options.conversationId;
  }

  /** Resolves when the stream is live for the first time. */
  async begin(): Promise<void> {
    this.#life ??= this.#live();
    await Promise.race([this.#ready.promise, this.#life]);
  }

  /** Resolves when so many events have been delivered. */
  async received(count: number, deadlineMs: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = new Error(
      `${count} events were awaited, ${this.deliveries.length} came in ${deadlineMs} ms.`,
    );
    const timer = setTimeout(() => reject(late), deadlineMs);
    const awaited = { count, tell: resolve };
    this.#awaited.add(awaited);
    this.#tell();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#awaited.delete(awaited);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#disconnect();
    await this.#life;
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      const url = await this.#options.url();
      try {
        await this.#follow(url);
      } catch (error) {
        if (this.#isClosed) return;
        if (!isCloseEvent(error)) throw error;
        this.closeCodes.push(error.code);
      }
    }
  }

  async #follow(url: string): Promise<void> {
    const client = createClient({
      url: `${url.replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.#options.authorization },
      retryAttempts: 0,
    });
    this.#disconnect = () => client.dispose();
    const variables = { conversationId: this.conversationId, after: this.#cursor };
    const items = client.iterate<FollowerEventsSubscription>({
      query: String(FollowerEventsDocument),
      variables,
    });
    for await (const { data, errors } of items) {
      if (data == null) throw new Error(`Refused: ${JSON.stringify(errors)}`);
      this.#take(data.conversationEvents, variables.after !== null);
    }
  }

  #take(item: FollowerEventsSubscription["conversationEvents"], isResumed: boolean): void {
    this.#cursor = item.cursor;
    if (item.__typename === "StreamReset") this.complaints.push(item.reason);
    if (item.__typename === "StreamReady") {
      if (item.recovered !== isResumed) this.complaints.push(`recovered: ${item.recovered}`);
      this.#ready.resolve();
    }
    if (!("seq" in item)) return;
    const clientKey = item.__typename === "MessageSent" ? item.sentMessage.clientKey : null;
    this.deliveries.push({ seq: item.seq, clientKey });
    this.#tell();
  }

  #tell(): void {
    for (const { count, tell } of this.#awaited) {
      if (this.deliveries.length >= count) tell();
    }
  }
}

function isCloseEvent(error: unknown): error is { code: number } {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "number";
}
