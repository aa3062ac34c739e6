/** One conversation with 100 to 10,000 followers: what a delivery costs the server, how many it makes, how late they are. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { atLeast, atMost, equal, verdictTable } from "./support/verdict.ts";
import type { Verdict } from "./support/verdict.ts";
import {
  APOLLO,
  MERCURIUS,
  PARLEY,
  PARLEY_KIT,
  PARLEY_SSE,
  RAW,
  RAW_BATCHED,
  SOCKET_IO,
  TUTORIAL,
  YOGA,
} from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureRoom, underWayFor } from "./chat/measureRoom.ts";
import { Rounds } from "./chat/rounds.ts";
import { Stage } from "./chat/stage.ts";

const ROUNDS = 3;
const SECONDS = 1.2;

const FOLLOWERS = [100, 1_000, 5_000, 10_000] as const;
const CONTESTANTS: readonly Contestant[] = [
  PARLEY,
  PARLEY_KIT,
  RAW,
  RAW_BATCHED,
  SOCKET_IO,
  YOGA,
  APOLLO,
  MERCURIUS,
  TUTORIAL,
  PARLEY_SSE,
];
/** It is counted apart: in one crowd only. */
const SSE_FOLLOWERS = 1_000;
const isRun = (contestant: Contestant, followers: number): boolean =>
  contestant !== PARLEY_SSE || followers === SSE_FOLLOWERS;

/** What deliveries per CPU-second are held to, with the kit's document. */
const BOUNDS: readonly { readonly followers: number; readonly to: Contestant; readonly bound: number }[] = [
  ...[1_000, 5_000].flatMap((followers) => [
    { followers, to: YOGA, bound: 8 },
    { followers, to: APOLLO, bound: 8 },
    { followers, to: MERCURIUS, bound: 8 },
    { followers, to: TUTORIAL, bound: 20 },
    { followers, to: SOCKET_IO, bound: 2 },
    { followers, to: RAW, bound: 1.5 },
    { followers, to: RAW_BATCHED, bound: 0.6 },
  ]),
  { followers: 100, to: MERCURIUS, bound: 4 },
  { followers: 100, to: APOLLO, bound: 4 },
  { followers: 100, to: YOGA, bound: 6 },
  { followers: 100, to: RAW, bound: 0.8 },
];
const GROWTH_MAX = 1.25;

export async function runFanoutBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const sizes = chosen(FOLLOWERS, (size) => context.sizes?.includes(size) ?? true);
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: Math.max(...sizes), isStoring: false });
  context.say("Warming up …");
  for (const contestant of contestants) {
    await measureRoom(stage, { round: 0, contestant, followers: 100, seconds, isPaced: false });
  }
  const rounds = new Rounds();
  for (let round = 1; round <= roundCount; round += 1) {
    for (const followers of sizes) {
      for (const contestant of startingAt(contestants, round - 1)) {
        if (!isRun(contestant, followers)) continue;
        rounds.add(await measureRoom(stage, { round, contestant, followers, seconds, isPaced: true }));
      }
    }
  }
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      setting(stage, roundCount, seconds),
      ...sizes.flatMap((followers) => [
        `**${followers.toLocaleString("en")} followers**`,
        table(rounds, contestants, followers),
      ]),
      omissions(contestants),
      verdictTable(judge(rounds, sizes), isKept),
    ),
  };
}

