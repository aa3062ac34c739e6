/** 1,000 people in 50 conversations each, all of which reach them on one stream. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { PARLEY, RAW } from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureLattice } from "./chat/latticeDrive.ts";
import type { LatticeMeasurement } from "./chat/latticeDrive.ts";
import type { LatticeOptions } from "./chat/latticeOptions.ts";
import { cpuRatio, latticeTable } from "./chat/latticeTable.ts";
import { Stage } from "./chat/stage.ts";

const ROUNDS = 5;
const SECONDS = 4;
const PEOPLE = 1_000;
const CONVERSATIONS_EACH = 50;
const UNDER_WAY = 32;
const CONTESTANTS: readonly Contestant[] = [PARLEY, RAW];
/** As many conversations as people: the members of each are spread over the circle, so that everybody is in 50. */
const LATTICE: LatticeOptions = {
  members: Array.from({ length: PEOPLE }, (_, conversation) =>
    Array.from(
      { length: CONVERSATIONS_EACH },
      (_each, step) => (conversation + step * (PEOPLE / CONVERSATIONS_EACH)) % PEOPLE,
    ),
  ),
  peopleCount: PEOPLE,
  follows: "all",
  kind: "GROUP",
  underWay: UNDER_WAY,
};

export async function runInboxBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: PEOPLE, isStoring: true });
  context.say("Warming up …");
  for (const contestant of contestants) {
    await measureLattice(stage, contestant, LATTICE, { round: 0, seconds: 1 });
    await leaveAll(stage);
  }
  const measurements: LatticeMeasurement[] = [];
  for (let round = 1; round <= roundCount; round += 1) {
    for (const contestant of startingAt(contestants, round - 1)) {
      measurements.push(await measureLattice(stage, contestant, LATTICE, { round, seconds }));
      await leaveAll(stage);
    }
  }
  const perDelivery = cpuRatio(measurements, PARLEY, RAW);
  return {
    isKept: isWhole(context, roundCount),
    markdown: joined(
      [
        stage.setting("inbox"),
        `${PEOPLE.toLocaleString("en")} people, ${CONVERSATIONS_EACH} conversations each, ${CONVERSATIONS_EACH} members in each; one socket a person, with \`inboxEvents\` (the peer joins 50 rooms);`,
        `${UNDER_WAY} messages under way, to each conversation in turn; medians of ${roundCount} interleaved rounds of ${seconds} s. Both store. µs are CPU`,
        `time per message sent, its ${CONVERSATIONS_EACH} deliveries included. Deliveries were counted on every socket, and the rows in the tables.`,
      ].join("\n"),
      latticeTable(contestants, measurements, RAW),
      Number.isNaN(perDelivery)
        ? ""
        : `CPU per message, Parley against raw \`ws\`: ${perDelivery.toFixed(2)} ×.`,
    ),
  };
}

/** Nobody's inbox may hold the conversations of the run before. */
async function leaveAll(stage: Stage): Promise<void> {
  await stage.postgres.pool.query("DELETE FROM member");
}
