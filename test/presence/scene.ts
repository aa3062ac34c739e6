/** Devices of people: a socket each, with what they ask and watch on it. */
import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import { WebSocket } from "ws";
import { Arrivals } from "../clients/arrivals.ts";
import type {
  PresenceOfQuery,
  PresenceStatus,
  PresenceSubscription,
  TypedDocumentString,
  TypingSubscription,
} from "../gen/graphql.ts";
import {
  PresenceDocument,
  PresenceOfDocument,
  SetDeviceIdleDocument,
  SetPresenceDocument,
  SetTypingDocument,
  TypingDocument,
} from "../support/documents.ts";
import type { Person } from "../support/people.ts";

type SeenPresence = PresenceSubscription["presence"]["presence"];
type SeenTyping = TypingSubscription["typing"];
export type SeenUser = Extract<PresenceOfQuery["nodes"][number], { username: string }>;

export class Device implements AsyncDisposable {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
  }

  /** Connected and signed in when it resolves. */
  static async of(person: Person, node: { readonly url: string }): Promise<Device> {
    const { promise: connected, resolve, reject } = Promise.withResolvers<void>();
    const client = createClient({
      url: `${node.url.replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: person.authorization },
      retryAttempts: 0,
      lazy: false,
      onNonLazyError: reject,
      on: { connected: () => resolve() },
    });
    await connected;
    return new Device(client);
  }

  async asks<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    for await (const { data, errors } of this.#client.iterate<Data>({ query: String(document), variables })) {
      if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
      return data;
    }
    throw new Error("The operation completed without a result.");
  }

  /** Rejects with what the subscription was refused with when its first item is asked for. */
  listens<Data, Variables extends Record<string, unknown>, Item>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    itemOf: (data: Data) => Item,
  ): Arrivals<Item> {
    const arrivals = new Arrivals<Item>();
    this.#client.subscribe<Data>(
      { query: String(document), variables },
      {
        next: ({ data, errors }) => {
          if (errors !== undefined || data == null) arrivals.end(errors);
          else arrivals.put(itemOf(data));
        },
        error: (error) => arrivals.end(error),
        complete: () => arrivals.end(),
      },
    );
    return arrivals;
  }

  watches(...people: readonly { readonly id: string }[]): Arrivals<SeenPresence> {
    const userIds = people.map(({ id }) => id);
    return this.listens(PresenceDocument, { userIds }, ({ presence }) => presence.presence);
  }

  followsTyping(conversationId: string): Arrivals<SeenTyping> {
    return this.listens(TypingDocument, { conversationId }, ({ typing }) => typing);
  }

  async isIdle(isIdle: boolean) {
    return (await this.asks(SetDeviceIdleDocument, { input: { isIdle } })).setDeviceIdle;
  }

  /** Pulls the plug. */
  drop(): void {
    this.#client.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }
}

export async function choosesStatus(person: Person, status: PresenceStatus, customStatus?: string | null) {
  const input = { status, ...(customStatus !== undefined && { customStatus }) };
  return (await person.asks(SetPresenceDocument, { input })).setPresence;
}

export async function types(person: Person, conversationId: string, isTyping = true) {
  return (await person.asks(SetTypingDocument, { input: { conversationId, isTyping } })).setTyping;
}

/** What `asker` is told of these people, in their order. */
export async function presencesOf(asker: Person, ...people: readonly { readonly id: string }[]) {
  const { nodes } = await asker.asks(PresenceOfDocument, { ids: people.map(({ id }) => id) });
  return nodes.map((node) => {
    if (node === null || !("username" in node)) throw new Error("There is no such person.");
    return node.presence;
  });
}

export async function statusOf(
  asker: Person,
  person: { readonly id: string },
): Promise<PresenceStatus | undefined> {
  const [presence] = await presencesOf(asker, person);
  return presence?.status;
}
