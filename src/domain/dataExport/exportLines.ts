/** The lines of an export's file, from wherever it stands: sections in their order, each page by page. */
import { EXPORT_SECTIONS } from "./ports.ts";
import type { DataExportPorts, ExportSection, ExportSubject } from "./ports.ts";

/** The file's format; a reader asks it of the first line. Raised by what an older reader would misread. */
export const EXPORT_FORMAT = 1;
/** Of a section, by one statement. A body may have 64 KiB: so a page is some megabytes, and mostly a hundredth of that. */
export const EXPORT_PAGE_ROWS = 250;

/** Behind which line the file goes on. */
export interface ExportPlace {
  readonly section: ExportSection;
  /** Null: before its first line. */
  readonly after: readonly string[] | null;
}

export interface PlacedLine {
  readonly text: string;
  /** Behind this line. */
  readonly place: ExportPlace;
}

/** Where a file begins that has its first line. */
export const EXPORT_BEGINNING: ExportPlace = { section: EXPORT_SECTIONS[0], after: null };

/** Says of which person and moment it is. */
export function firstLine({ userId, asOf }: ExportSubject): string {
  return lineOf("export", { format: EXPORT_FORMAT, userId, asOf });
}

/** A file without it is not whole. */
export function lastLine(lines: number): string {
  return lineOf("end", { lines });
}

/** Every line behind `place`; reads a page when the last one has been taken. Errors: UNAVAILABLE. */
export async function* readLines(
  { readPage }: Pick<DataExportPorts, "readPage">,
  subject: ExportSubject,
  place: ExportPlace,
): AsyncGenerator<PlacedLine> {
  const first = EXPORT_SECTIONS.indexOf(place.section);
  if (first < 0) throw new Error(`${place.section} is no section of this version.`);
  let { after } = place;
  for (const section of EXPORT_SECTIONS.slice(first)) {
    for (;;) {
      const page = await readPage(section, subject, after, EXPORT_PAGE_ROWS);
      for (const line of page) {
        after = line.place;
        yield { text: lineOf(section, line.value), place: { section, after } };
      }
      if (page.length < EXPORT_PAGE_ROWS) break;
    }
    after = null;
  }
}

function lineOf(type: string, value: object): string {
  return `${JSON.stringify({ type, ...value })}\n`;
}

/** As it was stored. */
export function toExportPlace(stored: unknown): ExportPlace {
  const place = stored as Partial<ExportPlace> | null;
  const section = EXPORT_SECTIONS.find((name) => name === place?.section);
  if (section === undefined) throw new Error("This is no place in an export.");
  return { section, after: place?.after ?? null };
}
