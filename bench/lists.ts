/** Pages of conversations, of messages and of members, among ten thousand rows and among a million. */
import type { BenchmarkContext, Report } from "./support/benchmark.ts";
import { describeMachine, pinCores } from "./support/machine.ts";
import { chosen, isWhole } from "./support/options.ts";
import { startPostgres } from "./support/postgres.ts";
import { joined, markdownTable } from "./support/report.ts";
import { median } from "./support/statistics.ts";
import { atMost, equal, verdictTable } from "./support/verdict.ts";
import type { Verdict } from "./support/verdict.ts";
import { pagesOf } from "./lists/pages.ts";
import type { Page } from "./lists/pages.ts";
import { countStatements, measurePage, SAMPLES } from "./lists/read.ts";
import type { Reading, Shelf } from "./lists/read.ts";
import { openWorld } from "./lists/world.ts";

const ROUNDS = 3;
/** People, members of the channel, and messages of the history. */
const SIZES = [10_000, 1_000_000] as const;
const GROWTH_MAX = 1.5;

/** One page, in all rounds. */
interface Row {
  readonly page: Page;
  /** By round, of every world. */
  readonly rounds: Reading[][];
  /** By world. */
  readonly statements: readonly number[];
}

export async function runListsBenchmark(context: BenchmarkContext): Promise<Report> {
  const { say, signal } = context;
  const roundCount = context.rounds ?? ROUNDS;
  const sizes = chosen(SIZES, (size) => context.sizes?.includes(size) ?? true);
  await using started = new AsyncDisposableStack();
  const pinning = pinCores();
  say(`${describeMachine()}: ${pinning.note}.`);
  const postgres = started.use(await startPostgres());
  const shelves: Shelf[] = [];
  for (const size of sizes) {
    say(`Making ${written(size)} people, members and messages …`);
    const begun = performance.now();
    const world = await openWorld(started, { postgres, pinning, context, size });
    shelves.push({ world, pages: chosen(pagesOf(world), ({ name }) => context.only?.test(name) ?? true) });
    say(`Made in ${((performance.now() - begun) / 1000).toFixed(0)} s.`);
  }

  // Warms up as well.
  const statements: (readonly number[])[] = [];
  for (const shelf of shelves) statements.push(await countStatements(shelf));
  const rows: Row[] = (shelves[0]?.pages ?? []).map((page, place) => ({
    page,
    rounds: [],
    statements: statements.map((counts) => counts[place] ?? Number.NaN),
  }));
  for (let round = 1; round <= roundCount; round += 1) {
    for (const [place, row] of rows.entries()) {
      signal.throwIfAborted();
      const readings = await measurePage(shelves, place);
      row.rounds.push(readings);
      say(progress(round, row.page, readings));
    }
  }

  const isKept = isWhole(context, roundCount);
  return {
    isKept,
    markdown: joined(
      setting(postgres.version, pinning.note, roundCount),
      pageTable(rows, sizes),
      verdictTable(verdicts(rows), isKept),
    ),
  };
}

function pageTable(rows: readonly Row[], sizes: readonly number[]): string {
  return markdownTable(
    [
      "50 of",
      ...sizes.map((size) => `ms, ${written(size)}`),
      "×",
      ...sizes.map((size) => `server µs, ${written(size)}`),
      "statements",
    ],
    rows.map((row) => [
      row.page.name,
      ...sizes.map((size) => median(valuesOf(row, size, ({ ms }) => ms)).toFixed(1)),
      growthOf(row).toFixed(2),
      ...sizes.map((size) =>
        written(Math.round(median(valuesOf(row, size, ({ serverMicros }) => serverMicros)))),
      ),
      [...new Set(row.statements)].join(", "),
    ]),
  );
}

const LISTS = ["conversations", "threads", "messages", "members"] as const;

function verdicts(rows: readonly Row[]): readonly Verdict[] {
  const growths = LISTS.map((list) => {
    const growth = rows.filter(({ page }) => page.list === list).map(growthOf);
    return atMost(
      `the worst page of ${list}, among a million against ten thousand`,
      growth.length === 0 ? Number.NaN : Math.max(...growth),
      GROWTH_MAX,
    );
  });
  const more = rows.map(({ statements }) => Math.max(...statements) - Math.min(...statements));
  return [...growths, equal("statements more of any page, among a million", more, 0)];
}

/** Within a round. NaN of one world. */
function growthOf({ rounds }: Row): number {
  return median(
    rounds.map((readings) => {
      const [small, large] = SIZES.map((size) => readings.find((reading) => reading.size === size)?.ms);
      return (large ?? Number.NaN) / (small ?? Number.NaN);
    }),
  );
}

function valuesOf({ rounds }: Row, size: number, read: (reading: Reading) => number): number[] {
  return rounds.flatMap((readings) => readings.filter((reading) => reading.size === size).map(read));
}

function progress(round: number, { name }: Page, readings: readonly Reading[]): string {
  const times = readings.map(({ ms }) => `${ms.toFixed(1).padStart(7)} ms`);
  return `${round}  ${name.padEnd(52)}  ${times.join("  ")}`;
}

function written(value: number): string {
  return value.toLocaleString("en");
}

function setting(version: string, note: string, rounds: number): string {
  const date = new Date().toISOString().slice(0, 10);
  return [
    `\`npm run bench -- lists\`, ${date}. ${describeMachine()}, PostgreSQL ${version} (embedded; fsync,`,
    `synchronous_commit and full_page_writes on). ${note.replace(/^./, (letter) => letter.toUpperCase())}.`,
    `Two databases with a server each, which take turns: one with ten thousand people, as many members of one channel and as`,
    `many messages in one conversation, and a fifth as many small conversations; one with a million of each. Beside them, in`,
    `both, are one person with 100 conversations and one with 10,000, who follow a thread in each. Medians of ${rounds} interleaved rounds of ${SAMPLES} reads of each page, over HTTP, each with`,
    `what a client shows of it: of a conversation its last message with the sender, the unread and mention counts and the own`,
    `settings; of a thread its root, the first who take part and what is unread; of a message the sender, reactions,`,
    `the message it answers and its thread; of a member the role and the presence.`,
    `The rows were made by SQL; PostgreSQL has its default memory. Every answer was compared with the page that was asked for.`,
  ].join("\n");
}
