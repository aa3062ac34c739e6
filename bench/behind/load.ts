/** What people do meanwhile, on a schedule, whatever the answers take: they send, and some upload a picture. */
import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { bodyOf } from "../push/chats.ts";
import type { Chat } from "../push/chats.ts";
import { askOverHttp } from "../search/ask.ts";
import { at } from "../support/json.ts";

const TICK_MS = 4;
/** So many sends to one picture. */
const SENDS_PER_PICTURE = 200;

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { __typename ... on SendMessagePayload { sentMessage { id seq } } }
}`;
const CREATE_UPLOAD = `mutation ($input: CreateUploadInput!) {
  createUpload(input: $input) { __typename ... on CreateUploadPayload { createdUpload { uploadUrl } } }
}`;

export interface LoadOptions {
  readonly url: URL;
  readonly agent: Agent;
  readonly chats: readonly Chat[];
  /** A JPEG; null where nobody uploads. */
  readonly picture: Buffer | null;
  readonly perSecond: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Milliseconds from each send to its acknowledgement. Rejects where one is refused. */
export async function sendOnSchedule(options: LoadOptions): Promise<readonly number[]> {
  const { chats, picture, perSecond, seconds, signal } = options;
  const count = perSecond * seconds;
  const latencies: number[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < count;) {
    signal.throwIfAborted();
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1_000) * perSecond));
    for (; sent < due; sent += 1) {
      const chat = chats[sent % chats.length];
      if (chat === undefined) throw new Error("Nobody sends.");
      under.push(send(options, chat, sent).then((ms) => void latencies.push(ms)));
      if (picture !== null && sent % SENDS_PER_PICTURE === 0) under.push(upload(options, chat, picture));
    }
    await sleep(TICK_MS);
  }
  await Promise.all(under);
  return latencies;
}

async function send({ url, agent }: LoadOptions, { id, sender }: Chat, place: number): Promise<number> {
  const input = {
    conversationId: encodeNodeId("Conversation", id),
    clientKey: randomUUID(),
    body: bodyOf(place),
  };
  const { data, ms } = await askOverHttp(url, agent, sender, { query: SEND, variables: { input } });
  if (at(data, "sendMessage", "__typename") !== "SendMessagePayload")
    throw new Error(`Not acknowledged: ${JSON.stringify(data)}`);
  return ms;
}

async function upload({ url, agent }: LoadOptions, { sender }: Chat, picture: Buffer): Promise<void> {
  const input = {
    filename: "photo.jpg",
    contentType: "image/jpeg",
    byteSize: picture.length,
    clientKey: randomUUID(),
  };
  const { data } = await askOverHttp(url, agent, sender, { query: CREATE_UPLOAD, variables: { input } });
  const uploadUrl = at(data, "createUpload", "createdUpload", "uploadUrl");
  if (typeof uploadUrl !== "string") throw new Error(`No upload: ${JSON.stringify(data)}`);
  const { ok, status } = await fetch(uploadUrl, { method: "PUT", body: new Uint8Array(picture) });
  if (!ok) throw new Error(`The upload was answered with ${status}.`);
}
