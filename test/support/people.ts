/** People of a test: they register, talk and listen through the API like any client. */
import { randomUUID } from "node:crypto";
import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import { WebSocket } from "ws";
import type { TypedDocumentString } from "../gen/graphql.ts";
import {
  AddMembersDocument,
  ConversationEventsDocument,
  CreateDirectConversationDocument,
  CreateGroupDocument,
  DeleteMessageDocument,
  EditMessageDocument,
  HistoryDocument,
  InboxEventsDocument,
  RegisterDocument,
  RemoveMemberDocument,
  SendMessageDocument,
} from "./documents.ts";
import { LiveStream } from "./liveStream.ts";
import type { ConversationItem, InboxItem } from "./liveStream.ts";

export const PASSWORD = "correct horse battery";

export interface Answer<Data> {
  readonly status: number;
  readonly data?: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string } & object;
  }[];
}

export interface People extends AsyncDisposable {
  /** The server that people talk to from now on. */
  settleOn(url: string): void;
  register(username: string): Promise<Person>;
  /** Two registered people and the conversation between them. */
  inConversation<One extends string, Two extends string>(
    first: One,
    second: Two,
  ): Promise<Record<One | Two, Person> & { conversation: string }>;
  /** An owner and members, in a group; by name, and in this order as `people`. */
  inGroup<Name extends string>(
    owner: Name,
    ...members: Name[]
  ): Promise<Record<Name, Person> & { group: string; people: Person[] }>;
}

export function createPeople(): People {
  const open = new Set<LiveStream<ConversationItem> | LiveStream<InboxItem>>();
  let url = "";
  const register = (username: string): Promise<Person> => Person.register(url, username, open);
  const registerAll = async <Name extends string>(names: readonly Name[]): Promise<Record<Name, Person>> => {
    const people = await Promise.all(names.map(register));
    return Object.fromEntries(people.map((person) => [person.username, person])) as Record<Name, Person>;
  };
  return {
    settleOn: (to) => {
      url = to;
    },
    register,
    inConversation: async (first, second) => {
      const people = await registerAll([first, second]);
      return { ...people, conversation: await people[first].opensConversationWith(people[second]) };
    },
    inGroup: async (owner, ...members) => {
      const byName = await registerAll([owner, ...members]);
      const group = await byName[owner].makesGroup("Group", ...members.map((member) => byName[member]));
      return { ...byName, group, people: [owner, ...members].map((name) => byName[name]) };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open].map((stream) => stream.close()));
    },
  };
}

type OpenStreams = Set<LiveStream<ConversationItem> | LiveStream<InboxItem>>;

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

export class Person {
  readonly username: string;
  readonly id: string;
  readonly tokens: Tokens;
  readonly #url: string;
  readonly #open: OpenStreams;

  constructor(url: string, user: { id: string; username: string }, tokens: Tokens, open: OpenStreams) {
    this.#url = url;
    this.username = user.username;
    this.id = user.id;
    this.tokens = tokens;
    this.#open = open;
  }

  static async register(url: string, username: string, open: OpenStreams): Promise<Person> {
    const input = { username, displayName: username, email: `${username}@example.com`, password: PASSWORD };
    const { register } = await dataOf(post(url, null, RegisterDocument, { input }));
    if (register.__typename !== "RegisterPayload") throw new Error(`${username} could not register.`);
    return new Person(url, register.session.user, register.session, open);
  }

