/** Keeps a benchmark's table in docs/PERFORMANCE.md, between the two marks that bear its name. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Report } from "./benchmark.ts";

const DOCUMENT = "docs/PERFORMANCE.md";

/** Answers with one sentence about what was done. */
export async function writeReport(name: string, report: Report): Promise<string> {
  if (!report.isKept) return `${DOCUMENT} is left as it was: this run was too short to be kept.`;
  const path = join(import.meta.dirname, "../..", DOCUMENT);
  const document = await readFile(path, "utf8");
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${DOCUMENT} lacks the marks ${begin} and ${end}.`);
  const text = `${document.slice(0, from)}${begin}\n\n${report.markdown}\n\n${document.slice(to)}`;
  await writeFile(path, text);
  return `Written to ${DOCUMENT}.`;
}

/** Paragraphs and tables as one text; empty ones are left out. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** A table as prettier writes it: the first column to the left, figures to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string => {
    const padded = widths.map((width, column) => {
      const cell = cells[column] ?? "";
      return column === 0 ? cell.padEnd(width) : cell.padStart(width);
    });
    return `| ${padded.join(" | ")} |`;
  };
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
