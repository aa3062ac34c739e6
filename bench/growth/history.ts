/** Conversations with logs of very different lengths, and how long it takes to read a page of them and to come back. */
import { statfs } from "node:fs/promises";
import { join } from "node:path";
import { encodeConversationCursor } from "../../src/domain/cursor.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { AskingSocket } from "../chat/ask.ts";
import { PARLEY } from "../chat/contestants.ts";
import { KIT_FOLLOW } from "../chat/documents.ts";
import { seedLog } from "../chat/seedLog.ts";
import type { Stage } from "../chat/stage.ts";
import { at } from "../support/json.ts";
import { median } from "../support/statistics.ts";

/** Of each thing at each length, in each round. */
const SAMPLES = 30;
const PAGE = 50;
const MISSED = 100;
/** A message with its event and all indexes, and the write-ahead log of writing it. */
const BYTES_PER_MESSAGE = 1_600;

const NEWEST = `query Newest($id: ID!) {
  conversation(id: $id) { messages(last: ${PAGE}) { edges { node { ...Realistic } } pageInfo { startCursor } } }
}
fragment Realistic on Message { id seq body createdAt sender { id displayName avatarUrl } conversation { id } }`;
const DEEP = `query Deep($id: ID!, $after: Cursor) {
  conversationEvents(conversationId: $id, after: $after, first: ${PAGE}) {
    edges { node { seq ... on MessageSent { sentMessage { ...Realistic } } } }
  }
}
fragment Realistic on Message { id seq body createdAt sender { id displayName avatarUrl } conversation { id } }`;

export interface HistoryReading {
  readonly messages: number;
  /** The newest 50 messages. */
  readonly pageMs: number;
  /** 50 events from anywhere in the log. */
  readonly deepMs: number;
  /** 100 missed events, until the stream is live. */
  readonly resumeMs: number;
}

export interface Histories {
  readonly lengths: readonly number[];
  /** One round over all lengths, alternating. */
  read(): Promise<readonly HistoryReading[]>;
}

/** Leaves out what the disk has no room for. */
export async function makeHistories(stage: Stage, lengths: readonly number[]): Promise<Histories> {
  const { say, signal } = stage.context;
  const [person] = stage.world.people;
  if (person === undefined) throw new Error("Nobody is there.");
  const disk = await statfs(join(import.meta.dirname, "../.."));
  let free = disk.bavail * disk.bsize;
  const made: { readonly messages: number; readonly conversationId: string }[] = [];
  for (const messages of lengths) {
    if (messages * BYTES_PER_MESSAGE * 1.5 > free) {
      say(`No room on the disk for ${messages.toLocaleString("en")} messages: left out.`);
      continue;
    }
    free -= messages * BYTES_PER_MESSAGE;
    const [conversationId = ""] = await stage.world.makeConversations([[person]]);
    const begun = performance.now();
    await seedLog(stage.postgres.pool, {
      conversationId,
      senderId: person.userId,
      count: messages,
      signal,
      onProgress: (done) =>
        done % 1_000_000 === 0 ? say(`   ${done.toLocaleString("en")} messages`) : undefined,
    });
    say(
      `${messages.toLocaleString("en")} messages written in ${((performance.now() - begun) / 1000).toFixed(0)} s.`,
    );
    made.push({ messages, conversationId });
  }
  const server = await stage.serverOf(PARLEY);
  return {
    lengths: made.map(({ messages }) => messages),
    async read() {
      await using socket = await AskingSocket.open(server.url, person);
      const times = made.map(() => ({ page: [] as number[], deep: [] as number[], resume: [] as number[] }));
      for (let sample = 0; sample < SAMPLES; sample += 1) {
        for (const [place, log] of made.entries()) {
          signal.throwIfAborted();
          const time = times[place];
          time?.page.push(await readNewest(socket, log));
          time?.deep.push(await readAnywhere(socket, log, stage.epoch));
          time?.resume.push(await resume(socket, log, stage.epoch));
        }
      }
      return made.map(({ messages }, place) => ({
        messages,
        pageMs: median(times[place]?.page ?? []),
        deepMs: median(times[place]?.deep ?? []),
        resumeMs: median(times[place]?.resume ?? []),
      }));
    },
  };
}

interface Log {
  readonly messages: number;
  readonly conversationId: string;
}

async function readNewest(socket: AskingSocket, { messages, conversationId }: Log): Promise<number> {
  const variables = { id: encodeNodeId("Conversation", conversationId) };
  const { data, ms } = await socket.ask({ query: NEWEST, variables });
  const edges = at(data, "conversation", "messages", "edges");
  const isRight =
    Array.isArray(edges) && edges.length === PAGE && at(edges.at(-1), "node", "seq") === messages;
  if (!isRight) throw new Error(`Not the newest page: ${JSON.stringify(data)}`);
  return ms;
}

async function readAnywhere(
  socket: AskingSocket,
  { messages, conversationId }: Log,
  epoch: string,
): Promise<number> {
  const seq = Math.floor(Math.random() * (messages - PAGE));
  const after = encodeConversationCursor({ epoch, conversationId, seq });
  const variables = { id: encodeNodeId("Conversation", conversationId), after };
  const { data, ms } = await socket.ask({ query: DEEP, variables });
  const edges = at(data, "conversationEvents", "edges");
  const isRight =
    Array.isArray(edges) && edges.length === PAGE && at(edges[0], "node", "sentMessage", "seq") === seq + 1;
  if (!isRight) throw new Error(`Not the page after ${seq}: ${JSON.stringify(data)}`);
  return ms;
}

async function resume(
  socket: AskingSocket,
  { messages, conversationId }: Log,
  epoch: string,
): Promise<number> {
  const after = encodeConversationCursor({ epoch, conversationId, seq: messages - MISSED });
  const variables = { conversationId: encodeNodeId("Conversation", conversationId), after };
  const { items, ms } = await socket.follow({ query: KIT_FOLLOW, variables }, (text) =>
    text.includes('"StreamReady"'),
  );
  if (items !== MISSED) throw new Error(`${items} of ${MISSED} events were replayed.`);
  return ms;
}
