/** Messages that are committed at once: decided, stored and brought to FCM by one worker, beside firebase-admin alone. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { describeMachine } from "./support/machine.ts";
import { isWhole } from "./support/options.ts";
import { joined, markdownTable } from "./support/report.ts";
import { median } from "./support/statistics.ts";
import { startingAt } from "./support/turns.ts";
import { atLeast, verdictTable } from "./support/verdict.ts";
import { CONVERSATIONS_EACH } from "./push/chats.ts";
import { startFirebase, startWorker } from "./push/contestants.ts";
import type { Contestant, Reading } from "./push/contestants.ts";
import { startEndpoint } from "./push/processes.ts";

const MESSAGES = 10_000;
const ROUNDS = 5;
const RATIO_MIN = 0.7;
/** How long FCM takes for an answer: what a machine beside takes, and what a service across a network does. */
const ANSWERS_MS = [0, 30];

interface Row {
  readonly answersMs: number;
  readonly contestant: Contestant;
  readonly readings: Reading[];
}

export async function runPushBenchmark(context: BenchmarkContext): Promise<Report> {
  const { say, signal } = context;
  const rounds = context.rounds ?? ROUNDS;
  const [count = MESSAGES] = context.sizes ?? [];
  await using started = new AsyncDisposableStack();
  say(`${describeMachine()}.`);
  const endpoint = started.use(await startEndpoint());
  const options = { context, endpoint, count };
  const alone = await startFirebase(started, options);
  const worker = await startWorker(started, options, {
    name: "a worker: decides and sends",
    consumers: ["notifications"],
  });
  const whole = await startWorker(started, options, {
    name: "a worker that indexes for search beside",
    consumers: null,
  });
  const contestants = [alone, worker, whole];
  for (const contestant of contestants) await contestant.measure();
  const rows = ANSWERS_MS.flatMap((answersMs) =>
    contestants.map((contestant): Row => ({ answersMs, contestant, readings: [] })),
  );
  for (let round = 1; round <= rounds; round += 1) {
    for (const { answersMs, contestant, readings } of startingAt(rows, round - 1)) {
      signal.throwIfAborted();
      endpoint.answerIn(answersMs);
      const reading = await contestant.measure();
      readings.push(reading);
      say(`${round}  ${answersMs} ms  ${contestant.name}: ${cells(reading).join(", ")}`);
    }
  }
  const of = (contestant: Contestant, answersMs: number): readonly Reading[] =>
    rows.find((row) => row.contestant === contestant && row.answersMs === answersMs)?.readings ?? [];
  const isKept = isWhole(context, rounds);
  return {
    isKept,
    markdown: joined(
      [
        `\`npm run bench -- push\`, ${new Date().toISOString().slice(0, 10)}. ${describeMachine()}, PostgreSQL ${worker.version} (embedded; fsync and`,
        `synchronous_commit on), nothing pinned. ${count.toLocaleString("en")} direct messages to ${(count / CONVERSATIONS_EACH).toLocaleString("en")} people with a device each, all committed at once; until the`,
        `last push is taken, without \`PUSH_DELAY_MS\`. FCM is a process beside, over TLS, as firebase-admin speaks to it. Medians of`,
        `${rounds} interleaved rounds; µs are CPU time of a push. Each message was counted as one push, and as stored as sent.`,
      ].join("\n"),
      ...ANSWERS_MS.map((answersMs) =>
        joined(
          `**FCM answers ${answersMs === 0 ? "at once" : `after ${answersMs} ms`}**`,
          markdownTable(
            ["", "pushes/s", "× `sendEach`", "own µs", "PostgreSQL µs", "FCM's µs"],
            contestants.map((contestant) => {
              const readings = of(contestant, answersMs);
              const middle = (read: (reading: Reading) => number): number => median(readings.map(read));
              const [perSecond = "", ...micros] = cells({
                perSecond: middle((reading) => reading.perSecond),
                own: middle((reading) => reading.own),
                postgres: middle((reading) => reading.postgres),
                endpoint: middle((reading) => reading.endpoint),
              });
              return [
                contestant.name,
                perSecond,
                ratio(readings, of(alone, answersMs)).toFixed(2),
                ...micros,
              ];
            }),
          ),
        ),
      ),
      verdictTable(
        ANSWERS_MS.map((answersMs) =>
          atLeast(
            `decisions and sends, against \`sendEach\` alone; FCM answers ${answersMs === 0 ? "at once" : `after ${answersMs} ms`}`,
            ratio(of(worker, answersMs), of(alone, answersMs)),
            RATIO_MIN,
          ),
        ),
        isKept,
      ),
    ),
  };
}

/** Median of the ratios within a round. */
function ratio(some: readonly Reading[], others: readonly Reading[]): number {
  return median(some.map(({ perSecond }, round) => perSecond / (others[round]?.perSecond ?? Number.NaN)));
}

function cells({ perSecond, own, postgres, endpoint }: Reading): string[] {
  const micros = [own, postgres, endpoint].map((value) => (Number.isNaN(value) ? "–" : value.toFixed(0)));
  return [Math.round(perSecond).toLocaleString("en"), ...micros];
}
