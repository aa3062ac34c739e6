/** A PostgreSQL and a Redis of a run's own, on ports that stay: crashed, paused and started again at will. */
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { startEmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import type { EmbeddedPostgres } from "../../src/storage/embeddedPostgres.ts";
import { findQuickFolder } from "../support/quickFolder.ts";
import { startOwnRedis } from "../support/redis.ts";
import type { TestRedis } from "../support/redis.ts";

const DIES_WITHIN_MS = 10_000;
const run = promisify(execFile);

/** Below these the system takes ports for outgoing connections: ten thousand clients would take ours in a restart. */
const PORTS = { from: 20_000, to: 32_000 };

/** A port that stays ours through restarts, as nothing else takes one from this range by itself. */
export async function findLastingPort(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.from, PORTS.to);
    const server = createServer();
    server.listen(port, "127.0.0.1");
    const isFree = await once(server, "listening").then(
      () => true,
      () => false,
    );
    server.close();
    if (isFree) return port;
  }
}

export class OwnPostgres implements AsyncDisposable {
  readonly dataDir: string;
  readonly #port: number;
  #running: EmbeddedPostgres;

  private constructor(dataDir: string, port: number, running: EmbeddedPostgres) {
    this.dataDir = dataDir;
    this.#port = port;
    this.#running = running;
    process.once("exit", this.#clean);
  }

  /** Durable as in production; the machine itself does not lose power, so memory will do for a disk. */
  static async start(): Promise<OwnPostgres> {
    const dataDir = await mkdtemp(join(await findQuickFolder(), "parley-faults-"));
    const port = await findLastingPort();
    return new OwnPostgres(dataDir, port, await startEmbeddedPostgres({ dataDir, port }));
  }

  get databaseUrl(): string {
    return this.#running.databaseUrl;
  }

  /** As `pg_ctl stop -m immediate`: no checkpoint, no good-bye; what was not flushed is gone. Resolves when it is down. */
  async crash(): Promise<void> {
    const lockFile = join(this.dataDir, "postgres", "postmaster.pid");
    const [pid] = (await readFile(lockFile, "utf8")).split("\n");
    process.kill(Number(pid), "SIGQUIT");
    const until = Date.now() + DIES_WITHIN_MS;
    while (await isListening(this.#port)) {
      if (Date.now() > until) throw new Error("PostgreSQL did not end.");
      await delay(5);
    }
    await this.#running[Symbol.asyncDispose]();
  }

  /** After a crash; resolves when it answers. */
  async start(): Promise<void> {
    this.#running = await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.#port });
  }

  /** What is on the disk, of a server that is down: to be put back by `restore`. */
  async backUp(): Promise<void> {
    await run("cp", ["-a", join(this.dataDir, "postgres"), join(this.dataDir, "backup")]);
  }

  /** The database is as it was when it was backed up; it has to be down. */
  async restore(): Promise<void> {
    await rm(join(this.dataDir, "postgres"), { recursive: true });
    await run("cp", ["-a", join(this.dataDir, "backup"), join(this.dataDir, "postgres")]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
    await rm(this.dataDir, { recursive: true, force: true });
    process.off("exit", this.#clean);
  }

  /** Of a run that was given up. */
  readonly #clean = (): void => rmSync(this.dataDir, { recursive: true, force: true });
}

export class OwnRedis implements AsyncDisposable {
  readonly port: number;
  #running: TestRedis;

  private constructor(port: number, running: TestRedis) {
    this.port = port;
    this.#running = running;
  }

  static async start(): Promise<OwnRedis> {
    const port = await findLastingPort();
    return new OwnRedis(port, await startOwnRedis(port));
  }

  get url(): string {
    return this.#running.redisUrl;
  }

  async restart(downMs: number): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
    await delay(downMs);
    this.#running = await startOwnRedis(this.port);
  }

  /** One command on a connection of its own; its reply, undecoded. */
  async command(...words: readonly string[]): Promise<string> {
    const socket = connect(this.port, "127.0.0.1");
    socket.write(
      `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`,
    );
    const [reply]: unknown[] = await once(socket, "data");
    socket.destroy();
    return String(reply);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }
}

/** SQL past the API, by a connection for each call's duration: it outlives crashes. */
export async function rows<Row extends object>(
  databaseUrl: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row & pg.QueryResultRow>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return isOpen;
}
