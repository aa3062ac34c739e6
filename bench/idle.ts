/** Open, signed-in, subscribed sockets on which nothing happens: what each takes of memory, and 50,000 of them at once. */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import type { ServerMemory, ServerProcess } from "./support/spawnServer.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import type { Verdict } from "./support/verdict.ts";
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
const CONTESTANTS: readonly Contestant[] = [PARLEY_KIT, RAW, SOCKET_IO, YOGA, APOLLO, MERCURIUS];

interface Held {
  readonly contestant: Contestant;
  readonly sockets: number;
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
  return {
    // Memory does not jitter as time does: each crowd is opened once, and grows from size to size.
    isKept: isWhole(context, 3),
    markdown: joined(
      [
        stage.setting("idle"),
        `KB of resident memory for each open, signed-in, subscribed socket of one server process, above what the process had`,
        `when nobody had come yet, as it is when it has come to rest; in brackets after a full collection. Among few sockets`,
        `the code they share is divided, too. After each size a message was sent, and counted on every socket.`,
      ].join("\n"),
      sizes.length === 0 ? "" : memoryTable(contestants, sizes, held),
      many === null ? "" : manyTable(many),
      verdictTable(judge(held, many)),
    ),
  };
}

function memoryTable(
  contestants: readonly Contestant[],
  sizes: readonly number[],
  held: readonly Held[],
): string {
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  return markdownTable(
    ["", ...sizes.map((size) => `${size.toLocaleString("en")} sockets`)],
    contestants.map((contestant) => [
      contestant.name,
      ...sizes.map((size) => {
        const own = held.find((each) => each.contestant === contestant && each.sockets === size);
        return own === undefined ? "–" : `${kilobytes(own.bytesEach)} (${kilobytes(own.collectedBytesEach)})`;
      }),
    ]),
  );
}

function manyTable(many: ManyProcesses): string {
  return markdownTable(
    ["", "processes", "KB a socket", "p50 ms", "p99 ms", "max ms"],
    [
      [
        `${many.sockets.toLocaleString("en")} sockets, a message to all`,
        String(many.processes),
        (many.residentBytesEach / 1000).toFixed(1),
        many.p50Ms.toFixed(0),
        many.p99Ms.toFixed(0),
        many.maxMs.toFixed(0),
      ],
    ],
  );
}

function judge(held: readonly Held[], many: ManyProcesses | null): readonly Verdict[] {
  const own = held.filter(({ contestant, sockets }) => contestant === PARLEY_KIT && sockets >= 10_000);
  return [
    ...own.map(({ sockets, bytesEach }) =>
      atMost(
        `Memory a socket, ${sockets.toLocaleString("en")} on one process`,
        bytesEach / 1000,
        BYTES_EACH_MAX / 1000,
        "KB",
      ),
    ),
    ...(many === null
      ? []
      : [
          atMost(
            `A message to ${many.sockets.toLocaleString("en")} sockets on ${many.processes} processes, p99`,
            many.p99Ms,
            MANY_P99_MAX_MS,
            "ms",
          ),
        ]),
  ];
}

/** A process of its own: what others left in its memory would not be the sockets'. */
async function hold(stage: Stage, contestant: Contestant, sizes: readonly number[]): Promise<Held[]> {
  const { say, signal } = stage.context;
  await using started = new AsyncDisposableStack();
  const server = started.use(await stage.spawn(contestant));
  const people = stage.world.people.slice(0, Math.max(...sizes));
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
  const follow = (from: number, count: number): Promise<Crowd> =>
    Crowd.open({
      url: server.url,
      count,
      signal,
      speakerOf: (place) => {
        const index = from + place;
        // Each message is one step of the head; those sent after the size before are among them.
        const headSeq = contestant.isParley ? number : 0;
        const { epoch } = stage;
        const who = people[index] ?? person;
        return contestant.follow({ index, person: who, conversationId, epoch, headSeq }).speaker;
      },
      onProgress: (open) => (open % 5_000 === 0 ? say(`   ${open.toLocaleString("en")} open`) : undefined),
    });

  for (let message = 0; message < HISTORY; message += 1) send();
  await Promise.race([delay(HISTORY_MS, undefined, { signal }), sending.failed]);
  await stage.settle(server);
  const base = await server.readMemory();

  const crowds: Crowd[] = [];
  const held: Held[] = [];
  for (const size of sizes) {
    const open = crowds.reduce((sum, crowd) => sum + crowd.sockets.length, 0);
    crowds.push(started.use(await follow(open, size - open)));
    await rest(stage, server);
    const memory = await server.readMemory();
    held.push(heldBy(contestant, size, memory, base));
    const all = crowds.flatMap((crowd) => crowd.sockets);
    await reachAll(contestant, all, send, crowds, signal);
    // What was sent again may still be on its way.
    await stage.settle(server);
    const { bytesEach, collectedBytesEach, heapBytesEach } =
      held.at(-1) ?? heldBy(contestant, size, memory, base);
    say(
      `${contestant.name.padEnd(36)}  ${size.toLocaleString("en").padStart(6)} sockets  ${describeMemory(bytesEach)} each, ${describeMemory(collectedBytesEach)} after a collection (${describeMemory(heapBytesEach)} of it JavaScript)`,
    );
  }
  return held;
}

function heldBy(contestant: Contestant, sockets: number, memory: ServerMemory, base: ServerMemory): Held {
  return {
    contestant,
    sockets,
    bytesEach: (memory.residentBytes - base.afterCollection) / sockets,
    collectedBytesEach: (memory.afterCollection - base.afterCollection) / sockets,
    heapBytesEach: (memory.heapBytes - base.heapBytes) / sockets,
  };
}

/** What a few first messages have at the most. */
const HISTORY_MS = 1_000;
const REST_MS = 10_000;

/** As long as it takes V8 to see that nothing happens, and to tidy up. */
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
