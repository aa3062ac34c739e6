/** What grows with the number of followers and with the length of the log, as curves. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { drawCharts } from "./support/chart.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { startingAt } from "./support/turns.ts";
import { median } from "./support/statistics.ts";
import { atMost, verdictTable } from "./support/verdict.ts";
import { PARLEY_KIT, RAW, YOGA } from "./chat/contestants.ts";
import type { Contestant } from "./chat/contestants.ts";
import { measureRoom } from "./chat/measureRoom.ts";
import { Rounds } from "./chat/rounds.ts";
import { Stage } from "./chat/stage.ts";
import { makeHistories } from "./growth/history.ts";
import type { HistoryReading } from "./growth/history.ts";

const ROUNDS = 3;
const SECONDS = 2;
const FOLLOWERS = [100, 300, 1_000, 3_000, 10_000] as const;
const MESSAGES = [10_000, 1_000_000, 10_000_000] as const;
/** The same for each number of followers, so that they are all that differs. */
const UNDER_WAY = 16;
const CONTESTANTS: readonly Contestant[] = [PARLEY_KIT, RAW, YOGA];
const FOLLOWERS_GROWTH_MAX = 1.25;
const HISTORY_GROWTH_MAX = 1.5;
const PICTURE = "docs/images/growth.svg";

export async function runGrowthBenchmark(context: BenchmarkContext): Promise<Report> {
  const roundCount = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  const sizes = FOLLOWERS.filter((size) => context.sizes?.includes(size) ?? true);
  const lengths = MESSAGES.filter((length) => length <= (context.messagesMax ?? Infinity));
  const contestants = chosen(CONTESTANTS, ({ name }) => context.only?.test(name) ?? true);
  await using started = new AsyncDisposableStack();
  const stage = await Stage.open(started, context, { people: Math.max(1, ...sizes), isStoring: false });

  const rounds = new Rounds();
  for (let round = 0; round <= roundCount; round += 1) {
    // Round 0 warms up.
    for (const followers of round === 0 ? sizes.slice(0, 1) : sizes) {
      for (const contestant of startingAt(contestants, round)) {
        const cell = { round, contestant, followers, seconds, underWay: UNDER_WAY, isPaced: false };
        const measured = await measureRoom(stage, cell);
        if (round > 0) rounds.add(measured);
      }
    }
  }
  context.say("Writing the logs …");
  const histories = await makeHistories(stage, lengths);
  const readings: (readonly HistoryReading[])[] = [];
  for (let round = 0; round <= roundCount; round += 1) {
    const reading = await histories.read();
    if (round > 0) readings.push(reading);
    for (const each of reading) context.say(progress(round, each));
  }
  const isKept = isWhole(context, roundCount) && histories.lengths.length === MESSAGES.length;
  if (isKept) await draw(rounds, sizes, readings);
  return {
    isKept,
    markdown: joined(
      setting(stage, roundCount, seconds),
      `![CPU per delivery against followers, and time of a page and a resume against messages](${PICTURE.replace("docs/", "")})`,
      markdownTable(
        ["server µs a delivery", ...sizes.map((size) => `${size.toLocaleString("en")} followers`)],
        contestants.map((contestant) => [
          contestant.name,
          ...sizes.map((size) => microsOf(rounds, contestant, size).toFixed(2)),
        ]),
      ),
      markdownTable(
        ["ms", ...histories.lengths.map((length) => `${length.toLocaleString("en")} messages`)],
        KINDS.map(({ name, read }) => [
          name,
          ...histories.lengths.map((length) => timeOf(readings, length, read).toFixed(1)),
        ]),
      ),
      verdictTable(
        [
          atMost(
            "CPU per delivery, 10,000 followers against 100",
            rounds.growth(PARLEY_KIT, 100, 10_000),
            FOLLOWERS_GROWTH_MAX,
          ),
          ...KINDS.map(({ name, read }) =>
            atMost(
              `${name}, at ten million messages against ten thousand`,
              median(readings.map((reading) => ratioOf(reading, read))),
              HISTORY_GROWTH_MAX,
            ),
          ),
        ],
        isKept,
      ),
    ),
  };
}

type Read = (reading: HistoryReading) => number;

const KINDS: readonly { readonly name: string; readonly read: Read }[] = [
  { name: "the newest 50 messages", read: ({ pageMs }) => pageMs },
  { name: "50 events from anywhere", read: ({ deepMs }) => deepMs },
  { name: "resume after 100 missed events", read: ({ resumeMs }) => resumeMs },
];

function microsOf(rounds: Rounds, contestant: Contestant, followers: number): number {
  return rounds.median(contestant, followers, ({ saturated }) => saturated.serverMicros);
}

function timeOf(readings: readonly (readonly HistoryReading[])[], length: number, read: Read): number {
  return median(
    readings.flatMap((reading) => reading.filter(({ messages }) => messages === length).map(read)),
  );
}

/** Within a round. NaN without the longest log. */
function ratioOf(reading: readonly HistoryReading[], read: Read): number {
  const [short, long] = [MESSAGES[0], MESSAGES.at(-1)].map((length) =>
    reading.find(({ messages }) => messages === length),
  );
  return short === undefined || long === undefined ? Number.NaN : read(long) / read(short);
}

async function draw(
  rounds: Rounds,
  sizes: readonly number[],
  readings: readonly (readonly HistoryReading[])[],
): Promise<void> {
  const svg = drawCharts([
    {
      title: "CPU per delivery",
      xTitle: "followers of one conversation",
      yTitle: "server µs",
      isLogY: true,
      curves: CONTESTANTS.map((contestant) => ({
        name: contestant.name.replaceAll("`", ""),
        points: sizes.map((size) => [size, microsOf(rounds, contestant, size)] as const),
      })),
    },
    {
      title: "Reading a long log",
      xTitle: "messages in the conversation",
      yTitle: "ms",
      isLogY: false,
      curves: KINDS.map(({ name, read }) => ({
        name,
        points: MESSAGES.map((length) => [length, timeOf(readings, length, read)] as const),
      })),
    },
  ]);
  const path = join(import.meta.dirname, "..", PICTURE);
  await mkdir(join(path, ".."), { recursive: true });
  await writeFile(path, svg);
}

function progress(round: number, { messages, pageMs, deepMs, resumeMs }: HistoryReading): string {
  return [
    `${round}  ${messages.toLocaleString("en").padStart(10)} messages`,
    `newest page ${pageMs.toFixed(1)} ms`,
    `anywhere ${deepMs.toFixed(1)} ms`,
    `resume ${resumeMs.toFixed(1)} ms`,
  ].join("  ");
}

function setting(stage: Stage, rounds: number, seconds: number): string {
  return [
    stage.setting("growth"),
    `Medians of ${rounds} interleaved rounds: ${seconds} s for each number of followers, at saturation with ${UNDER_WAY} messages under way, with the`,
    `kit's document; 30 reads of each kind for each length of the log, over a socket. The rows of the logs were made by SQL;`,
    `PostgreSQL has its default memory, so that the longest log is far larger than its cache.`,
  ].join("\n");
}