  /** The same person, talking to another server. */
  on(node: { readonly url: string }): Person {
    return new Person(node.url, this, this.tokens, this.#open);
  }

  get authorization(): string {
    return `Bearer ${this.tokens.accessToken}`;
  }

  /** Any operation, as it is answered. */
  ask<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Answer<Data>> {
    return post(this.#url, this.authorization, document, variables);
  }

  /** The data of an operation; throws for an answer with errors. */
  asks<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
    return dataOf(this.ask(document, variables));
  }

  async opensConversationWith(other: Person): Promise<string> {
    const { createDirectConversation: result } = await this.asks(CreateDirectConversationDocument, {
      input: { userId: other.id },
    });
    if (result.__typename !== "CreateDirectConversationPayload")
      throw new Error(`Refused: ${result.__typename}`);
    return result.createdConversation.id;
  }

  async makesGroup(title: string, ...members: readonly Person[]): Promise<string> {
    const input = { title, memberIds: members.map((member) => member.id), clientKey: randomUUID() };
    const { createGroup: result } = await this.asks(CreateGroupDocument, { input });
    if (result.__typename !== "CreateGroupPayload") throw new Error(`Refused: ${result.__typename}`);
    return result.createdConversation.id;
  }

  /** The result of a send, refusals included. */
  async send(conversationId: string, body: string, clientKey: string = randomUUID()) {
    const { sendMessage } = await this.asks(SendMessageDocument, {
      input: { conversationId, body, clientKey },
    });
    return sendMessage;
  }

  /** Sends one message that refers to another; throws when it is refused. */
  async answers(
    conversationId: string,
    body: string,
    to: { readonly replyToId?: string; readonly threadRootId?: string },
  ) {
    const input = { conversationId, body, clientKey: randomUUID(), ...to };
    const { sendMessage } = await this.asks(SendMessageDocument, { input });
    if (sendMessage.__typename !== "SendMessagePayload")
      throw new Error(`Refused: ${sendMessage.__typename}`);
    return sendMessage.sentMessage;
  }

  /** Sends one after the other; throws when one is refused. */
  async sends(conversationId: string, ...bodies: readonly string[]) {
    const sent = [];
    for (const body of bodies) {
      const result = await this.send(conversationId, body);
      if (result.__typename !== "SendMessagePayload") throw new Error(`Refused: ${result.__typename}`);
      sent.push(result.sentMessage);
    }
    return sent;
  }

  async edits(messageId: string, body: string) {
    return (await this.asks(EditMessageDocument, { input: { messageId, body } })).editMessage;
  }

  async deletes(messageId: string) {
    return (await this.asks(DeleteMessageDocument, { input: { messageId } })).deleteMessage;
  }

  async removes(conversationId: string, member: Person) {
    return (await this.asks(RemoveMemberDocument, { input: { conversationId, userId: member.id } }))
      .removeMember;
  }

  async adds(conversationId: string, ...members: readonly Person[]) {
    const input = { conversationId, userIds: members.map((member) => member.id) };
    return (await this.asks(AddMembersDocument, { input })).addMembers;
  }

  /** Newest page of the history, oldest first; null where there is no such conversation for this person. */
  async history(
    conversationId: string,
    page: { last?: number; before?: string; first?: number; after?: string } = {},
  ) {
    const variables = "first" in page ? page : { last: 100, ...page };
    return (await this.asks(HistoryDocument, { conversationId, ...variables })).conversation;
  }

  /** One socket, kept open, for operations in the order they are asked. */
  opensSocket(): Socket {
    return new Socket(this.#client({ lazy: false }));
  }

  #client(options: { readonly lazy: boolean }): Client {
    return createClient({
      url: `${this.#url.replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: this.authorization },
      retryAttempts: 0,
      ...options,
    });
  }

  /** Opens a conversation's stream; resolves with its first item at hand. Rejects when it is refused. */
  follow(
    conversationId: string,
    { after = null }: { after?: string | null } = {},
  ): Promise<LiveStream<ConversationItem>> {
    return this.#listen(
      ConversationEventsDocument,
      { conversationId, after },
      (data) => data.conversationEvents,
    );
  }

  /** Opens the inbox's stream; resolves with its first item at hand. */
  inbox({ after = null }: { after?: string | null } = {}): Promise<LiveStream<InboxItem>> {
    return this.#listen(InboxEventsDocument, { after }, (data) => data.inboxEvents);
  }

  async #listen<Data, Variables extends Record<string, unknown>, Item extends ConversationItem | InboxItem>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
    itemOf: (data: Data) => Item,
  ): Promise<LiveStream<Item>> {
    const stream = LiveStream.open(this.#client({ lazy: true }), document, variables, itemOf);
    const open = this.#open as Set<unknown>;
    open.add(stream);
    await stream.opened();
    return stream;
  }
}

export class Socket implements AsyncDisposable {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  async asks<Data, Variables extends Record<string, unknown>>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    for await (const { data, errors } of this.#client.iterate<Data>({
      query: document.toString(),
      variables,
    })) {
      if (errors !== undefined || data == null) throw new Error(JSON.stringify(errors));
      return data;
    }
    throw new Error("The operation completed without a result.");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }
}

async function post<Data, Variables>(
  url: string,
  authorization: string | null,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json",
      ...(authorization === null ? {} : { authorization }),
    },
    body: JSON.stringify({ query: document.toString(), variables }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

async function dataOf<Data>(answering: Promise<Answer<Data>>): Promise<Data> {
  const answer = await answering;
  if (answer.errors !== undefined || answer.data == null) {
    throw new Error(`Answered with ${answer.status} ${JSON.stringify(answer.errors)}`);
  }
  return answer.data;
}
