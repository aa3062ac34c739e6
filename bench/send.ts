/** Durable sends per second: one hot conversation and 64, over HTTP and over sockets, beside bare peers. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { drive } from "./support/drive.ts";
import type { Driven } from "./support/drive.ts";
import { chosen, isWhole } from "./support/options.ts";
import { describeMachine, pinCores } from "./support/machine.ts";
import type { Pinning } from "./support/machine.ts";
import { startPostgres } from "./support/postgres.ts";
import type { BenchPostgres } from "./support/postgres.ts";
import { spawnServer } from "./support/spawnServer.ts";
import type { ServerProcess } from "./support/spawnServer.ts";
import { startingAt } from "./support/turns.ts";
import { makeWorld } from "./support/world.ts";
import type { World } from "./support/world.ts";
import { CONTESTANTS, IN_FLIGHT, KEY_CHARS, PEOPLE } from "./send/contestants.ts";
import type { Contestant } from "./send/contestants.ts";
import { boundsTable, comparisonTable, sendTable } from "./send/table.ts";
import type { Measurement } from "./send/table.ts";
import { verifySends } from "./send/verifySends.ts";

const ROUNDS = 5;
const SECONDS = 4;
const WARM_UP_SHARE = 0.2;
/** Once for everybody, before the first round: code gets compiled. */
const FIRST_WARM_UP_SECONDS = 1;

const SCENARIOS = [
  { name: "One hot conversation", conversations: 1 },
  { name: "64 conversations", conversations: 64 },
] as const;

interface Arena {
  readonly postgres: BenchPostgres;
  readonly world: World;
  /** By module. */
  readonly servers: ReadonlyMap<string, ServerProcess>;
}

/** All servers stand from the beginning; in each round each contestant sends into new conversations, one after another. */
export async function runSendBenchmark(context: BenchmarkContext): Promise<Report> {
  const { say, signal, rounds, seconds, only } = context;
  const contestants = chosen(CONTESTANTS, ({ name }) => only?.test(name) ?? true);
  const [roundCount, secondsEach] = [rounds ?? ROUNDS, seconds ?? SECONDS];
  const pinning = pinCores();
  say(`${describeMachine()}: ${pinning.note}.`);
  await using started = new AsyncDisposableStack();
  const arena = await prepare(started, contestants, context, pinning);

  say("Warming up …");
  for (const { conversations } of SCENARIOS) {
    for (const contestant of contestants) {
      signal.throwIfAborted();
      await measure(arena, contestant, conversations, FIRST_WARM_UP_SECONDS, signal);
    }
  }
  const measurements: Measurement[] = [];
  for (let round = 1; round <= roundCount; round += 1) {
    for (const { name: scenario, conversations } of SCENARIOS) {
      for (const contestant of startingAt(contestants, round - 1)) {
        signal.throwIfAborted();
        const driven = await measure(arena, contestant, conversations, secondsEach, signal);
        measurements.push({ round, scenario, conversations, contestant, driven });
        say(progress(round, scenario, contestant, driven));
      }
    }
  }
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: [
      setting(pinning, arena.postgres, roundCount, secondsEach),
      ...SCENARIOS.flatMap(({ name }) => [`**${name}**`, sendTable(name, measurements)]),
      "**What the rows say of each other** (sends per second, median of the ratios within a round)",
      comparisonTable(
        SCENARIOS.map(({ name }) => name),
        measurements,
      ),
      boundsTable(measurements, isKept),
    ].join("\n\n"),
  };
}

async function prepare(
  started: AsyncDisposableStack,
  contestants: readonly Contestant[],
  { say, profileDir }: BenchmarkContext,
  pinning: Pinning,
): Promise<Arena> {
  say("Starting PostgreSQL and the servers …");
  const postgres = started.use(await startPostgres());
  const { databaseUrl } = postgres;
  const servers = new Map<string, ServerProcess>();
  for (const module of new Set(contestants.map((contestant) => contestant.module))) {
    servers.set(module, started.use(await spawnServer({ module, databaseUrl, pinning, profileDir })));
  }
  return { postgres, servers, world: await makeWorld(postgres.pool, PEOPLE) };
}

async function measure(
  { postgres, world, servers }: Arena,
  contestant: Contestant,
  conversationCount: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Driven> {
  const server = servers.get(contestant.module);
  if (server === undefined) throw new Error(`${contestant.name} has no server.`);
  const { people } = world;
  const conversationIds = await world.makeGroups(conversationCount);
  // Each lane speaks for one person, to all conversations in turn.
  const templates = people.map((person) =>
    conversationIds.map((id) => contestant.templateOf(server.url, person, id)),
  );
  await using lanes = await contestant.openLanes(server.url, people);
  const driven = await drive({
    lanes: lanes.all,
    templateFor: (lane, request) => {
      const template = templates[lane % people.length]?.[request % conversationCount];
      if (template === undefined) throw new Error("A lane without a person.");
      return template;
    },
    keyChars: KEY_CHARS,
    warmUpMs: seconds * WARM_UP_SHARE * 1000,
    measuredMs: seconds * 1000,
    readServerCpuMicros: () => server.readCpuMicros(),
    readPostgresCpuMicros: () => postgres.readCpuMicros(),
    signal,
  });
  await verifySends(postgres.pool, contestant, conversationIds, driven);
  return driven;
}

function progress(round: number, scenario: string, contestant: Contestant, driven: Driven): string {
  const postgres = driven.postgresMicrosEach === null ? "?" : driven.postgresMicrosEach.toFixed(0);
  return [
    `${round}  ${scenario.padEnd(20)}  ${contestant.name.padEnd(38)}`,
    `${driven.perSecond.toFixed(0).padStart(6)}/s`,
    `p50 ${driven.p50Ms.toFixed(1)} ms  p99 ${driven.p99Ms.toFixed(1)} ms`,
    `server ${driven.serverMicrosEach.toFixed(0)} µs  PostgreSQL ${postgres} µs  load ${driven.loadMicrosEach.toFixed(0)} µs`,
  ].join("  ");
}

function setting(pinning: Pinning, postgres: BenchPostgres, rounds: number, seconds: number): string {
  const date = new Date().toISOString().slice(0, 10);
  return [
    `\`npm run bench -- send\`, ${date}. ${describeMachine()}, PostgreSQL ${postgres.version} (embedded; fsync,`,
    `synchronous_commit and full_page_writes on). ${pinning.note.replace(/^./, (letter) => letter.toUpperCase())}.`,
    `${IN_FLIGHT} sends in flight, on ${IN_FLIGHT} keep-alive connections or ${PEOPLE} sockets; bodies of 120 characters.`,
    `Medians of ${rounds} interleaved rounds of ${seconds} s each after ${(seconds * WARM_UP_SHARE).toFixed(1)} s of warm-up; µs are`,
    `CPU time per send, user and system, of the server's process and of all PostgreSQL's. After every measurement the`,
    `rows were counted: stored = acknowledged, seq without a gap.`,
  ].join("\n");
}
