/** Thousands at once: back from a lost node, subscribing while others send, gone as soon as they came. */
import { setTimeout as delay } from "node:timers/promises";
import { decodeConversationCursor } from "../../../src/domain/cursor.ts";
import { idOf } from "../../../src/schema/nodeId.ts";
import type { FaultsSnapshotSubscription } from "../../gen/graphql.ts";
import type { Person } from "../../support/people.ts";
import { Arena } from "../arena.ts";
import { check, count, KINDS } from "../checker.ts";
import { FaultsFollowDocument, FaultsPresenceDocument, FaultsSnapshotDocument } from "../documents.ts";
import { RecordingFollower } from "../follower.ts";
import type { SendEntry, TableLog } from "../history.ts";
import { healTimes, staleTimes } from "../measure.ts";
import { NOTHING_RECORDED, quantile, UNCHANGED } from "../row.ts";
import type { Figures, Row } from "../row.ts";
import { Sender } from "../sender.ts";
import { onStage } from "../stage.ts";
import { Wire } from "../wire.ts";

/** Opening at a time. */
const AT_A_TIME = 100;

const BACK_WITHIN_MS = 30_000;
const CALM_WITHIN_MS = 60_000;
const STATEMENTS_MAX = 2;
/** Who is back sooner was never gone for others. */
const GRACE_MS = 10_000;
const NOTICEABLE_MS = 50;

export const massReturn: Row = {
  name: "mass-return",
  fault:
    "the node of 10,000 clients dies: all caught up < 30 s, ≤ 2 statements each, p99 back to base < 60 s, no presence storm",
  boundSeconds: 420,
  run: async ({ isShort, say }) => {
    const clients = isShort ? 300 : 10_000;
    const groups = clients / 100;
    await using started = new AsyncDisposableStack();
    const arena = started.use(await Arena.start({ nodes: 2 }));
    const violations: string[] = [];
    const notes: string[] = [];

    const people = await arena.crowd(clients);
    const conversations: string[] = [];
    for (let group = 0; group < groups; group += 1) {
      conversations.push(await arena.group(people.slice(group * 100, (group + 1) * 100)));
    }
    const followers = people.map(
      ({ id: userId, authorization }, index) =>
        new RecordingFollower({
          name: `client ${index}`,
          userId,
          authorization,
          conversationId: conversations[Math.floor(index / 100)] ?? "",
          url: arena.url(0),
        }),
    );
    // At once: one after the other takes as long as everything before.
    started.defer(async () => {
      await Promise.all(followers.map((follower) => follower[Symbol.asyncDispose]()));
    });
    await inTurn(followers, (follower) => follower.begin());
    say(`${clients} clients follow on one node`);

    // Somebody talks on the other node all the time; two listen there.
    const [talk, listen] = await talkOn(arena, started, people.slice(0, 2));
    const sends = talk.log;
    const calm = await during(arena, sends, () => delay(isShort ? 2_000 : 10_000));
    const base = quantile(staleTimes(sends, listen), 0.99) ?? 0;

    const before = { published: await publishes(arena), sent: sends.length };
    const watched = await watch(arena, people.slice(0, 100));
    await arena.slot(0).kill();
    const killedAt = performance.now();
    // What they missed, so that every cursor is stale.
    const url = arena.url(1);
    await Promise.all(
      conversations.map(async (conversationId, index) => {
        const { authorization, username: name } = people[index * 100] ?? people[0] ?? unreachable();
        await using sender = new Sender({
          name,
          authorization,
          conversationId,
          url,
          over: "http",
          log: sends,
        });
        return await sender.send();
      }),
    );
    say(`${conversations.length} sent after ${((performance.now() - killedAt) / 1000).toFixed(1)} s`);
    const written = await transactions(arena);
    const progress = setInterval(() => {
      say(`${followers.filter(({ lastSeq }) => lastSeq >= 2).length} are back`);
    }, 5_000);
    const caughtUp = await Promise.all(followers.map((follower) => follower.reaches(2, 2 * BACK_WITHIN_MS)));
    clearInterval(progress);
    const backMs = Math.max(...healTimes(followers), performance.now() - killedAt);
    const late = caughtUp.filter((isBack) => !isBack).length;
    if (late > 0) violations.push(`${late} did not come back`);
    if (backMs > BACK_WITHIN_MS)
      violations.push(`all were caught up after ${(backMs / 1000).toFixed(1)} s only`);
    say(`all back after ${(backMs / 1000).toFixed(1)} s`);

    let calmMs = performance.now() - killedAt;
    let p99 = Number.NaN;
    while (calmMs < 2 * CALM_WITHIN_MS) {
      const from = performance.now();
      await delay(isShort ? 1_000 : 5_000);
      p99 = quantile(staleTimes(sends, listen, from, performance.now() - 500), 0.99) ?? 0;
      calmMs = from - killedAt;
      if (p99 <= Math.max(base * UNCHANGED, NOTICEABLE_MS)) break;
    }
    if (calmMs > CALM_WITHIN_MS)
      violations.push(`p99 was back to base after ${(calmMs / 1000).toFixed(0)} s only`);
    notes.push(
      `back in ${(backMs / 1000).toFixed(1)} s; delivery p99 ${base.toFixed(0)} ms before, ${p99.toFixed(0)} ms again after ${(calmMs / 1000).toFixed(0)} s`,
    );
    // Talk, looks and sign-ins of the others are in it too, and are few beside ten thousand.
    const each = ((await transactions(arena)) - written) / clients;
    notes.push(`${each.toFixed(2)} statements a client`);
    if (each > STATEMENTS_MAX && !isShort) violations.push(`${each.toFixed(2)} statements a client`);
    // What talking alone publishes is known from the calm before.
    const published = (await publishes(arena)) - before.published;
    const talked = (calm.published / calm.sent) * (sends.length - before.sent);
    notes.push(`${published} publications, of which some ${talked.toFixed(0)} were talk`);
    if (published - talked > 1.2 * clients) violations.push(`${published} publications: a storm`);
    const away = followers
      .slice(0, 100)
      .filter((follower) => Math.max(0, ...healTimes([follower])) > GRACE_MS);
    notes.push(`${watched.changes} changes of presence of 100 people, ${away.length} of them away for long`);
    // Those who were away for long went, and came.
    if (watched.changes > 2 * away.length) violations.push(`${watched.changes} changes of presence: a storm`);
    watched.wire.terminate();
    await talk.stop();

    const table = await Promise.all(conversations.map((id) => arena.table(id)));
    const memberships = (await Promise.all(conversations.map((id) => arena.memberships(id)))).flat();
    const findings = check({ sends: [], followers, table, memberships });
    for (const kind of KINDS) if (findings[kind].length > 0) violations.push(`${kind}: ${findings[kind][0]}`);
    return {
      ...NOTHING_RECORDED,
      ...count(findings),
      acknowledged: sends.filter(({ type }) => type === "OK").length,
      healP99Ms: quantile(healTimes(followers), 0.99),
      staleP99Ms: quantile(staleTimes(sends, listen), 0.99),
      peakMemoryBytes: arena.peakMemoryBytes,
      notes,
      violations,
    };
  },
};

