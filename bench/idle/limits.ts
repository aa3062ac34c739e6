/** What this machine allows a process, and how memory is written down. */
import { readFileSync } from "node:fs";

const OPEN_FILES_WHERE_UNKNOWN = 10_000;

/** Node has raised the soft limit to the hard one when it started. */
export function openFilesMax(): number {
  let text: string;
  try {
    text = readFileSync("/proc/self/limits", "utf8");
  } catch {
    return OPEN_FILES_WHERE_UNKNOWN;
  }
  const limit = /^Max open files\s+(\S+)/m.exec(text)?.[1];
  return limit === "unlimited" ? 1_000_000 : Number(limit ?? OPEN_FILES_WHERE_UNKNOWN);
}

export function describeMemory(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} KB`;
}
