// A real PostgreSQL that comes with `npm install` and keeps its data in a folder: nothing to set up before the first start.
//
// Below DATA_DIR lie `postgres/` (the database), `postgres.password` (made once) and `postgres.log`. The server belongs
// to the process that started it and ends with it, also when that is killed. PostgreSQL refuses to run as root, so that
// for root it runs as another account, which then owns `postgres/`; it reaches that folder as its working directory and
// needs no right to enter the folders above it.

import { type FileHandle, mkdir, open, readFile, realpath, stat } from "node:fs/promises";
import { totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { findFreePort } from "./freePort.ts";
import { type LeashedProcess, spawnLeashed } from "./leashedProcess.ts";
import { findPostgresAccount, findPostgresBinaries } from "./postgresBinaries.ts";
import {
  inUse,
  initialise,
  type PostgresPlace,
  readLockFile,
  readOrMakePassword,
  readVersion,
  waitUntilFree,
} from "./postgresDataDir.ts";

/** Long enough for the recovery after a crash in the middle of heavy writing. */
const readyWithinMs = 120_000;
/** What a fast shutdown gets before it is forced; forced, the next start recovers. */
const stopGraceMs = 10_000;
const pollIntervalMs = 10;
const startAttemptsMax = 10;
const logBytesMax = 1_000_000;

export interface EmbeddedPostgresOptions {
  /** Made when missing. One running instance each. */
  dataDir: string;
  /** On 127.0.0.1; a free one is chosen at each start when not given. */
  port?: number;
  /** Called with a short phrase before each step that may take a while. */
  onProgress?: (step: string) => void;
  /** False only where the data is thrown away afterwards: commits then do not wait for the disk. */
  isDurable?: boolean;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** The database `postgres` as the superuser `parley`, with its password. */
  readonly databaseUrl: string;
}

/**
 * Starts PostgreSQL and resolves when it answers: about a second for an empty folder, 0.2 s afterwards. What a commit
 * has confirmed survives a crash and a power cut. Disposing ends it in good order within ten seconds, else by force.
 * Rejects with an Error of one sentence.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  if (process.platform === "win32") {
    throw new Error("The embedded PostgreSQL runs on Linux and macOS: set DATABASE_URL, or use WSL.");
  }
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = await realpath(options.dataDir);
  const pgDir = join(dataDir, "postgres");
  const account = await findPostgresAccount(pgDir);
  const binaries = await findPostgresBinaries(account);
  // The link follows the process, whoever may or may not enter the folders above; Linux only.
  const pgDirSeen = account !== null && process.platform === "linux" ? "/proc/self/cwd" : pgDir;
  const place = { dataDir, pgDir, pgDirSeen, account, binaries };

  await waitUntilFree(place);
  const isNew = (await readVersion(pgDir)) === null;
  const password = await readOrMakePassword(place, isNew);
  if (isNew) {
    options.onProgress?.("Setting up PostgreSQL");
    await initialise(place, password);
  }
  const version = await readVersion(pgDir);
  if (version !== binaries.major) {
    throw new Error(
      `${pgDir} was written by PostgreSQL ${version ?? "?"} and this is ${binaries.major}: move the data with pg_dump or give Parley another DATA_DIR.`,
    );
  }
  options.onProgress?.("Starting PostgreSQL");
  const { server, port } = await launch(place, options);
  return {
    databaseUrl: `postgresql://parley:${password}@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: () => server.stop(stopGraceMs),
  };
}

async function launch(
  place: PostgresPlace,
  options: EmbeddedPostgresOptions,
): Promise<{ server: LeashedProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await findFreePort());
    await using log = await openLog(place);
    const logStart = (await log.stat()).size;
    const server = await spawnLeashed({
      command: place.binaries.postgres,
      args: ["-D", place.pgDirSeen, ...settings(port, options.isDurable ?? true)],
      // Fast shutdown: ends the connections and writes a checkpoint.
      stopSignal: "INT",
      env: postgresEnv,
      outputFd: log.fd,
      cwd: place.pgDir,
      ...(place.account === null ? {} : { account: place.account }),
    });

    if (await isReady(place, server, port)) return { server, port };
    const timedOut = server.isRunning;
    await server.stop(stopGraceMs);
    const output = (await readFile(logPath(place), "utf8")).slice(logStart).trim();
    if (timedOut) throw new Error(`PostgreSQL did not become ready in ${readyWithinMs / 1000} s: ${output}`);
    if (/lock file .* already exists/.test(output)) throw inUse(place);
    if (/could not bind/.test(output) && options.port !== undefined) {
      throw new Error(`Port ${port} on 127.0.0.1, which the embedded PostgreSQL was given, is in use.`);
    }
    // Someone else got the free port first, or the last children of a killed server have yet to notice.
    const mayPass = /could not bind|shared memory block .* still in use/.test(output);
    if (!mayPass || attempt === startAttemptsMax) throw new Error(`PostgreSQL did not start: ${output}`);
    await delay(200);
  }
}

const postgresEnv = { PATH: "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** A quarter of the memory, as PostgreSQL advises, but no more than a gigabyte; taken when it is used. */
function sharedMegabytes(): number {
  return Math.max(128, Math.min(1_024, Math.floor(totalmem() / 4 / 1_048_576)));
}

function settings(port: number, isDurable: boolean): string[] {
  const values: Record<string, string> = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    shared_buffers: `${sharedMegabytes()}MB`,
    timezone: "UTC",
    log_timezone: "UTC",
    // Our own statements' errors are ours to report; the log keeps what concerns the server.
    log_min_messages: "log",
    log_checkpoints: "off",
    ...(isDurable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  return Object.entries(values).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

async function isReady(place: PostgresPlace, server: LeashedProcess, port: number): Promise<boolean> {
  const deadline = Date.now() + readyWithinMs;
  while (server.isRunning && Date.now() < deadline) {
    const lock = await readLockFile(place.pgDir);
    // Our port: where two start at once, the file may be the other's.
    if (lock?.status === "ready" && lock.port === port && server.isRunning) return true;
    await delay(pollIntervalMs);
  }
  return false;
}

async function openLog(place: PostgresPlace): Promise<FileHandle> {
  const size = (await stat(logPath(place)).catch(() => null))?.size ?? 0;
  return open(logPath(place), size > logBytesMax ? "w" : "a", 0o600);
}

function logPath(place: PostgresPlace): string {
  return join(place.dataDir, "postgres.log");
}
