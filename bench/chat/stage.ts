/** What a benchmark of deliveries stands on: PostgreSQL, Redis, people, and a server process for each contestant. */
import { setTimeout as delay } from "node:timers/promises";
import type { BenchmarkContext } from "../support/benchmark.ts";
import { describeMachine, pinCores } from "../support/machine.ts";
import type { Pinning } from "../support/machine.ts";
import { startPostgres } from "../support/postgres.ts";
import type { BenchPostgres } from "../support/postgres.ts";
import { startRedis } from "../support/redis.ts";
import type { BenchRedis } from "../support/redis.ts";
import { spawnServer } from "../support/spawnServer.ts";
import type { ServerProcess } from "../support/spawnServer.ts";
import { makeWorld } from "../support/world.ts";
import type { World } from "../support/world.ts";
import type { Contestant } from "./contestants.ts";

/** A server counts as quiet below this share of its core. */
const QUIET_SHARE = 0.04;
const LOOK_EVERY_MS = 100;
const QUIET_WITHIN_MS = 20_000;

export interface StageOptions {
  readonly people: number;
  readonly isStoring: boolean;
}

/** Microseconds of CPU, user and system, of everybody but the load. */
export interface CpuReading {
  readonly server: number;
  readonly postgres: number | null;
  readonly redis: number;
}

export class Stage {
  readonly context: BenchmarkContext;
  readonly pinning: Pinning;
  readonly postgres: BenchPostgres;
  readonly redis: BenchRedis;
  readonly world: World;
  readonly isStoring: boolean;
  readonly epoch: string;
  readonly #started: AsyncDisposableStack;
  readonly #servers = new Map<string, ServerProcess>();

  private constructor(parts: {
    readonly context: BenchmarkContext;
    readonly pinning: Pinning;
    readonly postgres: BenchPostgres;
    readonly redis: BenchRedis;
    readonly world: World;
    readonly isStoring: boolean;
    readonly epoch: string;
    readonly started: AsyncDisposableStack;
  }) {
    this.context = parts.context;
    this.pinning = parts.pinning;
    this.postgres = parts.postgres;
    this.redis = parts.redis;
    this.world = parts.world;
    this.isStoring = parts.isStoring;
    this.epoch = parts.epoch;
    this.#started = parts.started;
  }

  /** Everything it starts ends with `started`. */
  static async open(
    started: AsyncDisposableStack,
    context: BenchmarkContext,
    { people, isStoring }: StageOptions,
  ): Promise<Stage> {
    const pinning = pinCores();
    context.say(`${describeMachine()}: ${pinning.note}.`);
    context.say(`Starting PostgreSQL and Redis, making ${people.toLocaleString("en")} people …`);
    const postgres = started.use(await startPostgres());
    const redis = started.use(await startRedis());
    const world = await makeWorld(postgres.pool, people);
    // The planner knows the tables as they are, as it would on any day but the first.
    await postgres.pool.query("ANALYZE");
    const { rows } = await postgres.pool.query<{ epoch: string }>("SELECT epoch FROM log_epoch");
    const epoch = rows[0]?.epoch;
    if (epoch === undefined) throw new Error("A database without an epoch.");
    return new Stage({ context, pinning, postgres, redis, world, isStoring, epoch, started });
  }

  /** One process a module, started when it is first asked for. */
  async serverOf(contestant: Pick<Contestant, "module">): Promise<ServerProcess> {
    const known = this.#servers.get(contestant.module);
    if (known !== undefined) return known;
    const server = this.#started.use(await this.spawn(contestant));
    this.#servers.set(contestant.module, server);
    return server;
  }

  /** Another process of it, which the caller ends. */
  spawn({ module }: Pick<Contestant, "module">): Promise<ServerProcess> {
    return spawnServer({
      module,
      databaseUrl: this.postgres.databaseUrl,
      redisUrl: this.redis.redisUrl,
      isStoring: this.isStoring,
      pinning: this.pinning,
      profileDir: this.context.profileDir,
    });
  }

  async readCpu(server: ServerProcess): Promise<CpuReading> {
    return {
      server: await server.readCpuMicros(),
      postgres: this.postgres.readCpuMicros(),
      redis: await this.redis.readCpuMicros(),
    };
  }

  /** Waits until a server has done what its last crowd left it, so that nobody else pays for it. */
  async settle(server: ServerProcess): Promise<void> {
    const { signal } = this.context;
    const deadline = performance.now() + QUIET_WITHIN_MS;
    for (;;) {
      const before = await server.readCpuMicros();
      await delay(LOOK_EVERY_MS, undefined, { signal });
      const micros = (await server.readCpuMicros()) - before;
      if (micros < LOOK_EVERY_MS * 1_000 * QUIET_SHARE) return;
      if (performance.now() > deadline) throw new Error("A server did not come to rest.");
    }
  }

  /** For the report: what ran where. */
  setting(name: string): string {
    const date = new Date().toISOString().slice(0, 10);
    const { note } = this.pinning;
    const where = note.replace("load generator and PostgreSQL", "load generator, Redis and PostgreSQL");
    return [
      `\`npm run bench -- ${name}\`, ${date}. ${describeMachine()}, PostgreSQL ${this.postgres.version} (embedded; fsync,`,
      `synchronous_commit and full_page_writes on), Redis ${this.redis.version}. ${where.replace(/^./, (letter) => letter.toUpperCase())}.`,
    ].join("\n");
  }
}
