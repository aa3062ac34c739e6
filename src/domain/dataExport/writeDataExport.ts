/**
 * Makes the file of an export, a part at a time.
 *
 *     QUEUED → RUNNING → READY, the file goes after a week
 *                      → FAILED: it could not be made, or took longer than a day
 *
 * What is written of a file are chunks: whole lines, compressed, each with the place behind it, committed one after the
 * other. So a part begins where the last chunk ends, whoever wrote that, and whether or not they lived to tell.
 */
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { readClock } from "../account/endSessions.ts";
import type { DataExportRow, Db, Tx } from "../rows.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { EXPORT_BEGINNING, firstLine, lastLine, readLines, toExportPlace } from "./exportLines.ts";
import type { ExportPlace, PlacedLine } from "./exportLines.ts";
import { EXPORT_EVERY_MS, EXPORT_KEPT_MS, givenUp } from "./policy.ts";
import type { DataExportPorts } from "./ports.ts";

/** Of a chunk, however little it could be compressed: what a reader of a file makes the server hold. */
export const CHUNK_BYTES_MAX = 1_048_576;
/** Before it is compressed: that adds a few bytes to what cannot be. */
const CHUNK_TEXT_BYTES_MAX = CHUNK_BYTES_MAX - 4_096;
/** How long a part works before it lets others work. */
const PART_MS = 1_000;
/** Until it is whole: a bar that is full, and nothing to fetch, would be a lie. */
const PERCENT_UNFINISHED_MAX = 99;

/** The index that refuses a chunk which another process has written. */
const CHUNK_INDEX = "data_export_chunk_pkey";

const compress = promisify(gzip);

export interface ExportWriter {
  readonly db: Db;
  readonly exports: DataExportPorts;
}

/**
 * Writes for a second or so, and at least one chunk; true when nothing is left to do, also where the export is gone.
 * Whatever runs beside it writes the same chunk, and one of the two is refused. Errors: UNAVAILABLE, to be tried again;
 * after any other the export has failed.
 */
export async function writeDataExport(
  writer: ExportWriter,
  id: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const begun = await begin(writer, id);
    if (begun === null) return true;
    return await writePart(writer, begun, signal);
  } catch (error) {
    if (violatedIndex(error) === CHUNK_INDEX) return false;
    if (!writer.exports.isPassing(error)) await giveUp(writer.db, id);
    throw error;
  }
}

/** The export as it runs; null where there is nothing to write. */
async function begin({ db, exports }: ExportWriter, id: string): Promise<Running | null> {
  const found = await db.dataExport.findUnique({ where: { id } });
  if (found === null || found.state === "READY" || found.state === "FAILED") return null;
  const now = await readClock(db);
  if (now.getTime() - found.requestedAt.getTime() > EXPORT_EVERY_MS) {
    await giveUp(db, id);
    return null;
  }
  if (found.state === "RUNNING") return isBegun(found) ? found : null;
  const linesExpected = await exports.countLines({ userId: found.userId, asOf: now });
  // Whoever else begins it as well: the first moment stays.
  const data = { state: "RUNNING" as const, asOf: now, linesExpected };
  await db.dataExport.updateMany({ where: { id, state: "QUEUED" }, data });
  const running = await db.dataExport.findUnique({ where: { id, state: "RUNNING" } });
  return running !== null && isBegun(running) ? running : null;
}

type Running = DataExportRow & { readonly asOf: Date };

function isBegun(row: DataExportRow): row is Running {
  return row.asOf !== null;
}

async function writePart({ db, exports }: ExportWriter, row: Running, signal: AbortSignal): Promise<boolean> {
  const last = await db.dataExportChunk.findFirst({
    where: { exportId: row.id },
    orderBy: { ordinal: "desc" },
    omit: { bytes: true },
  });
  const chunk = new NextChunk(row, last);
  if (last === null) chunk.add({ text: firstLine(row), place: EXPORT_BEGINNING });
  const place = last === null ? EXPORT_BEGINNING : toExportPlace(last.place);

  const stopAt = performance.now() + PART_MS;
  for await (const line of readLines(exports, row, place)) {
    if (!chunk.hasRoomFor(line)) {
      if (!(await chunk.write(db))) return true;
      if (performance.now() > stopAt) return false;
    }
    chunk.add(line);
    if (signal.aborted) return false;
  }
  chunk.addLast();
  await chunk.write(db, "READY");
  return true;
}

