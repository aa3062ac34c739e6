/** A database with lists of a given size, and the server in front of it. */
import { Agent } from "node:http";
import { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import { migrate } from "../../src/storage/migrate.ts";
import type { Operation } from "../chat/speakers.ts";
import type { BenchmarkContext } from "../support/benchmark.ts";
import { askOverHttp } from "../search/ask.ts";
import type { Pinning } from "../support/machine.ts";
import type { BenchPostgres } from "../support/postgres.ts";
import { spawnServer } from "../support/spawnServer.ts";
import type { ServerProcess } from "../support/spawnServer.ts";
import { makeWorld } from "../support/world.ts";
import type { Person } from "../support/world.ts";
import { fill } from "./fill.ts";
import type { Places, Reader } from "./fill.ts";

export interface ListsWorld extends Places {
  /** Members of the channel, and messages of the history. */
  readonly size: number;
  readonly server: ServerProcess;
  /** One after the other, on one connection. Rejects for an answer with errors. */
  ask(reader: Reader, operation: Operation): Promise<{ readonly data: unknown; readonly ms: number }>;
}

export interface WorldOptions {
  readonly postgres: BenchPostgres;
  readonly pinning: Pinning;
  readonly context: BenchmarkContext;
  readonly size: number;
}

/** Everything it starts ends with `started`. */
export async function openWorld(started: AsyncDisposableStack, options: WorldOptions): Promise<ListsWorld> {
  const { postgres, pinning, context, size } = options;
  const { signal } = context;
  const name = `lists_${size}`;
  await postgres.pool.query(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.databaseUrl);
  url.pathname = `/${name}`;
  const databaseUrl = url.href;
  await migrate({ databaseUrl });
  const places: Places = { historyId: newId(), channelId: newId(), newestAt: new Date() };
  const readers = await makeRows(databaseUrl, { ...places, size, signal });

  const server = started.use(
    await spawnServer({ module: "lists/server.ts", databaseUrl, pinning, profileDir: context.profileDir }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  started.defer(() => agent.destroy());
  return {
    ...places,
    size,
    server,
    ask: (reader, operation) =>
      askOverHttp(new URL("/graphql", server.url), agent, readers[reader], operation),
  };
}

async function makeRows(
  databaseUrl: string,
  options: Places & { readonly size: number; readonly signal: AbortSignal },
): Promise<Readonly<Record<Reader, Person>>> {
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on("error", () => undefined);
  try {
    const { people } = await makeWorld(pool, 3);
    const [few, many, guest] = people;
    if (few === undefined || many === undefined || guest === undefined) throw new Error("Nobody is there.");
    const readers = { few, many, guest };
    await fill(pool, { ...options, readers });
    return readers;
  } finally {
    await pool.end();
  }
}
