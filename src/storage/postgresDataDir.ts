// The embedded PostgreSQL's folder: made once, with a password, and used by one server at a time.

import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chown, mkdir, open, readFile, readlink, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import type { Account, PostgresBinaries } from "./postgresBinaries.ts";

/** A server whose owner was killed a moment ago is still writing its last checkpoint. */
const previousGoneWithinMs = 15_000;
/** What such a server may take to hear of it. */
const previousStoppingWithinMs = 1_000;

export interface PostgresPlace {
  dataDir: string;
  pgDir: string;
  /** What PostgreSQL, whose working directory is `pgDir`, is to call it. */
  pgDirSeen: string;
  /** Null: ours. */
  account: Account | null;
  binaries: PostgresBinaries;
}

/** PostgreSQL's own lock file. */
interface LockFile {
  pid: number;
  port: number;
  /** "starting", "ready", "stopping". */
  status: string;
}

/** The major version that wrote the data, or null when there is none yet. */
export async function readVersion(pgDir: string): Promise<string | null> {
  const text = await readFile(join(pgDir, "PG_VERSION"), "utf8").catch(nullWhenMissing);
  return text === null ? null : text.trim();
}

/** What the server last wrote about itself, or null when it is not running and ended in good order. */
export async function readLockFile(pgDir: string): Promise<LockFile | null> {
  const text = await readFile(join(pgDir, "postmaster.pid"), "utf8").catch(nullWhenMissing);
  if (text === null) return null;
  const lines = text.split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? "starting" };
}

/**
 * Resolves when no server uses the folder: at once, or when one whose owner is gone has ended. Rejects when another
 * running instance uses it. What a killed server left behind is no hindrance.
 */
export async function waitUntilFree(place: PostgresPlace): Promise<void> {
  const startedAt = Date.now();
  for (;;) {
    const lock = await readLockFile(place.pgDir);
    if (lock === null) return;
    if (!(await isServerOf(place.pgDir, lock.pid))) {
      // PostgreSQL would take any process that got the number since for its predecessor.
      await rm(join(place.pgDir, "postmaster.pid"), { force: true });
      return;
    }
    const waitedMs = Date.now() - startedAt;
    if (waitedMs > (lock.status === "stopping" ? previousGoneWithinMs : previousStoppingWithinMs)) {
      throw inUse(place, lock.pid);
    }
    await delay(20);
  }
}

export function inUse(place: PostgresPlace, pid?: number): Error {
  const by = pid === undefined ? "" : ` (PostgreSQL is process ${pid})`;
  return new Error(
    `DATA_DIR ${place.dataDir} is in use by another running instance${by}: stop that one, or give this one a DATA_DIR of its own.`,
  );
}

/** 192 random bits, readable by us alone. A lost password cannot be made anew for data that is there. */
export async function readOrMakePassword(place: PostgresPlace, mayMake: boolean): Promise<string> {
  const path = join(place.dataDir, "postgres.password");
  const kept = (await readFile(path, "utf8").catch(nullWhenMissing))?.trim() ?? "";
  if (kept !== "") return kept;
  if (!mayMake) {
    throw new Error(`${path} is missing: put it back, or remove ${place.pgDir} to start with empty data.`);
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Fills a folder beside the final one and renames it, so that an interrupted first start leaves nothing half made. */
export async function initialise(place: PostgresPlace, password: string): Promise<void> {
  const unfinished = `${place.pgDir}.new`;
  const passwordPath = `${unfinished}-password`;
  await removeUnfinished();
  await mkdir(unfinished, { mode: 0o700 });
  const passwordFile = await open(passwordPath, "wx", 0o600);
  try {
    await passwordFile.writeFile(`${password}\n`);
    if (place.account !== null) {
      const { uid, gid } = place.account;
      await Promise.all([chown(unfinished, uid, gid), passwordFile.chown(uid, gid)]);
    }
    // Opened anew for reading, and handed over open: the account may not be able to enter the folders above it.
    await using readable = await open(passwordPath, "r");
    await runInitdb(place, unfinished, readable.fd);
    await rename(unfinished, place.pgDir);
  } finally {
    await passwordFile.close();
    await removeUnfinished();
  }

  async function removeUnfinished(): Promise<void> {
    await rm(passwordPath, { force: true });
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function runInitdb(place: PostgresPlace, dir: string, passwordFd: number): Promise<void> {
  const args = [
    `--pgdata=${place.pgDirSeen === place.pgDir ? dir : place.pgDirSeen}`,
    "--username=parley",
    "--pwfile=/dev/fd/3",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The same order of text on every machine, and none of its locales needed.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const child = spawn(place.binaries.initdb, args, {
    ...place.account,
    cwd: dir,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "pipe", passwordFd],
  });
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => output.push(chunk));
  const [code]: unknown[] = await once(child, "close");
  if (code !== 0) {
    throw new Error(`PostgreSQL could not set up ${dir}: ${Buffer.concat(output).toString("utf8").trim()}`);
  }
}

/** Whether the process is alive and is a PostgreSQL server on this folder, not one that got its number since. */
async function isServerOf(pgDir: string, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (hasCode(error, "ESRCH")) return false;
  }
  if (process.platform === "linux") {
    // A server's working directory is its folder.
    const directory = await readlink(`/proc/${pid}/cwd`).catch(() => null);
    if (directory !== null) return directory === pgDir;
    const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "postgres");
    return name.trim() === "postgres";
  }
  const { stdout } = await promisify(execFile)("ps", ["-o", "comm=", "-p", String(pid)]);
  return stdout.includes("postgres");
}

function nullWhenMissing(error: unknown): null {
  if (hasCode(error, "ENOENT")) return null;
  throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
