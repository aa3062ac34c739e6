/** Open, signed-in, subscribed sockets on which nothing happens: what each takes of memory, and 50,000 of them at once. */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { median } from "./support/statistics.ts";
import type { ServerMemory, ServerProcess } from "./support/spawnServer.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import type { Verdict } from "./support/verdict.ts";
import type { Person } from "./support/world.ts";
import { APOLLO, HISTORY, MERCURIUS, PARLEY_KIT, RAW, SOCKET_IO, YOGA } from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { bodyOf } from "./chat/message.ts";
import { Stage } from "./chat/stage.ts";
import { Crowd } from "./crowd/crowd.ts";
import { describeMemory } from "./idle/limits.ts";
import { holdManySockets } from "./idle/manyProcesses.ts";
import type { ManyProcesses } from "./idle/manyProcesses.ts";

const SIZES = [1_000, 10_000, 18_000] as const;
const MANY = 50_000;
const BYTES_EACH_MAX = 20_000;
const MANY_P99_MAX_MS = 1_000;
/** The sizes that are held to the bound. */
const BOUND_SIZES = SIZES.filter((size) => size >= 10_000);
/** One start takes ten megabytes more or less than another: the middle one is what sockets are counted above. */
const STARTS = 3;
const CONTESTANTS: readonly Contestant[] = [PARLEY_KIT, RAW, SOCKET_IO, YOGA, APOLLO, MERCURIUS];

interface Held {
  readonly contestant: Contestant;
  readonly sockets: number;
  readonly memory: ServerMemory;
  /** Above the base, for each socket. */
  readonly bytesEach: number;
  readonly collectedBytesEach: number;
  readonly heapBytesEach: number;
}

export async function runIdleBenchmark(context: BenchmarkContext): Promise<Report> {
  const sizes = SIZES.filter((size) => context.sizes?.includes(size) ?? true);
  // Of BENCH_SIZES, one that no process could hold stands for how many several shall hold.
  const manySockets = context.sizes === null ? MANY : context.sizes.find((size) => size > Math.max(...SIZES));
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const people = Math.max(...sizes, manySockets ?? 0);
  const stage = await Stage.open(started, context, { people, isStoring: false });
  const held: Held[] = [];
  for (const contestant of contestants) {
    if (sizes.length > 0) held.push(...(await hold(stage, contestant, sizes)));
  }
  const many = manySockets === undefined ? null : await holdManySockets(stage, manySockets);
  // Memory does not jitter as time does: each crowd is opened once, and grows from size to size.
  const isKept = isWhole(context, 3);
  return {
    isKept,
    markdown: joined(
      [
        stage.setting("idle"),
        `KB of resident memory for each open, signed-in, subscribed socket of one server process, as it is when it has come to`,
        `rest, above what such a process has before anybody comes (after two collections, the median of ${STARTS} starts); in`,
        `brackets after a full collection. Among few sockets the code they share is divided, too; the last column is what each`,
        `further socket took, whatever the process had before. After each size a message was sent, and counted on every socket.`,
      ].join("\n"),
      sizes.length === 0 ? "" : memoryTable(contestants, sizes, held),
      many === null ? "" : manyTable(many),
      verdictTable(judge(held, many), isKept),
    ),
  };
}

function memoryTable(
  contestants: readonly Contestant[],
  sizes: readonly number[],
  held: readonly Held[],
): string {
  const kilobytes = (resident: number, collected: number): string =>
    `${(resident / 1000).toFixed(1)} (${(collected / 1000).toFixed(1)})`;
  const [from, to] = sizes.slice(-2);
  const slopeHead =
    to === undefined ? [] : [`from ${from?.toLocaleString("en")} to ${to.toLocaleString("en")}`];
  return markdownTable(
    ["", ...sizes.map((size) => `${size.toLocaleString("en")} sockets`), ...slopeHead],
    contestants.map((contestant) => {
      const of = (size: number | undefined): Held | undefined =>
        held.find((each) => each.contestant === contestant && each.sockets === size);
      const totals = sizes.map((size) => {
        const own = of(size);
        return own === undefined ? "–" : kilobytes(own.bytesEach, own.collectedBytesEach);
      });
      const [few, many] = [of(from), of(to)];
      if (few === undefined || many === undefined) return [contestant.name, ...totals];
      const slope = (read: (memory: ServerMemory) => number): number =>
        (read(many.memory) - read(few.memory)) / (many.sockets - few.sockets);
      const further = kilobytes(
        slope(({ residentBytes }) => residentBytes),
        slope(({ afterCollection }) => afterCollection),
      );
      return [contestant.name, ...totals, further];
    }),
  );
}