function table(rounds: Rounds, contestants: readonly Contestant[], followers: number): string {
  const own = contestants.filter((contestant) => isRun(contestant, followers));
  const rows = own.map((contestant) => {
    const { deliveriesPerCpu, executions, ...rest } = figures(rounds, contestant, followers);
    return [
      contestant.name,
      Math.round(rest.perSecond).toLocaleString("en"),
      rest.serverMicros.toFixed(2),
      (rest.serverBusy * 100).toFixed(0),
      deliveriesPerCpu.toFixed(2),
      rest.p50Ms.toFixed(1),
      rest.p99Ms.toFixed(1),
      rest.redisMicros.toFixed(2),
      Number.isNaN(rest.postgresMicros) ? "–" : rest.postgresMicros.toFixed(2),
      rest.loadMicros.toFixed(2),
      executions === null ? "–" : executions.toFixed(2),
    ];
  });
  const head = [
    "",
    "deliveries/s",
    "server µs",
    "busy %",
    "× raw `ws`",
    "p50 ms",
    "p99 ms",
    "Redis µs",
    "PostgreSQL µs",
    "load µs",
    "executions/event",
  ];
  return markdownTable(head, rows);
}

function figures(rounds: Rounds, contestant: Contestant, followers: number) {
  return {
    perSecond: rounds.median(contestant, followers, ({ saturated }) => saturated.deliveriesPerSecond),
    serverMicros: rounds.median(contestant, followers, ({ saturated }) => saturated.serverMicros),
    serverBusy: rounds.median(contestant, followers, ({ saturated }) => saturated.serverBusy),
    deliveriesPerCpu: rounds.deliveriesPerCpu(contestant, RAW, followers),
    p50Ms: rounds.median(contestant, followers, ({ paced }) => paced?.p50Ms ?? null),
    p99Ms: rounds.median(contestant, followers, ({ paced }) => paced?.p99Ms ?? null),
    redisMicros: rounds.median(contestant, followers, ({ saturated }) => saturated.redisMicros),
    postgresMicros: rounds.median(contestant, followers, ({ saturated }) => saturated.postgresMicros),
    loadMicros: rounds.median(contestant, followers, ({ saturated }) => saturated.loadMicros),
    executions: rounds.executionsPerEvent(contestant, followers),
  };
}

/** What the peers do not do, each with those who do not. */
function omissions(contestants: readonly Contestant[]): string {
  const lacking = Map.groupBy(
    contestants.filter(({ lacks }) => lacks !== ""),
    ({ lacks }) => lacks,
  );
  if (lacking.size === 0) return "";
  const lines = [...lacking].map(
    ([lacks, peers]) => `- ${peers.map(({ name }) => `**${name}**`).join(", ")}: ${lacks}`,
  );
  return joined("What the peers leave out of Parley's work:", lines.join("\n"));
}

function judge(rounds: Rounds, sizes: readonly number[]): readonly Verdict[] {
  const ratios = BOUNDS.map(({ followers, to, bound }) =>
    atLeast(
      `Deliveries per CPU-second, ${followers.toLocaleString("en")} followers, against ${to.name}`,
      rounds.deliveriesPerCpu(PARLEY_KIT, to, followers),
      bound,
    ),
  );
  const executions = sizes.map((followers) => rounds.executionsPerEvent(PARLEY_KIT, followers) ?? Number.NaN);
  return [
    ...ratios,
    atMost(
      "CPU per delivery, 10,000 followers against 100",
      rounds.growth(PARLEY_KIT, 100, 10_000),
      GROWTH_MAX,
    ),
    equal(
      "Executions per event, the kit's document, another viewer and `after` on each socket",
      executions,
      1,
    ),
  ];
}

function setting(stage: Stage, rounds: number, seconds: number): string {
  return [
    stage.setting("fanout"),
    `Medians of ${rounds} interleaved rounds. At saturation (${seconds} s after a warm-up) ${FOLLOWERS.map(underWayFor).join(", ")} messages are under way,`,
    `and the server is busy for that share of the time; p50 and p99 are those of every delivery at half of that rate. µs are`,
    `CPU time per delivery, user and system; "× raw \`ws\`" compares deliveries per CPU-second. Every follower was counted`,
    `after every measurement, and four of each crowd read and compared all they got. Parley's rows sign in, check membership,`,
    `store each message durably and publish it through Redis as well; what the peers leave out of that stands below.`,
  ].join("\n");
}
