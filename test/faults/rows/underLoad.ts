/** While many send: members are removed, and clients begin to follow. */
import { setTimeout as delay } from "node:timers/promises";
import { decodeConversationCursor } from "../../../src/domain/cursor.ts";
import { idOf } from "../../../src/schema/nodeId.ts";
import type { FaultsSnapshotSubscription } from "../../gen/graphql.ts";
import { FaultsSnapshotDocument } from "../documents.ts";
import type { TableLog } from "../history.ts";
import { inTurn, range } from "../inTurn.ts";
import { sayRate } from "../row.ts";
import type { Row } from "../row.ts";
import { onStage } from "../stage.ts";
import type { Stage } from "../stage.ts";
import { Wire } from "../wire.ts";

const REMOVAL_SENDERS = 4;
const REMOVAL_EVERY_MS = 20;
const REMOVED_WITHIN_MS = 3_000;

export const removalUnderLoad: Row = {
  name: "removal-under-load",
  fault:
    "members are removed on another node while 200 messages a second flow and Redis is dead: leak = 0, the removal arrives",
  boundSeconds: 120,
  run: () =>
    onStage(
      {
        nodes: 2,
        conversations: 1,
        senders: REMOVAL_SENDERS,
        followers: 2 * REMOVAL_SENDERS,
        everyMs: REMOVAL_EVERY_MS,
        proxied: ["redis"],
      },
      async (stage) => {
        stage.arena.redisProxy?.cut();
        await stage.acknowledges(100);
        const rate = ratesOf(stage);
        for (const index of range(REMOVAL_SENDERS)) {
          await removeOne(stage, REMOVAL_SENDERS + index);
          await stage.acknowledges(50);
        }
        const asked = (REMOVAL_SENDERS * 1000) / REMOVAL_EVERY_MS;
        stage.notes.push(`four removed beside ${sayRate(rate(), asked)}`);
        stage.arena.redisProxy?.mend();
      },
    ),
};

/** Of those who only follow. */
async function removeOne(stage: Stage, index: number): Promise<void> {
  const [conversation = ""] = stage.conversations;
  const [member, follower] = [stage.members[index], stage.followers[index]];
  if (member === undefined || follower === undefined) throw new Error("unreachable");
  // The member's own stream is on the other node than the removal.
  const url = await stage.arena.slot(index % 2 === 0 ? 1 : 0).url;
  await stage.owner.on({ url }).removes(conversation, member);
  const until = performance.now() + REMOVED_WITHIN_MS;
  while (!follower.isOver && performance.now() < until) await delay(20);
  const memberships = await stage.arena.memberships(conversation);
  const removal = memberships.find(({ userId }) => userId === member.id)?.removedSeq;
  stage.demand(
    follower.lastSeq === removal,
    `a follower ended at ${follower.lastSeq}, its removal is at ${removal}`,
  );
  stage.demand(follower.isOver, "A removed member's stream goes on.");
}

/** Begins to count; returns what says how many sends were acknowledged a second since. */
function ratesOf(stage: Stage): () => number {
  const [from, before] = [performance.now(), stage.acknowledged];
  return () => ((stage.acknowledged - before) / (performance.now() - from)) * 1000;
}

const SUBSCRIBE_EVERY_MS = 100;
const SUBSCRIBE_CONVERSATIONS = 5;
const SUBSCRIBING_AT_A_TIME = 16;

