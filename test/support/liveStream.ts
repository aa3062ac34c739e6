/** A subscription in a test: items in order, waited for with a deadline, never with a sleep. */
import type { Client } from "graphql-ws";
import type { TypedDocumentString } from "../gen/graphql.ts";
import type { ConversationEventsSubscription, InboxEventsSubscription } from "../gen/graphql.ts";

export type ConversationItem = ConversationEventsSubscription["conversationEvents"];
export type InboxItem = InboxEventsSubscription["inboxEvents"];

const DEADLINE_MS = 10_000;

export class LiveStream<Item extends ConversationItem | InboxItem> {
  readonly #client: Client;
  readonly #unread: Item[] = [];
  #wake: (() => void) | null = null;
  #end: { readonly error: unknown } | null = null;
  #cursor: string | null = null;

  constructor(client: Client) {
    this.#client = client;
  }

  static open<Data, Variables extends Record<string, unknown>, Item extends ConversationItem | InboxItem>(
    client: Client,
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    itemOf: (data: Data) => Item,
  ): LiveStream<Item> {
    const stream = new LiveStream<Item>(client);
    stream.#listen(document, variables, itemOf);
    return stream;
  }

  #listen<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    itemOf: (data: Data) => Item,
  ): void {
    this.#client.subscribe<Data>(
      { query: document.toString(), variables },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined || data == null) this.#finish(errors);
          else this.#take(itemOf(data));
        },
        error: (error) => this.#finish(error),
        complete: () => this.#finish(null),
      },
    );
  }

  /** The cursor of the newest item that was read from this object; null before the first. */
  get cursor(): string | null {
    return this.#cursor;
  }

  /** Resolves when the first item is at hand, or the stream is over; rejects when it was refused. */
  async opened(): Promise<void> {
    await this.#until(() => this.#unread.length > 0 || this.#end !== null);
    if (this.#unread.length === 0 && this.#end?.error != null) throw this.#end.error;
  }

  /** The next item; rejects when the stream ends instead, or nothing comes in ten seconds. */
  async next(): Promise<Item> {
    await this.#until(() => this.#unread.length > 0 || this.#end !== null);
    const item = this.#unread.shift();
    if (item === undefined) throw this.#end?.error ?? new Error("The stream is complete.");
    if ("cursor" in item) this.#cursor = item.cursor;
    return item;
  }

  /** The next `count` items. */
  async take(count: number): Promise<Item[]> {
    const items: Item[] = [];
    while (items.length < count) items.push(await this.next());
    return items;
  }

  /** Items up to and including the first of this type. */
  async until(typename: Item["__typename"]): Promise<Item[]> {
    const items: Item[] = [];
    for (;;) {
      const item = await this.next();
      items.push(item);
      if (item.__typename === typename) return items;
    }
  }

  /** The bodies of the next `count` messages sent; other items are passed over. */
  async bodies(count: number): Promise<string[]> {
    const bodies: string[] = [];
    while (bodies.length < count) {
      const item = await this.next();
      if (item.__typename === "MessageSent") bodies.push(item.sentMessage.body);
    }
    return bodies;
  }

  /** The rest, when the server has ended the stream. Rejects with the error it was ended with. */
  async rest(): Promise<Item[]> {
    await this.#until(() => this.#end !== null);
    const items = this.#unread.splice(0);
    if (this.#end?.error != null) throw this.#end.error;
    return items;
  }

  /** Pulls the plug. */
  async drop(): Promise<void> {
    this.#client.terminate();
    await this.#until(() => this.#end !== null);
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }

  #take(item: Item): void {
    this.#unread.push(item);
    this.#wake?.();
  }

  #finish(error: unknown): void {
    this.#end ??= { error };
    this.#wake?.();
  }

  async #until(isDone: () => boolean): Promise<void> {
    const deadline = Date.now() + DEADLINE_MS;
    while (!isDone()) {
      await new Promise<void>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`Nothing came in ${DEADLINE_MS} ms.`)),
          deadline - Date.now(),
        );
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