function manyTable({ sockets, processes, messages, residentBytesEach }: ManyProcesses): string {
  const row = (name: string, of: (values: readonly number[]) => number): string[] => [
    name,
    ...[
      messages.map(({ p50Ms }) => p50Ms),
      messages.map(({ p99Ms }) => p99Ms),
      messages.map(({ maxMs }) => maxMs),
    ].map((values) => of(values).toFixed(0)),
  ];
  const title = `${sockets.toLocaleString("en")} sockets on ${processes} processes, ${(residentBytesEach / 1000).toFixed(1)} KB each`;
  return markdownTable(
    [title, "p50 ms", "p99 ms", "max ms"],
    [
      row(`of ${messages.length} messages to all, the middle one`, median),
      row("the worst one", (values) => Math.max(...values)),
    ],
  );
}

function judge(held: readonly Held[], many: ManyProcesses | null): readonly Verdict[] {
  const own = held.filter(({ contestant }) => contestant === PARLEY_KIT);
  return [
    ...BOUND_SIZES.map((size) =>
      atMost(
        `Memory a socket, ${size.toLocaleString("en")} on one process`,
        (own.find(({ sockets }) => sockets === size)?.bytesEach ?? Number.NaN) / 1000,
        BYTES_EACH_MAX / 1000,
        "KB",
      ),
    ),
    atMost(
      `A message to ${(many?.sockets ?? MANY).toLocaleString("en")} sockets on ${many?.processes ?? "several"} processes, p99 of the worst`,
      many === null ? Number.NaN : Math.max(...many.messages.map(({ p99Ms }) => p99Ms)),
      MANY_P99_MAX_MS,
      "ms",
    ),
  ];
}

interface Host {
  readonly server: ServerProcess;
  readonly conversationId: string;
  /** With its history, and before anybody follows. */
  readonly base: ServerMemory;
  readonly send: () => void;
  /** Messages so far. */
  readonly sent: () => number;
}

/** A process of its own: what others left in its memory would not be the sockets'. */
async function startHost(
  started: AsyncDisposableStack,
  stage: Stage,
  contestant: Contestant,
  people: readonly Person[],
): Promise<Host> {
  const { signal } = stage.context;
  const server = started.use(await stage.spawn(contestant));
  const [person] = people;
  const [conversationId = ""] = await stage.world.makeConversations([people]);
  if (person === undefined) throw new Error("Nobody is there.");
  const sender = contestant.send(person);
  const sending = started.use(
    await Crowd.open({ url: server.url, count: 1, speakerOf: () => sender.speaker, signal }),
  );
  const [socket] = sending.sockets;
  if (socket === undefined) throw new Error("No sender.");
  let number = 0;
  const send = (): void => {
    number += 1;
    sender.send(socket, { conversationId, person, key: `idle-${number}`, body: bodyOf(number) });
  };
  for (let message = 0; message < HISTORY; message += 1) send();
  await Promise.race([delay(HISTORY_MS, undefined, { signal }), sending.failed]);
  await stage.settle(server);
  // What the first collection has finalised, the second one takes.
  await server.readMemory();
  return { server, conversationId, base: await server.readMemory(), send, sent: () => number };
}

