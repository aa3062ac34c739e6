/** From a send to each of its 1,000 deliveries, everybody storing, at half of what each can do. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import { MERCURIUS, PARLEY_KIT, RAW, SOCKET_IO, YOGA } from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureRoom } from "./chat/measureRoom.ts";
import { Rounds } from "./chat/rounds.ts";
import { Stage } from "./chat/stage.ts";

const ROUNDS = 5;
const SECONDS = 5;
const FOLLOWERS = 1_000;
const P99_MAX_MS = 50;
const CONTESTANTS: readonly Contestant[] = [PARLEY_KIT, RAW, SOCKET_IO, YOGA, MERCURIUS];

export async function runLatencyBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: FOLLOWERS, isStoring: true });
  context.say("Warming up …");
  for (const contestant of contestants) {
    await measureRoom(stage, { round: 0, contestant, followers: FOLLOWERS, seconds: 1, isPaced: false });
  }
  const rounds = new Rounds();
  for (let round = 1; round <= roundCount; round += 1) {
    for (const contestant of startingAt(contestants, round - 1)) {
      const cell = { round, contestant, followers: FOLLOWERS, seconds, isPaced: true };
      rounds.add(await measureRoom(stage, cell));
    }
  }
  const rows = contestants.map((contestant) => {
    const saturation = rounds.median(contestant, FOLLOWERS, ({ saturated }) => saturated.deliveriesPerSecond);
    const latency = (read: "p50Ms" | "p99Ms" | "maxMs"): string =>
      rounds.median(contestant, FOLLOWERS, ({ paced }) => paced?.[read] ?? null).toFixed(1);
    return [
      contestant.name,
      Math.round(saturation / 2).toLocaleString("en"),
      latency("p50Ms"),
      latency("p99Ms"),
      latency("maxMs"),
    ];
  });
  const p99Ms = rounds.median(PARLEY_KIT, FOLLOWERS, ({ paced }) => paced?.p99Ms ?? null);
  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      [
        stage.setting("latency"),
        `${FOLLOWERS.toLocaleString("en")} followers of one conversation; each row at half of the rate at which it was saturated just before, on a fixed`,
        `schedule, for ${seconds} s; medians of ${roundCount} interleaved rounds. Everybody stores: Parley its log, the peers one INSERT through pg.`,
        `From the writing of each send to the reading of each of its deliveries, by one load generator that shares its core`,
        `with PostgreSQL and Redis.`,
      ].join("\n"),
      markdownTable(["", "deliveries/s", "p50 ms", "p99 ms", "max ms"], rows),
      verdictTable(
        [atMost("Send to delivered, 1,000 followers, half of saturation, p99", p99Ms, P99_MAX_MS, "ms")],
        isKept,
      ),
    ),
  };
}