interface Talk {
  readonly log: SendEntry[];
  stop(): Promise<void>;
}

async function talkOn(
  arena: Arena,
  started: AsyncDisposableStack,
  people: readonly Person[],
): Promise<[Talk, RecordingFollower[]]> {
  const conversationId = await arena.group(people);
  const log: SendEntry[] = [];
  const curtain = new AbortController();
  const listeners = people.map(({ authorization, id, username }) =>
    started.use(
      new RecordingFollower({ name: username, userId: id, authorization, conversationId, url: arena.url(1) }),
    ),
  );
  await Promise.all(listeners.map((listener) => listener.begin()));
  const senders = people.map(({ authorization, username: name }) =>
    started.use(new Sender({ name, authorization, conversationId, url: arena.url(1), over: "socket", log })),
  );
  const running = Promise.all(senders.map((sender) => sender.run(50, curtain.signal)));
  const stop = async (): Promise<void> => {
    curtain.abort();
    await running;
  };
  started.defer(stop);
  return [{ log, stop }, listeners];
}

/** A statement outside a transaction is one; PostgreSQL counts them up to a second late. */
async function transactions(arena: Arena): Promise<number> {
  await delay(1_500);
  const [row] = await arena.rows<{ count: number }>(
    "SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  return row?.count ?? 0;
}

async function publishes({ redis }: Arena): Promise<number> {
  const info = await redis.command("INFO", "commandstats");
  return Number(/cmdstat_publish:calls=(\d+)/.exec(info)?.[1] ?? 0);
}

interface Watched {
  readonly wire: Wire;
  /** Behind the first word about each. */
  changes: number;
}

/** The first of them watches all, from the node that stays. */
async function watch(arena: Arena, people: readonly Person[]): Promise<Watched> {
  const authorization = people[0]?.authorization ?? "";
  const wire = await Wire.open({ url: await arena.slot(1).url, authorization });
  const watched = { wire, changes: -people.length };
  const all = Promise.withResolvers<void>();
  wire.subscribe(
    FaultsPresenceDocument,
    { userIds: people.map(({ id }) => id) },
    {
      next: () => {
        watched.changes += 1;
        if (watched.changes === 0) all.resolve();
      },
      ended: (errors) => all.reject(new Error(`Presence ended: ${JSON.stringify(errors)}`)),
    },
  );
  await all.promise;
  return watched;
}

interface Calm {
  readonly published: number;
  /** Steps recorded of sends. */
  readonly sent: number;
}

async function during(
  arena: Arena,
  sends: readonly SendEntry[],
  wait: () => Promise<unknown>,
): Promise<Calm> {
  const before = { published: await publishes(arena), sent: sends.length };
  await wait();
  return {
    published: (await publishes(arena)) - before.published,
    sent: Math.max(1, sends.length - before.sent),
  };
}

export const removalUnderLoad: Row = {
  name: "removal-under-load",
  fault:
    "members are removed on another node while 200 messages a second flow and Redis is dead: leak = 0, the removal arrives",
  boundSeconds: 120,
  run: ({ say }) =>
    onStage(
      { nodes: 2, conversations: 1, senders: 4, followers: 8, everyMs: 20, proxied: ["redis"] },
      async (stage) => {
        const [conversation = ""] = stage.conversations;
        stage.arena.redisProxy?.cut();
        await stage.acknowledges(100);
        for (const [index, member] of stage.members.slice(4).entries()) {
          const follower = stage.followers[4 + index];
          if (follower === undefined) throw new Error("unreachable");
          // The member's own stream is on the other node than the removal.
          const url = await stage.arena.slot(index % 2 === 0 ? 1 : 0).url;
          await stage.owner.on({ url }).removes(conversation, member);
          const until = performance.now() + 3_000;
          while (!follower.isOver && performance.now() < until) await delay(20);
          const removal = (await stage.arena.memberships(conversation)).find(
            ({ userId }) => userId === member.id,
          )?.removedSeq;
          stage.demand(
            follower.lastSeq === removal,
            `a follower ended at ${follower.lastSeq}, its removal is at ${removal}`,
          );
          stage.demand(follower.isOver, "A removed member's stream goes on.");
          await stage.acknowledges(50);
        }
        say("four removed");
        stage.arena.redisProxy?.mend();
      },
    ),
};

export const subscribeUnderLoad: Row = {
  name: "subscribe-under-load",
  fault: "subscribe with a snapshot while 1,000 sends/s arrive, × 1,000: snapshot + events = final state",
  boundSeconds: 300,
  run: ({ isShort, say }) =>
    onStage(
      { nodes: 2, conversations: 5, senders: isShort ? 4 : 20, followers: 2, everyMs: 100 },
      async (stage) => {
        const times = isShort ? 50 : 1_000;
        const views: View[] = [];
        const wires = await Promise.all(
          stage.members
            .slice(0, 4)
            .map(async ({ authorization }, index) =>
              Wire.open({ url: await stage.arena.slot(index % 2).url, authorization }),
            ),
        );
        const from = performance.now();
        const before = stage.acknowledged;
        await inTurn(
          Array.from({ length: times }, (_, index) => index),
          async (index) => {
            const wire = wires[index % wires.length];
            const conversationId = stage.conversations[index % stage.conversations.length];
            if (wire === undefined || conversationId === undefined) throw new Error("unreachable");
            views.push(await look(wire, conversationId));
          },
          16,
        );
        const rate = ((stage.acknowledged - before) / (performance.now() - from)) * 1000;
        say(`${times} snapshots beside ${rate.toFixed(0)} sends a second`);
        stage.notes.push(`${views.length} snapshots beside ${rate.toFixed(0)} sends a second`);
        await stage.settle();
        const tables = new Map<string, TableLog>();
        for (const id of stage.conversations) tables.set(id, await stage.arena.table(id));
        const wrong = views.flatMap((view) => differences(view, tables.get(view.conversationId)));
        stage.demand(wrong.length === 0, `${wrong.length} views differ: ${wrong.slice(0, 3).join("; ")}`);
        for (const wire of wires) wire.terminate();
      },
    ),
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

const ROUND_ABOUT_BYTES = 8_000_000;

export const connectAbort: Row = {
  name: "connect-abort",
  fault: "10,000 times connect, subscribe, abort: listeners, timers, topics, heap back to base",
  boundSeconds: 300,
  run: async ({ isShort, say }): Promise<Figures> => {
    await using arena = await Arena.start({
      nodes: 1,
      program: "test/faults/observedServer.ts",
      execArgv: ["--expose-gc"],
    });
    const people = await arena.crowd(20);
    const conversations: string[] = [];
    for (let group = 0; group < 20; group += 1) conversations.push(await arena.group(people));
    const url = await arena.slot(0).url;
    const abortOne = async (index: number): Promise<void> => {
      const person = people[index % people.length];
      const conversationId = conversations[(index * 7) % conversations.length] ?? "";
      const wire = await Wire.open({ url, authorization: person?.authorization ?? "" });
      const heard = Promise.withResolvers<void>();
      wire.subscribe(
        FaultsFollowDocument,
        { conversationId, after: null },
        { next: () => heard.resolve(), ended: () => heard.resolve() },
      );
      // Before it was read, somewhere on the way, when it is ready, and with a word.
      if (index % 4 === 1) await delay(Math.random() * 10);
      if (index % 4 >= 2) await heard.promise;
      if (index % 4 === 3) await wire[Symbol.asyncDispose]();
      else wire.terminate();
    };
    const times = isShort ? 200 : 10_000;
    // Caches, pools and compiled code are there afterwards.
    await inTurn(range(Math.min(times, 2_000)), abortOne);
    const base = await observe(arena);
    await inTurn(range(times), abortOne);
    const after = await observe(arena);
    say(`before ${JSON.stringify(base)}`);
    say(`after  ${JSON.stringify(after)}`);
    const violations: string[] = [];
    for (const name of [
      "sockets",
      "timers",
      "listeners",
      "topics",
      "feeds",
      "streams",
      "openSockets",
    ] as const) {
      if (after[name] > base[name]) violations.push(`${name}: ${base[name]} before, ${after[name]} after`);
    }
    if (after.heapBytes > base.heapBytes + ROUND_ABOUT_BYTES) {
      violations.push(
        `heap: ${(base.heapBytes / 1e6).toFixed(1)} MB before, ${(after.heapBytes / 1e6).toFixed(1)} MB after`,
      );
    }
    return {
      ...NOTHING_RECORDED,
      peakMemoryBytes: arena.peakMemoryBytes,
      notes: [
        `heap ${(base.heapBytes / 1e6).toFixed(1)} MB before, ${(after.heapBytes / 1e6).toFixed(1)} MB after ${times} aborts`,
      ],
      violations,
    };
  },
};

interface Observed {
  readonly heapBytes: number;
  readonly sockets: number;
  readonly timers: number;
  readonly listeners: number;
  readonly topics: number;
  readonly feeds: number;
  readonly streams: number;
  readonly openSockets: number;
}

/** When all that has ended is gone, or is not after ten seconds. */
async function observe(arena: Arena): Promise<Observed> {
  const until = performance.now() + 10_000;
  while ((await arena.metric(0, "parley_open_sockets")) > 0 && performance.now() < until) await delay(50);
  await delay(1_000);
  const { child } = arena.slot(0).process;
  const answer = new Promise<Pick<Observed, "heapBytes" | "sockets" | "timers" | "listeners">>((resolve) => {
    child.once("message", (observed) => resolve(observed as Observed));
  });
  child.send("observe");
  const channels = await arena.redis.command("PUBSUB", "CHANNELS");
  return {
    ...(await answer),
    topics: Number(/^\*(\d+)/.exec(channels)?.[1] ?? 0),
    feeds: await arena.metric(0, "parley_feeds"),
    streams: await arena.metric(0, "parley_open_streams"),
    openSockets: await arena.metric(0, "parley_open_sockets"),
  };
}

function unreachable(): never {
  throw new Error("unreachable");
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

/** All of them, so many at a time. */
async function inTurn<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<unknown>,
  atATime = AT_A_TIME,
): Promise<void> {
  const queue = items.values();
  const lane = async (): Promise<void> => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: atATime }, lane));
}
