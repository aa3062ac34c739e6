/** Clients that are gone as soon as they came: nothing of them stays. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../../support/people.ts";
import { FollowerEventsDocument } from "../../nodes/follower.ts";
import { Arena } from "../arena.ts";
import { FaultsInboxDocument } from "../documents.ts";
import { inTurn, range } from "../inTurn.ts";
import type { Held } from "../observedServer.ts";
import { NOTHING_RECORDED } from "../row.ts";
import type { Figures, Row } from "../row.ts";
import { Wire } from "../wire.ts";
import type { Sink } from "../wire.ts";

const GROUPS = 20;
/** Caches, pools and compiled code are there after these. */
const WARM_UP_MAX = 2_000;
const ROUND_ABOUT_BYTES = 8_000_000;

export const connectAbort: Row = {
  name: "connect-abort",
  fault: "10,000 times connect, subscribe, abort: listeners, timers, topics, feeds, heap back to base",
  boundSeconds: 300,
  run: async ({ isShort }): Promise<Figures> => {
    await using arena = await Arena.start({
      nodes: 1,
      program: "test/faults/observedServer.ts",
      execArgv: ["--expose-gc"],
    });
    const people = await arena.crowd(GROUPS);
    const conversations: string[] = [];
    while (conversations.length < GROUPS) conversations.push(await arena.group(people));
    const url = await arena.slot(0).url;
    const abort = async (index: number): Promise<void> => {
      const person = people[index % people.length];
      const conversationId = conversations[(index * 7) % conversations.length];
      if (person === undefined || conversationId === undefined) throw new Error("unreachable");
      await abortOne({ url, person, conversationId }, index);
    };
    const times = isShort ? 200 : 10_000;
    await inTurn(range(Math.min(times, WARM_UP_MAX)), abort);
    const before = await observeAfter(arena);
    await inTurn(range(times), abort);
    const after = await observeAfter(arena);
    return {
      ...NOTHING_RECORDED,
      peakMemoryBytes: arena.peakMemoryBytes,
      notes: [`before ${say(before)}`, `after ${times} aborts ${say(after)}`],
      violations: [...(await unseen({ arena, url, people, conversations }, after)), ...grown(before, after)],
    };
  },
};

interface Scene {
  readonly arena: Arena;
  readonly url: string;
  readonly people: readonly Person[];
  readonly conversations: readonly string[];
}

/** What one client that stays is seen in; a count that does not see it would not see one that was left behind. */
const SEEING = [
  "sockets",
  "topicListeners",
  "feedObjects",
  "hubObjects",
  "inboxObjects",
  "connectionObjects",
  "streamObjects",
  "topics",
  "feeds",
  "streams",
  "openSockets",
] as const satisfies readonly (keyof Observed)[];

async function unseen({ arena, url, people, conversations }: Scene, before: Observed): Promise<string[]> {
  await using wire = await Wire.open({ url, authorization: people[0]?.authorization ?? "" });
  const [conversationId = ""] = conversations;
  await heardOf((sink) => wire.subscribe(FollowerEventsDocument, { conversationId }, sink));
  await heardOf((sink) => wire.subscribe(FaultsInboxDocument, {}, sink));
  const during = await observe(arena);
  return SEEING.filter((name) => during[name] <= before[name]).map(
    (name) => `${name} does not count what one client holds`,
  );
}

/** Resolves at the first word. */
function heardOf(subscribe: (sink: Sink<unknown>) => unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    subscribe({ next: () => resolve(), ended: () => reject(new Error("A stream has ended.")) });
  });
}

interface Abort {
  readonly url: string;
  readonly person: Person;
  readonly conversationId: string;
}

/** In turn: before anything was read, somewhere on the way, when the stream is ready, and with a word. */
async function abortOne({ url, person, conversationId }: Abort, index: number): Promise<void> {
  const wire = await Wire.open({ url, authorization: person.authorization });
  const heard = Promise.withResolvers<void>();
  wire.subscribe(
    FollowerEventsDocument,
    { conversationId, after: null },
    { next: () => heard.resolve(), ended: () => heard.resolve() },
  );
  if (index % 4 === 1) await delay(Math.random() * 10);
  if (index % 4 >= 2) await heard.promise;
  if (index % 4 === 3) await wire[Symbol.asyncDispose]();
  else wire.terminate();
}

/** What the server holds, told by itself, by Redis and by its /metrics. */
interface Observed extends Held {
  readonly topics: number;
  readonly feeds: number;
  readonly streams: number;
  readonly openSockets: number;
}

/** When all that has ended is gone, or is not after ten seconds. */
async function observeAfter(arena: Arena): Promise<Observed> {
  const until = performance.now() + 10_000;
  while ((await arena.metric(0, "parley_open_sockets")) > 0 && performance.now() < until) await delay(50);
  await delay(1_000);
  return observe(arena);
}

async function observe(arena: Arena): Promise<Observed> {
  const { child } = arena.slot(0).process;
  const answer = new Promise<Held>((resolve) => {
    child.once("message", (held) => resolve(held as Held));
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

function grown({ heapBytes, ...before }: Observed, { heapBytes: heapAfter, ...after }: Observed): string[] {
  const names = Object.keys(before) as (keyof typeof before)[];
  const more = names.filter((name) => after[name] > before[name]);
  return [
    ...more.map((name) => `${name}: ${before[name]} before, ${after[name]} after`),
    ...(heapAfter > heapBytes + ROUND_ABOUT_BYTES
      ? [`heap: ${(heapBytes / 1e6).toFixed(1)} MB before, ${(heapAfter / 1e6).toFixed(1)} MB after`]
      : []),
  ];
}

function say({ heapBytes, ...counts }: Observed): string {
  const words = Object.entries(counts).map(([name, count]) => `${name} ${count}`);
  return [`heap ${(heapBytes / 1e6).toFixed(1)} MB`, ...words].join(", ");
}
