// `npm run docs`: writes what the documents say about settings, metrics, close codes and permissions from the code that
// decides it.
// With --check it writes nothing, names what is stale, and fails.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { SETTINGS } from "../src/config.ts";
import { PERMISSIONS, ROLES } from "../src/domain/permissions.ts";
import { createMetrics } from "../src/metrics.ts";
import { CLOSE_CODES } from "../src/transports/closeCodes.ts";
import { root } from "./prepare.mjs";

const LINE_CHARS_MAX = 110;

/** What a close code's `mayReturn` says to a reader. */
const MAY_RETURN = {
  no: "no: a fault of the client",
  signIn: "with another token",
  later: "after a pause",
  now: "at once",
};

/** What a cell of the table of permissions says to a reader. */
const PERMISSION = { YES: "yes", BELOW: "those below", NO: "no" };

const documents = {
  ".env.example": async () => environmentFile(),
  "README.md": (text) => filled(text, { settings: settingsTable(), metrics: metricsTable() }),
  "docs/EVENTS.md": (text) => filled(text, { "close-codes": closeCodesTable() }),
  "docs/PERMISSIONS.md": (text) => filled(text, { permissions: permissionsTable() }),
};

const isCheck = process.argv.includes("--check");
for (const [file, write] of Object.entries(documents)) {
  const path = join(root, file);
  const before = await readFile(path, "utf8").catch(() => "");
  const after = await write(before);
  if (after === before) continue;
  if (!isCheck) await writeFile(path, after);
  process.stdout.write(isCheck ? `${file} is stale: npm run docs\n` : `Wrote ${file}\n`);
  if (isCheck) process.exitCode = 1;
}

/** The document with `tables` between their markers, formatted as the formatter would. */
async function filled(text, tables) {
  let result = text;
  for (const [name, table] of Object.entries(tables)) {
    const [begin, end] = [`<!-- docs:${name} -->`, `<!-- /docs:${name} -->`];
    const [from, to] = [result.indexOf(begin), result.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are missing.`);
    result = `${result.slice(0, from)}${begin}\n\n${table}\n\n${result.slice(to)}`;
  }
  const options = await resolveConfig(join(root, "README.md"));
  return format(result, { ...options, parser: "markdown" });
}

function settingsTable() {
  const rows = Object.entries(SETTINGS).map(([name, setting]) => [
    code(name),
    setting.default === "" ? "unset" : code(setting.default),
    setting.description,
    setting.accepts,
  ]);
  return table(["Variable", "Default", "What it does", "Accepted"], rows);
}

function metricsTable() {
  const rows = Object.values(createMetrics())
    .filter((metric) => typeof metric !== "function")
    .map(({ name, help, labelNames }) => [code(name), help, labelNames.map(code).join(", ")]);
  return table(["Metric", "What it tells", "Labels"], rows);
}

function closeCodesTable() {
  const rows = Object.values(CLOSE_CODES).map((entry) => [
    String(entry.code),
    code(entry.reason),
    MAY_RETURN[entry.mayReturn],
  ]);
  return table(["Code", "Reason", "May the client come back?"], rows);
}

function permissionsTable() {
  const rows = Object.values(PERMISSIONS).map(([act, ...cells]) => [
    act,
    ...cells.map((cell) => PERMISSION[cell]),
  ]);
  return table(["Act", ...ROLES.map(code)], rows);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function code(text) {
  return `\`${text}\``;
}

function environmentFile() {
  const intro = [
    "Every setting of Parley, with its default. Made by `npm run docs` from src/config.ts.",
    "Parley reads the environment and no file. To use a copy of this one: `set -a; . ./.env; set +a; npm start`.",
    "An empty value is the same as none.",
  ];
  const entries = Object.entries(SETTINGS).map(([name, setting]) =>
    [...comment(`${setting.description} Accepted: ${setting.accepts}.`), `#${name}=${setting.default}`].join(
      "\n",
    ),
  );
  return `${[intro.map((line) => `# ${line}`).join("\n"), ...entries].join("\n\n")}\n`;
}

/** The text as comment lines, broken between words. */
function comment(text) {
  const lines = ["#"];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length + 1 > LINE_CHARS_MAX) lines.push("#");
    lines.push(`${lines.pop()} ${word}`);
  }
  return lines;
}
