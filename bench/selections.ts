/** One conversation whose followers ask for 1, 4 and 16 different things: executions must equal selections. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { equal, verdictTable } from "./support/verdict.ts";
import { parleyWithSelections, RAW } from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureRoom, underWayFor } from "./chat/measureRoom.ts";
import { Rounds } from "./chat/rounds.ts";
import { Stage } from "./chat/stage.ts";

const ROUNDS = 5;
const SECONDS = 3;
const FOLLOWERS = 1_000;
const SELECTIONS = [1, 4, 16] as const;

export async function runSelectionsBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const sizes = chosen(SELECTIONS, (size) => context.sizes?.includes(size) ?? true);
  const parleys = sizes.map(parleyWithSelections);
  const contestants: readonly Contestant[] = [RAW, ...parleys];
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: FOLLOWERS, isStoring: false });
  context.say("Warming up …");
  for (const contestant of contestants) {
    await measureRoom(stage, { round: 0, contestant, followers: FOLLOWERS, seconds: 1, isPaced: false });
  }
  const rounds = new Rounds();
  for (let round = 1; round <= roundCount; round += 1) {
    for (const contestant of startingAt(contestants, round - 1)) {
      const cell = { round, contestant, followers: FOLLOWERS, seconds, isPaced: false };
      rounds.add(await measureRoom(stage, cell));
    }
  }
  const rows = contestants.map((contestant) => [
    contestant.name,
    Math.round(
      rounds.median(contestant, FOLLOWERS, ({ saturated }) => saturated.deliveriesPerSecond),
    ).toLocaleString("en"),
    rounds.median(contestant, FOLLOWERS, ({ saturated }) => saturated.serverMicros).toFixed(2),
    rounds.deliveriesPerCpu(contestant, RAW, FOLLOWERS).toFixed(2),
    rounds.executionsPerEvent(contestant, FOLLOWERS)?.toFixed(2) ?? "–",
  ]);
  const verdicts = parleys.map((contestant) =>
    equal(
      `Executions per event, ${contestant.selections} distinct selections`,
      [rounds.executionsPerEvent(contestant, FOLLOWERS) ?? Number.NaN],
      contestant.selections,
    ),
  );
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      [
        stage.setting("selections"),
        `${FOLLOWERS.toLocaleString("en")} followers of one conversation, spread evenly over the selections; ${underWayFor(FOLLOWERS)} messages under way; medians of`,
        `${roundCount} interleaved rounds of ${seconds} s. Another viewer and another \`after\` on each socket, a snapshot in each document, UUIDs`,
        `as operation ids. Executions are the server's own count over the whole run, the worst round.`,
      ].join("\n"),
      markdownTable(["", "deliveries/s", "server µs", "× raw `ws`", "executions/event"], rows),
      verdictTable(verdicts, isKept),
    ),
  };
}
