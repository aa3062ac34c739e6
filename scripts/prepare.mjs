// Makes a fresh clone ready to run: packages, generated code, and a Node new enough. Does nothing, quickly, when all is there.

import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail, runStep } from "./step.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What this script itself, and npm's installer, need. */
const nodeToInstall = [20, 19];
/** node:crypto has argon2 from here on. */
const nodeToRun = [24, 7];

/**
 * Returns the path of the Node to run Parley with; every step that takes a while prints one line. Ends the process
 * with one sentence when something is in the way.
 */
export async function prepare() {
  if (!isAtLeast(process.versions.node, nodeToInstall)) {
    fail(
      `Parley needs Node ${nodeToInstall.join(".")} or newer, and this is ${process.versions.node}: see https://nodejs.org.`,
    );
  }
  if (!isInstalled()) await install();
  const node = findNode();
  await generateClient(node);
  return node;
}

/** The environment in which the programs of our packages find each other, and the Node that runs them. */
export function environmentFor(node) {
  const separator = process.platform === "win32" ? ";" : ":";
  const path = [dirname(node), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(separator);
  return { ...process.env, PATH: path };
}

/** npm keeps a list of what it has installed; ours is complete when every package of the lock file is on it. */
function isInstalled() {
  const wanted = readJson("package-lock.json")?.packages;
  const installed = readJson("node_modules/.package-lock.json")?.packages;
  if (wanted === undefined) fail("package-lock.json is missing or broken: restore it with git.");
  if (installed === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed[path];
    // Packages for other systems stay away.
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

async function install() {
  const isWindows = process.platform === "win32";
  // npm writes its list last: without it an installation, if any, is unfinished, and `ci` begins anew. With it only what
  // differs is fetched, and the lock file is left as it is.
  const isUpdate = existsSync(join(root, "node_modules/.package-lock.json"));
  const verb = isUpdate ? ["install", "--no-save"] : ["ci"];
  // No package needs its install script: see allowScripts in package.json. Warnings that some of them want a newer Node
  // are true of the Node that installs, not of the one that runs.
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const title = isUpdate ? "Updating packages" : "Installing packages (once, about a minute)";
  await runStep(title, isWindows ? "npm.cmd" : "npm", [...verb, ...flags], {
    cwd: root,
    shell: isWindows,
    hint: "Is the network, or your npm registry, within reach? Start again when it is.",
  });
}

function findNode() {
  const name = process.platform === "win32" ? "node.exe" : "bin/node";
  const candidates = [
    `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ].map((pack) => join(root, "node_modules", pack, name));
  const found = candidates.find((path) => existsSync(path));
  if (found !== undefined && (found === process.execPath || canStart(found))) return found;
  if (isAtLeast(process.versions.node, nodeToRun)) return process.execPath;
  return fail(
    `Parley runs on Node ${nodeToRun.join(".")} or newer, npm has none for ${process.platform}-${process.arch}, and this is ${process.versions.node}: install one from https://nodejs.org and start again.`,
  );
}

/** A packaged Node may be there and not run: built against another C library, for one. */
function canStart(path) {
  const { status, stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  return status === 0 && isAtLeast(stdout.trim().slice(1), nodeToRun);
}

async function generateClient(node) {
  const generated = join(root, "src/storage/generated");
  const stampPath = join(generated, ".stamp");
  const stamp = createHash("sha256")
    .update(readFileSync(join(root, "prisma/schema.prisma")))
    .update(readJson("node_modules/prisma/package.json")?.version ?? "")
    .update(readJson("node_modules/@pothos/plugin-prisma/package.json")?.version ?? "")
    .digest("hex");
  if (existsSync(stampPath) && readFileSync(stampPath, "utf8") === stamp) return;
  await runStep(
    "Generating the database client",
    node,
    [join(root, "node_modules/prisma/build/index.js"), "generate", "--schema", "prisma/schema.prisma"],
    {
      cwd: root,
      env: {
        ...environmentFor(node),
        // An engine that generating does not use, and would otherwise download; any program will do.
        PRISMA_SCHEMA_ENGINE_BINARY: node,
        CHECKPOINT_DISABLE: "1",
        PRISMA_HIDE_UPDATE_MESSAGE: "1",
      },
    },
  );
  mkdirSync(generated, { recursive: true });
  writeFileSync(stampPath, stamp);
}

function isAtLeast(version, [major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = version.split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), "utf8"));
  } catch {
    return undefined;
  }
}
