/** 2,000 people in 1,000 direct conversations, everybody storing: what a message costs that goes to two. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import {
  APOLLO,
  MERCURIUS,
  PARLEY_HTTP,
  PARLEY_KIT,
  RAW,
  SOCKET_IO,
  TUTORIAL,
  YOGA,
  YOGA_HTTP,
} from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureLattice } from "./chat/latticeDrive.ts";
import type { LatticeMeasurement } from "./chat/latticeDrive.ts";
import type { LatticeOptions } from "./chat/latticeOptions.ts";
import { cpuRatio, latticeTable } from "./chat/latticeTable.ts";
import { Stage } from "./chat/stage.ts";

const ROUNDS = 3;
const SECONDS = 4;
const CONVERSATIONS = 1_000;
const UNDER_WAY = 64;
const SHARE_OF_YOGA_MAX = 0.5;
const CONTESTANTS: readonly Contestant[] = [
  PARLEY_KIT,
  PARLEY_HTTP,
  RAW,
  SOCKET_IO,
  MERCURIUS,
  APOLLO,
  YOGA,
  YOGA_HTTP,
  TUTORIAL,
];
const LATTICE: LatticeOptions = {
  members: Array.from({ length: CONVERSATIONS }, (_, index) => [2 * index, 2 * index + 1]),
  peopleCount: 2 * CONVERSATIONS,
  follows: "one",
  kind: "DIRECT",
  underWay: UNDER_WAY,
};

export async function runPairsBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: LATTICE.peopleCount, isStoring: true });
  context.say("Warming up …");
  for (const contestant of contestants) {
    await withNewPairs(stage, () => measureLattice(stage, contestant, LATTICE, { round: 0, seconds: 1 }));
  }
  const measurements: LatticeMeasurement[] = [];
  for (let round = 1; round <= roundCount; round += 1) {
    for (const contestant of startingAt(contestants, round - 1)) {
      const run = () => measureLattice(stage, contestant, LATTICE, { round, seconds });
      measurements.push(await withNewPairs(stage, run));
    }
  }
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      [
        stage.setting("pairs"),
        `${LATTICE.peopleCount.toLocaleString("en")} people in ${CONVERSATIONS.toLocaleString("en")} direct conversations, each on a socket that follows and sends; ${UNDER_WAY} messages under way, to each`,
        `conversation in turn; medians of ${roundCount} interleaved rounds of ${seconds} s. Everybody stores: Parley its log, the peers one`,
        `INSERT through pg, the tutorial one \`create\`. µs are CPU time per message sent, user and system, both of its`,
        `deliveries included. Deliveries were counted on every socket, and the rows in the tables.`,
      ].join("\n"),
      latticeTable(contestants, measurements, RAW),
      verdictTable(
        [
          atMost(
            `CPU per message sent, over the socket, against ${YOGA.name}`,
            cpuRatio(measurements, PARLEY_KIT, YOGA),
            SHARE_OF_YOGA_MAX,
          ),
        ],
        isKept,
      ),
    ),
  };
}

/** Two people have one direct conversation: those of the run before make room. */
async function withNewPairs<Value>(stage: Stage, run: () => Promise<Value>): Promise<Value> {
  const value = await run();
  await stage.postgres.pool.query("UPDATE conversation SET direct_key = NULL WHERE direct_key IS NOT NULL");
  return value;
}
