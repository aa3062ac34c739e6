/** How long a send takes while search, pushes and media work behind it, or wait for engines that do not answer. */
import { startEndpoint } from "./push/processes.ts";
import { startSilence, startStage } from "./behind/stages.ts";
import type { Reading, Setting, Stage } from "./behind/stages.ts";
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { describeMachine } from "./support/machine.ts";
import { chosen, isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { median } from "./support/statistics.ts";
import { startingAt } from "./support/turns.ts";
import { atMost, verdictTable } from "./support/verdict.ts";

const ROUNDS = 5;
const SECONDS = 8;
const SENDS_PER_SECOND = 200;
const RATIO_MAX = 1.2;

const NONE: Setting = { name: "nothing behind it", work: "none", isAway: false };
const SETTINGS: readonly Setting[] = [
  { name: "a worker beside it", work: "beside", isAway: false },
  { name: "the same in its own process", work: "within", isAway: false },
  { name: "a worker beside it, whose engines do not answer", work: "beside", isAway: true },
  { name: "the same in its own process, engines do not answer", work: "within", isAway: true },
];

export async function runBehindBenchmark(context: BenchmarkContext): Promise<Report> {
  const { say, signal } = context;
  const rounds = context.rounds ?? ROUNDS;
  const seconds = context.seconds ?? SECONDS;
  await using started = new AsyncDisposableStack();
  say(`${describeMachine()}.`);
  const google = started.use(await startEndpoint({ yields: true }));
  const silence = started.use(await startSilence());
  const settings = [NONE, ...chosen(SETTINGS, ({ name }) => context.only?.test(name) ?? true)];
  const stages: Stage[] = [];
  for (const setting of settings)
    stages.push(await startStage(started, context, setting, { google: google.port, silence: silence.port }));
  const readings = new Map(settings.map((setting) => [setting, [] as Reading[]]));
  for (const stage of stages) await stage.measure(SENDS_PER_SECOND, 1);
  for (let round = 1; round <= rounds; round += 1) {
    for (const stage of startingAt(stages, round - 1)) {
      signal.throwIfAborted();
      const reading = await stage.measure(SENDS_PER_SECOND, seconds);
      readings.get(stage.setting)?.push(reading);
      say(
        `${round}  ${stage.setting.name}: p50 ${reading.p50Ms.toFixed(1)} ms, p99 ${reading.p99Ms.toFixed(1)} ms; ${reading.indexed} indexed, ${reading.pushed} pushed, ${reading.pictures} pictures`,
      );
    }
  }
  const of = (setting: Setting): readonly Reading[] => readings.get(setting) ?? [];
  const ratio = (setting: Setting, read: (reading: Reading) => number): number =>
    median(of(setting).map((reading, round) => read(reading) / read(of(NONE)[round] ?? reading)));
  const isKept = isWhole(context, rounds);
  return {
    isKept,
    markdown: joined(
      [
        `\`npm run bench -- behind\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}, PostgreSQL ${stages[0]?.version ?? ""} (embedded; fsync,`,
        `synchronous_commit and full_page_writes on), nothing pinned. ${SENDS_PER_SECOND} direct messages a second over HTTP, on a schedule, each to`,
        `somebody with a device, and, but in the first, a photo of two megapixels a second; each setting has a server and a database of its`,
        `own, and they take turns. Medians of ${rounds} rounds of ${seconds} s. Engines that do not answer take connections and say nothing:`,
        `Meilisearch, FCM and ClamAV.`,
      ].join("\n"),
      markdownTable(
        ["", "p50, ms", "p99, ms", "× p99", "indexed/s", "pushed/s", "photos/s"],
        settings.map((setting) => {
          const middle = (read: (reading: Reading) => number): number => median(of(setting).map(read));
          return [
            setting.name,
            middle(({ p50Ms }) => p50Ms).toFixed(1),
            middle(({ p99Ms }) => p99Ms).toFixed(1),
            ratio(setting, ({ p99Ms }) => p99Ms).toFixed(2),
            (middle(({ indexed }) => indexed) / seconds).toFixed(0),
            (middle(({ pushed }) => pushed) / seconds).toFixed(0),
            (middle(({ pictures }) => pictures) / seconds).toFixed(1),
          ];
        }),
      ),
      verdictTable(
        settings
          .filter((setting) => setting !== NONE)
          .map((setting) =>
            atMost(
              `a send, p99: ${setting.name}`,
              ratio(setting, ({ p99Ms }) => p99Ms),
              RATIO_MAX,
            ),
          ),
        isKept,
      ),
    ),
  };
}
