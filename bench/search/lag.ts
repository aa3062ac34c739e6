/** How long after its acknowledgement a message can be found, while many are sent. */
import { randomUUID } from "node:crypto";
import type { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { at } from "../support/json.ts";
import type { Person } from "../support/world.ts";
import { askOverHttp } from "./ask.ts";
import type { Language } from "./words.ts";

export const SENDS_PER_SECOND = 500;
const TICK_MS = 20;
const LOOK_EVERY_MS = 25;
const FOUND_WITHIN_MS = 30_000;

const SEND = `mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { __typename ... on SendMessagePayload { sentMessage { id } } }
}`;

export interface LagOptions {
  readonly pool: Pool;
  readonly url: URL;
  readonly agent: Agent;
  readonly senders: readonly Person[];
  readonly conversationIds: readonly string[];
  readonly language: Language;
  readonly seconds: number;
}

/** Milliseconds from the acknowledgement to the document's commit, as a look each 25 ms sees it; of every message. */
export async function measureLag(options: LagOptions): Promise<readonly number[]> {
  const { pool, url, agent, senders, conversationIds, language, seconds } = options;
  const acknowledged = new Map<string, number>();
  const lags: number[] = [];
  const seen = new Map<string, number>();
  const { rows } = await pool.query<{ no: string }>("SELECT last_value AS no FROM search_document_no_seq");
  const first = rows[0]?.no ?? "0";
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      // Documents are committed in another order than their numbers are taken.
      const found = await pool.query<{ id: string }>(
        "SELECT message_id AS id FROM search_document WHERE sent_at > now() - interval '40 seconds' AND no > $1",
        [first],
      );
      const now = performance.now();
      for (const { id } of found.rows) if (!seen.has(id)) seen.set(id, now);
      await sleep(LOOK_EVERY_MS);
    }
  })();
  const sends: Promise<void>[] = [];
  const begun = performance.now();
  for (let sent = 0; sent < SENDS_PER_SECOND * seconds;) {
    const due = Math.floor(((performance.now() - begun) / 1000) * SENDS_PER_SECOND);
    for (; sent < Math.min(due, SENDS_PER_SECOND * seconds); sent += 1) {
      const place = sent % conversationIds.length;
      const sender = senders[place];
      if (sender === undefined) continue;
      const conversationId = encodeNodeId("Conversation", conversationIds[place] ?? "");
      const input = { conversationId, clientKey: randomUUID(), body: language.sentence() };
      const sending = askOverHttp(url, agent, sender, { query: SEND, variables: { input } }).then(
        ({ data }) => {
          const id = String(at(data, "sendMessage", "sentMessage", "id"));
          acknowledged.set(decodeNodeId(id).id, performance.now());
        },
      );
      sends.push(sending);
    }
    await sleep(TICK_MS);
  }
  await Promise.all(sends);
  const end = performance.now() + FOUND_WITHIN_MS;
  while (performance.now() < end && [...acknowledged.keys()].some((id) => !seen.has(id)))
    await sleep(LOOK_EVERY_MS);
  isOver = true;
  await looking;
  for (const [id, moment] of acknowledged) lags.push((seen.get(id) ?? Infinity) - moment);
  return lags;
}
