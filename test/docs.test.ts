/** Keeps the documents true: what is generated is fresh, and what they name is there. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const NOT_OURS = new Set(["node_modules", "dist", "generated"]);

/** Files below `folder`, as paths from the root; hidden folders and what is installed or generated are passed over. */
function filesBelow(folder: string, ending: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    if (!entry.isDirectory()) return entry.name.endsWith(ending) ? [file] : [];
    return entry.name.startsWith(".") || NOT_OURS.has(entry.name) ? [] : filesBelow(file, ending);
  });
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

const documents = filesBelow(".", ".md");

/** The document without its blocks of code. */
function proseOf(file: string): string {
  return read(file).replaceAll(/^```.*?^```/gms, "");
}

/** A heading's name in links, as GitHub makes it. */
function anchorOf(heading: string): string {
  const text = heading.toLowerCase().replaceAll(/[^\p{L}\p{N} _-]/gu, "");
  return text.trim().replaceAll(" ", "-");
}

function anchorsOf(file: string): Set<string> {
  return new Set([...proseOf(file).matchAll(/^#+ (.+)$/gm)].map((match) => anchorOf(match[1] ?? "")));
}

/** The titles of the tests in these files. */
function titlesIn(files: readonly string[]): string[] {
  return files.flatMap((file) =>
    [...read(file).matchAll(/\btest(?:\.\w+(?:\([^)]*\))?)?\(\s*"((?:[^"\\]|\\.)*)"/g)].map((match) =>
      String(JSON.parse(`"${match[1]}"`)),
    ),
  );
}

const scenarios = [...read("docs/EVENTS.md").matchAll(/^### (\d+)\. (.+)$/gm)].map((match) => ({
  number: Number(match[1]),
  title: match[2] ?? "",
}));

test("what is generated into the documents is fresh (npm run docs)", () => {
  const script = path.join(root, "scripts/docs.mjs");
  const flags = ["--disable-warning=ExperimentalWarning", script, "--check"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8" });
  expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
});

test("every relative link leads somewhere", () => {
  const broken = documents.flatMap((file) =>
    [...proseOf(file).matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => match[1] ?? "")
      .filter((link) => {
        if (/^[a-z]+:/.test(link)) return false;
        const [target = "", anchor] = link.split("#");
        const to = target === "" ? file : path.posix.join(path.posix.dirname(file), target);
        if (!existsSync(path.join(root, to))) return true;
        return anchor !== undefined && to.endsWith(".md") && !anchorsOf(to).has(anchor);
      })
      .map((link) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test("every command that a document names is one", () => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
  const named = documents.flatMap((file) =>
    [...read(file).matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => ({ file, script: match[1] ?? "" })),
  );
  expect(named.filter(({ script }) => !Object.hasOwn(scripts, script))).toEqual([]);
});

test("every file that a document names is there", () => {
  const missing = documents.flatMap((file) =>
    [...proseOf(file).matchAll(/`((?:src|test|docs|scripts|prisma|bench|examples|deploy)\/[^`\s]*)`/g)]
      .map((match) => match[1] ?? "")
      .filter((named) => !existsSync(path.join(root, named)))
      .map((named) => `${file}: ${named}`),
  );
  expect(missing).toEqual([]);
});

test("every scenario of docs/EVENTS.md is a test of the same title, numbered in order", () => {
  const titles = new Set(titlesIn(filesBelow("test", ".test.ts")));
  expect(scenarios.filter(({ title }) => !titles.has(title))).toEqual([]);
  expect(scenarios.map(({ number }) => number)).toEqual(scenarios.map((_scenario, index) => index + 1));
});

test("every test of the two streams stands in docs/EVENTS.md", () => {
  const told = new Set(scenarios.map(({ title }) => title));
  const titles = titlesIn(["test/realtime/conversationEvents.test.ts", "test/realtime/inboxEvents.test.ts"]);
  expect(titles.length).toBeGreaterThan(10);
  expect(titles.filter((title) => !told.has(title))).toEqual([]);
});

test("every mutation stands in docs/FEATURES.md, and each feature there with a test", () => {
  const features = read("docs/FEATURES.md");
  const mutations = [
    ...(/^type Mutation \{$(.*?)^\}$/ms.exec(read("schema.graphql"))?.[1] ?? "").matchAll(/^ {2}(\w+)\(/gm),
  ];
  expect(mutations.length).toBeGreaterThan(30);
  expect(mutations.map(([, name]) => name).filter((name) => !features.includes(`\`${name}`))).toEqual([]);
  const rows = features
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (feature|---)/.test(line));
  expect(rows.filter((row) => !/`test\/[^`]+` *\|$/.test(row))).toEqual([]);
});

test("every benchmark block holds a table", () => {
  const text = read("docs/PERFORMANCE.md");
  const blocks = [...text.matchAll(/<!-- bench:(\w+) -->(.*?)<!-- \/bench:\1 -->/gs)];
  expect(blocks.length).toBeGreaterThan(0);
  for (const [, name, block] of blocks) expect(block, `npm run bench -- ${name}`).toMatch(/^\|.*\|$/m);
});