/** The chunk that is being filled, and the sums of all up to it. */
class NextChunk {
  readonly #row: Running;
  #ordinal: number;
  #bytesBefore: bigint;
  #lines: number;
  #text: string[] = [];
  #textBytes = 0;
  #place: ExportPlace = EXPORT_BEGINNING;

  constructor(
    row: Running,
    last: { readonly ordinal: number; readonly bytesUntil: bigint; readonly linesUntil: number } | null,
  ) {
    this.#row = row;
    this.#ordinal = (last?.ordinal ?? -1) + 1;
    this.#bytesBefore = last?.bytesUntil ?? 0n;
    this.#lines = last?.linesUntil ?? 0;
  }

  hasRoomFor({ text }: PlacedLine): boolean {
    return this.#textBytes === 0 || this.#textBytes + Buffer.byteLength(text) <= CHUNK_TEXT_BYTES_MAX;
  }

  add({ text, place }: PlacedLine): void {
    this.#text.push(text);
    this.#textBytes += Buffer.byteLength(text);
    this.#place = place;
    this.#lines += 1;
  }

  /** It is short: the room that compression may need holds it. */
  addLast(): void {
    this.add({ text: lastLine(this.#lines + 1), place: this.#place });
  }

  /** False where the export was given up, or is gone. Begins the next one. */
  async write(db: Db, state: "RUNNING" | "READY" = "RUNNING"): Promise<boolean> {
    const bytes = new Uint8Array(await compress(this.#text.join("")));
    const bytesUntil = this.#bytesBefore + BigInt(bytes.length);
    const { id } = this.#row;
    const isWritten = await db.$transaction(async (tx) => {
      if (!(await isRunning(tx, id))) return false;
      await tx.dataExportChunk.create({
        data: {
          exportId: id,
          ordinal: this.#ordinal,
          bytes,
          place: { section: this.#place.section, after: this.#place.after && [...this.#place.after] },
          linesUntil: this.#lines,
          bytesUntil,
        },
      });
      await (state === "READY" ? finish(tx, id, bytesUntil) : tellProgress(tx, id, this.#percent()));
      return true;
    });
    this.#ordinal += 1;
    this.#bytesBefore = bytesUntil;
    this.#text = [];
    this.#textBytes = 0;
    return isWritten;
  }

  #percent(): number {
    const { linesExpected } = this.#row;
    if (linesExpected === 0) return 0;
    return Math.min(PERCENT_UNFINISHED_MAX, Math.floor((100 * this.#lines) / linesExpected));
  }
}

/** Held until the chunk is committed: nobody gives the export up meanwhile, and none is written to one that was. */
async function isRunning(tx: Tx, id: string): Promise<boolean> {
  const rows = await tx.$queryRaw<object[]>`
    SELECT 1 FROM data_export WHERE id = ${id}::uuid AND state = 'RUNNING' FOR NO KEY UPDATE`;
  return rows.length > 0;
}

/** A percent that was told is not told again: the person's devices hear of each write. */
async function tellProgress(tx: Tx, id: string, percent: number): Promise<void> {
  await tx.dataExport.updateMany({ where: { id, percent: { lt: percent } }, data: { percent } });
}

async function finish(tx: Tx, id: string, byteSize: bigint): Promise<void> {
  const now = await readClock(tx);
  const expiresAt = new Date(now.getTime() + EXPORT_KEPT_MS);
  const data = { state: "READY" as const, percent: 100, finishedAt: now, expiresAt, byteSize };
  await tx.dataExport.update({ where: { id }, data });
}

async function giveUp(db: Db, id: string): Promise<void> {
  const data = givenUp(await readClock(db));
  await db.dataExport.updateMany({ where: { id, state: { in: ["QUEUED", "RUNNING"] } }, data });
}
