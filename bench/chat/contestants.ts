/** Who delivers messages, how each is spoken to, and what each leaves out. */
import { encodeConversationCursor } from "../../src/domain/cursor.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import type { CrowdSocket, Speaker } from "../crowd/crowdSocket.ts";
import { at } from "../support/json.ts";
import type { Person } from "../support/world.ts";
import {
  INBOX_FOLLOW,
  KIT_FOLLOW,
  kitFollowOf,
  PEER_FOLLOW,
  PEER_SEND,
  PLAIN_FOLLOW,
  SEND,
} from "./documents.ts";
import { EventStreamSpeaker, GraphqlSpeaker, JsonSpeaker, SocketIoSpeaker } from "./speakers.ts";
import type { Operation } from "./speakers.ts";

/** Messages that lie in a conversation of Parley before anybody follows it. */
export const HISTORY = 4;

export interface Follow {
  readonly index: number;
  readonly person: Person;
  readonly conversationId: string;
  readonly epoch: string;
  /** The conversation's head when the follower comes. */
  readonly headSeq: number;
}

export interface NewMessage {
  readonly conversationId: string;
  readonly person: Person;
  readonly key: string;
  readonly body: string;
}

export interface HttpSend {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Sender {
  readonly speaker: Speaker;
  send(socket: CrowdSocket, message: NewMessage): void;
  /** Null where nothing answers a send. */
  acknowledgements: { onAcknowledged: (() => void) | null } | null;
}

export interface Contestant {
  readonly name: string;
  /** The server, below bench/. */
  readonly module: string;
  readonly isParley: boolean;
  /** What of Parley's work it does not do; empty for Parley. */
  readonly lacks: string;
  /** How many distinct selections its followers have. */
  readonly selections: number;
  /** Whether messages of one sender arrive in the order in which they were sent: `storing` when each is stored first. */
  readonly keepsOrder: { readonly passing: boolean; readonly storing: boolean };
  /** A socket that follows a conversation. Its messages go over it as well where the benchmark wants that. */
  follow(follow: Follow): Sender;
  /** A socket that follows all conversations of one person. */
  followAll(person: Person, conversationIds: readonly string[]): Sender;
  /** A socket that only sends. */
  send(person: Person): Sender;
  /** The request of a send over HTTP, where that is measured: the path and the JSON to post, with its headers. */
  post?(message: NewMessage): HttpSend;
  /** The message in a delivery's text. */
  messageIn(text: string): unknown;
}

const PEERS_LACK = "sign-in, membership, stored log, resume";
/** Its publish/subscribe is its own memory. */
const ALONE = "other processes";

function parley(name: string, documentOf: (index: number) => string, selections: number): Contestant {
  const initPayloadOf = ({ accessToken }: Person) => ({ authorization: `Bearer ${accessToken}` });
  return {
    name,
    module: "parley.ts",
    isParley: true,
    lacks: "",
    selections,
    keepsOrder: { passing: true, storing: true },
    follow: (follow) => {
      const { query, variables, missing } = parleyFollow(follow, documentOf(follow.index));
      const speaker = new GraphqlSpeaker({
        initPayload: initPayloadOf(follow.person),
        subscription: { query, variables },
        isReady: (text) => text.includes('"StreamReady"'),
        replays: missing,
      });
      return sendingTo(speaker);
    },
    followAll: (person) =>
      sendingTo(
        new GraphqlSpeaker({
          initPayload: initPayloadOf(person),
          subscription: { query: INBOX_FOLLOW, variables: {} },
          isReady: (text) => text.includes('"StreamReady"'),
        }),
      ),
    send: (person) =>
      sendingTo(new GraphqlSpeaker({ initPayload: initPayloadOf(person), subscription: null })),
    messageIn: (text) =>
      at(JSON.parse(text), "payload", "data", "conversationEvents", "sentMessage") ??
      at(JSON.parse(text), "payload", "data", "inboxEvents", "sentMessage"),
  };
}

/** Each comes back from another place, as many as there are. */
function parleyFollow({ index, conversationId, epoch, headSeq }: Follow, query: string) {
  const missing = index % (headSeq + 1);
  const after = encodeConversationCursor({ epoch, conversationId, seq: headSeq - missing });
  const variables = { conversationId: encodeNodeId("Conversation", conversationId), after };
  return { query, variables, missing };
}

function sendingTo(speaker: GraphqlSpeaker): Sender {
  return {
    speaker,
    acknowledgements: speaker,
    send: (socket, message) => speaker.mutate(socket, parleySend(message)),
  };
}

function parleySend({ conversationId, key, body }: NewMessage): Operation {
  const input = { conversationId: encodeNodeId("Conversation", conversationId), clientKey: key, body };
  return { query: SEND, variables: { input } };
}

function peerSend({ conversationId, person, body }: NewMessage): Operation {
  return { query: PEER_SEND, variables: { conversationId, senderId: person.userId, body } };
}

const manyAreNotMeasured = (): never => {
  throw new Error("Following many conversations is not measured here.");
};

function graphqlPeer(
  name: string,
  module: string,
  { lacks, keepsOrder }: Pick<Contestant, "lacks" | "keepsOrder">,
): Contestant {
  const sender = (speaker: GraphqlSpeaker): Sender => ({
    speaker,
    acknowledgements: speaker,
    send: (socket, message) => speaker.mutate(socket, peerSend(message)),
  });
  return {
    name,
    module,
    isParley: false,
    lacks,
    selections: 1,
    keepsOrder,
    follow: ({ conversationId }) =>
      sender(new GraphqlSpeaker({ subscription: { query: PEER_FOLLOW, variables: { conversationId } } })),
    followAll: manyAreNotMeasured,
    send: () => sender(new GraphqlSpeaker({ subscription: null })),
    messageIn: (text) => at(JSON.parse(text), "payload", "data", "messageSent"),
  };
}

function bareSocket(name: string, module: string): Contestant {
  const sender = (rooms: readonly string[]): Sender => ({
    speaker: new JsonSpeaker(rooms),
    acknowledgements: null,
    send: (socket, { conversationId, person, body }) =>
      socket.send(JSON.stringify({ conversationId, senderId: person.userId, body })),
  });
  return {
    name,
    module,
    isParley: false,
    lacks: `GraphQL, ${PEERS_LACK}, ${ALONE}`,
    selections: 1,
    keepsOrder: { passing: true, storing: false },
    follow: ({ conversationId }) => sender([conversationId]),
    followAll: (_person, conversationIds) => sender(conversationIds),
    send: () => sender([]),
    messageIn: (text) => JSON.parse(text),
  };
}

function socketIoPeer(): Contestant {
  const sender = (room: string | null): Sender => ({
    speaker: new SocketIoSpeaker(room),
    acknowledgements: null,
    send: (socket, { conversationId, person, body }) =>
      socket.send(`42${JSON.stringify(["send", { conversationId, senderId: person.userId, body }])}`),
  });
  return {
    ...bareSocket("socket.io rooms", "peers/socketIo.ts"),
    follow: ({ conversationId }) => sender(conversationId),
    followAll: manyAreNotMeasured,
    send: () => sender(null),
    messageIn: (text) => {
      const parts: unknown = JSON.parse(text.slice(2));
      return Array.isArray(parts) ? parts[1] : null;
    },
  };
}

const PASSING_ONLY = { keepsOrder: { passing: true, storing: false } };

const plain = parley("Parley", () => PLAIN_FOLLOW, 1);
/** The least that can be asked: everybody begins at the head. */
export const PARLEY: Contestant = { ...plain, follow: (follow) => plain.follow({ ...follow, index: 0 }) };
export const PARLEY_KIT = parley("Parley, the kit's document", () => KIT_FOLLOW, 1);
export const RAW = bareSocket("raw `ws` broadcast", "peers/wsBroadcast.ts");
export const RAW_BATCHED = bareSocket("raw `ws`, one write a tick", "peers/wsBatched.ts");
export const SOCKET_IO = socketIoPeer();
export const YOGA = graphqlPeer("Yoga + graphql-ws + Redis", "peers/yoga.ts", {
  lacks: PEERS_LACK,
  ...PASSING_ONLY,
});
export const APOLLO = graphqlPeer("Apollo Server + graphql-ws", "peers/apollo.ts", {
  lacks: `${PEERS_LACK}, ${ALONE}`,
  ...PASSING_ONLY,
});
export const MERCURIUS = graphqlPeer("Mercurius", "peers/mercurius.ts", {
  lacks: `${PEERS_LACK}, ${ALONE}`,
  ...PASSING_ONLY,
});
export const TUTORIAL = graphqlPeer("tutorial: Pothos + Prisma, re-reads", "peers/tutorial.ts", {
  lacks: "sign-in, membership, order, resume",
  keepsOrder: { passing: false, storing: false },
});

/** The kit's document over server-sent events; its sends go over a socket. */
export const PARLEY_SSE: Contestant = {
  ...PARLEY_KIT,
  name: "Parley over SSE",
  follow: (follow) => {
    const { query, variables, missing } = parleyFollow(follow, KIT_FOLLOW);
    const headers = { authorization: `Bearer ${follow.person.accessToken}` };
    return {
      speaker: new EventStreamSpeaker(headers, { query, variables }, missing),
      acknowledgements: null,
      send: manyAreNotMeasured,
    };
  },
  messageIn: (text) => at(JSON.parse(text), "data", "conversationEvents", "sentMessage"),
};
/** The same, with its sends posted over HTTP. */
export const PARLEY_HTTP: Contestant = {
  ...PARLEY_KIT,
  name: "Parley, sends over HTTP",
  post: (message) => ({
    path: "/graphql",
    headers: { authorization: `Bearer ${message.person.accessToken}` },
    body: JSON.stringify(parleySend(message)),
  }),
};
export const YOGA_HTTP: Contestant = {
  ...YOGA,
  name: "Yoga, sends over HTTP",
  post: (message) => ({ path: "/graphql", headers: {}, body: JSON.stringify(peerSend(message)) }),
};

/** With a document of the benchmark's own. */
export function parleyAsking(document: string): Contestant {
  return parley("Parley", () => document, 1);
}

/** Followers spread evenly over this many selections of the kit's document. */
export function parleyWithSelections(count: number): Contestant {
  const name = count === 1 ? "Parley, 1 selection" : `Parley, ${count} selections`;
  return parley(name, (index) => kitFollowOf(index % count), count);
}
