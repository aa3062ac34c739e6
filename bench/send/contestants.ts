/** Who sends how: each row of the table, with the request it takes and the answer that acknowledges a send. */
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { httpTemplate, openHttpLanes } from "../support/httpLanes.ts";
import { at } from "../support/json.ts";
import { templateOf } from "../support/lane.ts";
import type { Lanes, Template } from "../support/lane.ts";
import { openSocketLanes } from "../support/socketLanes.ts";
import type { Person } from "../support/world.ts";

/** Requests under way at a time. */
export const IN_FLIGHT = 32;
/** Each has a socket of its own; HTTP has a connection for each request under way. */
export const PEOPLE = 8;

/** Stands for the key in a request made before; keys have as many characters. */
const KEY = "##########";
export const KEY_CHARS = KEY.length;
/** The realistic message. */
const BODY_CHARS = 120;
const BODY = "A message of the usual length, as people write them on a weekday. "
  .repeat(2)
  .slice(0, BODY_CHARS);

const MUTATION = `mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on SendMessagePayload { sentMessage { id seq createdAt } }
    ... on UserError { code message }
  }
}`;

const TUTORIAL_MUTATION = `mutation Send($conversationId: ID!, $senderId: ID!, $clientKey: String!, $body: String!) {
  sendMessage(conversationId: $conversationId, senderId: $senderId, clientKey: $clientKey, body: $body) {
    id
    seq
    createdAt
  }
}`;

export interface Contestant {
  readonly name: string;
  /** The server, below bench/. */
  readonly module: string;
  /** Where its sends end up: in Parley's log, in its table of messages alone, or in the bare peer's one table. */
  readonly writes: "log" | "messages" | "bare";
  openLanes(url: URL, people: readonly Person[]): Promise<Lanes>;
  templateOf(url: URL, person: Person, conversationId: string): Template;
}

const overHttp: Contestant = {
  name: "Parley over HTTP",
  module: "parley.ts",
  writes: "log",
  openLanes: (url) => openHttpLanes(url, IN_FLIGHT, readPayload),
  templateOf: (url, person, conversationId) =>
    httpTemplate({
      url,
      path: "/graphql",
      headers: { authorization: `Bearer ${person.accessToken}` },
      body: JSON.stringify(operationFor(conversationId)),
      mark: KEY,
    }),
};

const overSocket: Contestant = {
  name: "Parley over sockets",
  module: "parley.ts",
  writes: "log",
  openLanes: (url, people) =>
    openSocketLanes({
      url: new URL("/graphql", url),
      tokens: people.map((person) => person.accessToken),
      lanesPerSocket: IN_FLIGHT / people.length,
      readAnswer: readPayload,
    }),
  templateOf: (_url, _person, conversationId) =>
    templateOf(JSON.stringify({ id: KEY, type: "subscribe", payload: operationFor(conversationId) }), KEY),
};

const tutorial: Contestant = {
  name: "tutorial: Yoga + Pothos + Prisma create",
  module: "peers/tutorialSend.ts",
  writes: "messages",
  openLanes: (url) =>
    openHttpLanes(url, IN_FLIGHT, (answer) => readSeq(at(answer, "data", "sendMessage"), answer)),
  templateOf: (url, person, conversationId) => {
    const variables = { conversationId, senderId: person.userId, clientKey: KEY, body: BODY };
    const body = JSON.stringify({ query: TUTORIAL_MUTATION, variables });
    return httpTemplate({ url, path: "/graphql", headers: {}, body, mark: KEY });
  },
};

function barePeer(name: string, module: string, writes: Contestant["writes"]): Contestant {
  return {
    name,
    module,
    writes,
    openLanes: (url) => openHttpLanes(url, IN_FLIGHT, writes === "log" ? readSeq : readId),
    templateOf: (url, person, conversationId) =>
      httpTemplate({
        url,
        path: "/send",
        headers: {},
        body: JSON.stringify({ conversationId, senderId: person.userId, clientKey: KEY, body: BODY }),
        mark: KEY,
      }),
  };
}

const bare = barePeer("bare `node:http` + pg, one INSERT each", "peers/bareHttpPg.ts", "bare");
const groupCommit = barePeer("bare + our statement, group commit", "peers/groupCommit.ts", "log");
const oneStatement = barePeer("bare + our statement, one send each", "peers/oneStatementPerSend.ts", "log");
const prisma = barePeer("bare + Prisma transaction", "peers/prismaTransaction.ts", "log");

/** The first is what the others are measured against. */
export const CONTESTANTS: readonly Contestant[] = [
  bare,
  overHttp,
  overSocket,
  groupCommit,
  oneStatement,
  prisma,
  tutorial,
];
export const BASE = bare;

/** What the rows are there to show, each as the first's rate divided by the second's of the same round. */
export interface Comparison {
  readonly about: string;
  readonly of: Contestant;
  readonly to: Contestant;
}

export const COMPARISONS: readonly Comparison[] = [
  {
    about: "Group commit, against one statement for each send (same front)",
    of: groupCommit,
    to: oneStatement,
  },
  { about: "One statement, against a Prisma transaction (same front)", of: oneStatement, to: prisma },
  { about: "Parley over HTTP, against one statement for each send", of: overHttp, to: oneStatement },
  { about: "Parley over sockets, against one statement for each send", of: overSocket, to: oneStatement },
  { about: "Parley over HTTP, against a Prisma transaction", of: overHttp, to: prisma },
  { about: "Parley over sockets, against a Prisma transaction", of: overSocket, to: prisma },
  { about: "Parley over HTTP, against the tutorial", of: overHttp, to: tutorial },
  { about: "Parley over sockets, against the tutorial", of: overSocket, to: tutorial },
];

/** What must hold, in the scenario of so many conversations. */
export const BOUNDS: readonly (Comparison & { readonly conversations: number; readonly bound: number })[] = [
  { about: "64 conversations: HTTP, against bare", of: overHttp, to: bare, conversations: 64, bound: 0.5 },
  {
    about: "64 conversations: sockets, against bare",
    of: overSocket,
    to: bare,
    conversations: 64,
    bound: 0.7,
  },
  {
    about: "64 conversations: HTTP, against the tutorial",
    of: overHttp,
    to: tutorial,
    conversations: 64,
    bound: 1.8,
  },
  {
    about: "64 conversations: sockets, against the tutorial",
    of: overSocket,
    to: tutorial,
    conversations: 64,
    bound: 2.5,
  },
  {
    about: "One hot conversation: HTTP, against one statement for each send",
    of: overHttp,
    to: oneStatement,
    conversations: 1,
    bound: 2,
  },
  {
    about: "One hot conversation: sockets, against one statement for each send",
    of: overSocket,
    to: oneStatement,
    conversations: 1,
    bound: 2,
  },
];

function operationFor(conversationId: string): object {
  const input = { conversationId: encodeNodeId("Conversation", conversationId), clientKey: KEY, body: BODY };
  return { query: MUTATION, variables: { input } };
}

function readPayload(answer: unknown): number {
  return readSeq(at(answer, "data", "sendMessage", "sentMessage"), answer);
}

function readSeq(message: unknown, answer: unknown = message): number {
  const seq = at(message, "seq");
  if (typeof seq !== "number") throw new Error(`Not acknowledged: ${JSON.stringify(answer)}`);
  return seq;
}

function readId(message: unknown): number {
  if (typeof at(message, "id") !== "string") throw new Error(`Not acknowledged: ${JSON.stringify(message)}`);
  return 0;
}