export const subscribeUnderLoad: Row = {
  name: "subscribe-under-load",
  fault: "subscribe with a snapshot while 1,000 sends/s arrive, × 1,000: snapshot + events = final state",
  boundSeconds: 300,
  run: ({ isShort }) => {
    const senders = isShort ? 4 : 20;
    const options = { nodes: 2, conversations: SUBSCRIBE_CONVERSATIONS, followers: 2 };
    return onStage({ ...options, senders, everyMs: SUBSCRIBE_EVERY_MS }, async (stage) => {
      const wires = await Promise.all(
        stage.members.slice(0, 4).map(async ({ authorization }, index) => {
          return Wire.open({ url: await stage.arena.slot(index % 2).url, authorization });
        }),
      );
      const views: View[] = [];
      const rate = ratesOf(stage);
      const lookOnce = async (index: number): Promise<void> => {
        const wire = wires[index % wires.length];
        const conversationId = stage.conversations[index % stage.conversations.length];
        if (wire === undefined || conversationId === undefined) throw new Error("unreachable");
        views.push(await look(wire, conversationId));
      };
      await inTurn(range(isShort ? 50 : 1_000), lookOnce, SUBSCRIBING_AT_A_TIME);
      const asked = (senders * SUBSCRIBE_CONVERSATIONS * 1000) / SUBSCRIBE_EVERY_MS;
      stage.notes.push(`${views.length} snapshots beside ${sayRate(rate(), asked)}`);
      await stage.settle();
      const tables = new Map<string, TableLog>();
      for (const id of stage.conversations) tables.set(id, await stage.arena.table(id));
      const wrong = views.flatMap((view) => differences(view, tables.get(view.conversationId)));
      stage.demand(wrong.length === 0, `${wrong.length} views differ: ${wrong.slice(0, 3).join("; ")}`);
      for (const wire of wires) wire.terminate();
    });
  },
};

/** What a client holds after it has watched for a moment. */
interface View {
  readonly conversationId: string;
  readonly cursorSeq: number;
  readonly headSeq: number;
  readonly snapshot: ReadonlyMap<number, string>;
  readonly events: readonly { readonly seq: number; readonly clientKey: string | null }[];
}

type SnapshotItem = FaultsSnapshotSubscription["conversationEvents"];

async function look(wire: Wire, conversationId: string): Promise<View> {
  const events: { seq: number; clientKey: string | null }[] = [];
  const ready = Promise.withResolvers<Extract<SnapshotItem, { __typename: "StreamReady" }>>();
  const complete = wire.subscribe(
    FaultsSnapshotDocument,
    { conversationId },
    {
      next: ({ data, errors }) => {
        const item = data?.conversationEvents;
        if (item === undefined) ready.reject(new Error(`Refused: ${JSON.stringify(errors)}`));
        else if (item.__typename === "StreamReady") ready.resolve(item);
        else if (item.__typename !== "StreamReset") {
          const clientKey = item.__typename === "MessageSent" ? item.sentMessage.clientKey : null;
          events.push({ seq: item.seq, clientKey });
        }
      },
      ended: (errors) => ready.reject(new Error(`Ended: ${JSON.stringify(errors)}`)),
    },
  );
  void wire.closed.then(({ code }) => ready.reject(new Error(`Closed with ${code}`)));
  const { cursor, snapshot } = await ready.promise;
  await delay(Math.random() * 300);
  complete();
  const nodes = snapshot?.messages.edges.map(({ node }) => node) ?? [];
  return {
    conversationId,
    cursorSeq: decodeConversationCursor(cursor, idOf("Conversation", conversationId)).seq,
    headSeq: snapshot?.headSeq ?? 0,
    snapshot: new Map(nodes.map(({ seq, clientKey }) => [seq, clientKey])),
    events,
  };
}

/** Where a view is not what the table has between its oldest message and its last event. */
function differences({ cursorSeq, headSeq, snapshot, events }: View, table: TableLog | undefined): string[] {
  const wrong: string[] = [];
  if (headSeq < cursorSeq) wrong.push(`a snapshot at ${headSeq} is older than its cursor ${cursorSeq}`);
  for (const [index, { seq }] of events.entries()) {
    if (seq !== cursorSeq + 1 + index) wrong.push(`event ${index + 1} after ${cursorSeq} is ${seq}`);
  }
  const told = new Map(events.map(({ seq, clientKey }) => [seq, clientKey]));
  const from = Math.min(...snapshot.keys());
  const to = Math.max(cursorSeq, events.at(-1)?.seq ?? 0);
  for (const { seq, clientKey } of table?.messages ?? []) {
    if (seq < from || seq > to) continue;
    const held = snapshot.get(seq) ?? told.get(seq);
    if (held !== clientKey) wrong.push(`${seq} is ${held ?? "missing"} and ought to be ${clientKey}`);
  }
  return wrong;
}