async function hold(stage: Stage, contestant: Contestant, sizes: readonly number[]): Promise<Held[]> {
  const { say, signal } = stage.context;
  const people = stage.world.people.slice(0, Math.max(...sizes));
  const bases: ServerMemory[] = [];
  for (let start = 1; start < STARTS; start += 1) {
    await using other = new AsyncDisposableStack();
    bases.push((await startHost(other, stage, contestant, people)).base);
  }
  await using started = new AsyncDisposableStack();
  const { server, conversationId, send, sent, ...host } = await startHost(started, stage, contestant, people);
  bases.push(host.base);
  say(
    `${contestant.name.padEnd(36)}  alone: ${bases.map(({ afterCollection }) => describeMemory(afterCollection)).join(", ")}`,
  );
  const base = middleOf(bases);
  const follow = (from: number, count: number): Promise<Crowd> =>
    Crowd.open({
      url: server.url,
      count,
      signal,
      speakerOf: (place) => {
        const index = from + place;
        const person = people[index];
        if (person === undefined) throw new Error("More sockets than people.");
        // Each message is one step of the head; those sent after the size before are among them.
        const headSeq = contestant.isParley ? sent() : 0;
        return contestant.follow({ index, person, conversationId, epoch: stage.epoch, headSeq }).speaker;
      },
      onProgress: (open) => (open % 5_000 === 0 ? say(`   ${open.toLocaleString("en")} open`) : undefined),
    });

  const crowds: Crowd[] = [];
  const held: Held[] = [];
  for (const size of sizes) {
    const open = crowds.reduce((sum, crowd) => sum + crowd.sockets.length, 0);
    crowds.push(started.use(await follow(open, size - open)));
    await rest(stage, server);
    const own = heldBy(contestant, size, await server.readMemory(), base);
    held.push(own);
    const all = crowds.flatMap((crowd) => crowd.sockets);
    await reachAll(contestant, all, send, crowds, signal);
    // What was sent again may still be on its way.
    await stage.settle(server);
    const { bytesEach, collectedBytesEach, heapBytesEach } = own;
    say(
      `${contestant.name.padEnd(36)}  ${size.toLocaleString("en").padStart(6)} sockets  ${describeMemory(bytesEach)} each, ${describeMemory(collectedBytesEach)} after a collection (${describeMemory(heapBytesEach)} of it JavaScript)`,
    );
  }
  return held;
}

function middleOf(memories: readonly ServerMemory[]): ServerMemory {
  return {
    residentBytes: median(memories.map(({ residentBytes }) => residentBytes)),
    afterCollection: median(memories.map(({ afterCollection }) => afterCollection)),
    heapBytes: median(memories.map(({ heapBytes }) => heapBytes)),
  };
}

function heldBy(contestant: Contestant, sockets: number, memory: ServerMemory, base: ServerMemory): Held {
  return {
    contestant,
    sockets,
    memory,
    bytesEach: (memory.residentBytes - base.afterCollection) / sockets,
    collectedBytesEach: (memory.afterCollection - base.afterCollection) / sockets,
    heapBytesEach: (memory.heapBytes - base.heapBytes) / sockets,
  };
}

/** What a few first messages have at the most. */
const HISTORY_MS = 1_000;
/** V8 looks after 8 s in which nothing happens, and tidies up in up to three steps of as long. */
const REST_MS = 25_000;

async function rest(stage: Stage, server: ServerProcess): Promise<void> {
  await stage.settle(server);
  await delay(REST_MS, undefined, { signal: stage.context.signal });
}

const REACH_WITHIN_MS = 30_000;
const REACH_AGAIN_MS = 5_000;

/** Sends until every socket got a message: peers do not say when they follow. */
async function reachAll(
  contestant: Contestant,
  sockets: readonly { readonly deliveries: number }[],
  send: () => void,
  crowds: readonly Crowd[],
  signal: AbortSignal,
): Promise<void> {
  for (const crowd of crowds) crowd.reset();
  const hasAll = (): boolean => sockets.every(({ deliveries }) => deliveries > 0);
  const deadline = performance.now() + REACH_WITHIN_MS;
  while (!hasAll()) {
    if (performance.now() > deadline)
      throw new Error(`${contestant.name}: a message did not reach everybody.`);
    send();
    const again = performance.now() + REACH_AGAIN_MS;
    while (!hasAll() && performance.now() < again) {
      await Promise.race([delay(20, undefined, { signal }), ...crowds.map((crowd) => crowd.failed)]);
    }
  }
}
