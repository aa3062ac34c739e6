/** Reads the pages of several worlds in turn, and what each costs. */
import { startingAt } from "../support/turns.ts";
import { median } from "../support/statistics.ts";
import type { Page } from "./pages.ts";
import type { ListsWorld } from "./world.ts";

/** Of each page in each world, in each round. */
export const SAMPLES = 20;

/** A world with the pages that are read in it: in each world the same, in the same order. */
export interface Shelf {
  readonly world: ListsWorld;
  readonly pages: readonly Page[];
}

/** Of one page in one world. */
export interface Reading {
  readonly size: number;
  readonly ms: number;
  readonly serverMicros: number;
}

/** Of each world, beside each other: the page at this place, sample by sample. */
export async function measurePage(shelves: readonly Shelf[], place: number): Promise<Reading[]> {
  const times = new Map(shelves.map((shelf) => [shelf, [] as number[]]));
  const before = await readCpu(shelves);
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    for (const shelf of startingAt(shelves, sample)) times.get(shelf)?.push(await readPage(shelf, place));
  }
  const after = await readCpu(shelves);
  return shelves.map((shelf, index) => ({
    size: shelf.world.size,
    ms: median(times.get(shelf) ?? []),
    serverMicros: ((after[index] ?? Number.NaN) - (before[index] ?? Number.NaN)) / SAMPLES,
  }));
}

/**
 * How many statements each page takes. The least of several times: what a server asks beside requests, once in some
 * seconds, is counted with some of them.
 */
export async function countStatements({ world, pages }: Shelf): Promise<readonly number[]> {
  const counts: number[] = [];
  for (const place of pages.keys()) {
    const asked: number[] = [];
    for (let sample = 0; sample < SAMPLES / 2; sample += 1) {
      const before = await world.server.readStatements();
      await readPage({ world, pages }, place);
      asked.push((await world.server.readStatements()) - before);
    }
    counts.push(Math.min(...asked));
  }
  return counts;
}

function readCpu(shelves: readonly Shelf[]): Promise<number[]> {
  return Promise.all(shelves.map(({ world }) => world.server.readCpuMicros()));
}

/** How long it took. Throws for an answer that is another page. */
async function readPage({ world, pages }: Shelf, place: number): Promise<number> {
  const page = pages[place];
  if (page === undefined) throw new Error(`There is no page ${place}.`);
  const { data, ms } = await world.ask(page.reader, page.operation);
  page.check(data);
  return ms;
}
