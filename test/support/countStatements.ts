/** Counts what operations and rules ask of PostgreSQL. */
import { graphql } from "graphql";
import { expect } from "vitest";
import type { Ports } from "../../src/domain/ports.ts";
import type { Db } from "../../src/domain/rows.ts";
import { schema } from "../../src/graph.ts";
import type { Context } from "../../src/schema/context.ts";
import { RowLoaders } from "../../src/schema/loaders.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { createConversationLog } from "../../src/storage/conversationLog.ts";
import { createFileSearch } from "../../src/storage/searchFiles.sql.ts";
import { createPostgresSearch } from "../../src/storage/search.sql.ts";
import { createReadEvents } from "../../src/storage/readEvents.ts";
import { NO_ID } from "../../src/lib/ids.ts";
import { connectDatabase } from "../../src/storage/database.ts";

/** Statements that an operation of `person` sends to PostgreSQL; nothing but the schema stands between. */
export async function countStatements(
  scene: { readonly databaseUrl: string },
  person: { readonly id: string },
  source: string,
): Promise<number> {
  return (await measureOperation(scene, person, source)).statements;
}

/** And what it answers. */
export async function measureOperation(
  scene: { readonly databaseUrl: string },
  person: { readonly id: string },
  source: string,
): Promise<{ readonly statements: number; readonly data: unknown }> {
  await using database = connectDatabase({
    databaseUrl: scene.databaseUrl,
    poolMax: 2,
    onIdleError: () => undefined,
  });
  const { pool, prisma: db } = database;
  let statements = 0;
  const query = pool.query.bind(pool);
  Object.assign(pool, {
    query: (...args: Parameters<typeof query>) => {
      statements += 1;
      return query(...args);
    },
  });
  const search = createPostgresSearch(pool, ["english"]);
  const fileSearch = createFileSearch(pool, ["english"]);
  const data = await executeAs(db, person, source, { search, fileSearch });
  expect(statements).toBeGreaterThan(0);
  return { statements, data };
}

/** The data of an operation of `person`, executed with this client. */
export async function executeAs(
  db: Db,
  person: { readonly id: string },
  source: string,
  others: Partial<Pick<Context, "search" | "fileSearch">> = {},
): Promise<unknown> {
  const userId = decodeNodeId(person.id).id;
  const { errors, data } = await graphql({
    schema,
    source,
    contextValue: {
      ...others,
      viewer: { userId },
      db,
      ports: { db, readEvents: createReadEvents(db), epoch: () => NO_ID },
      loaders: new RowLoaders(db, userId),
      createLoaders: () => new RowLoaders(db, userId),
      operationBounds: { cost: 100_000, depth: 20 },
      onRefused: () => undefined,
      limits: { charge: () => Promise.resolve() },
    },
  });
  expect(errors).toBeUndefined();
  expect(data).not.toBeNull();
  return data;
}

/** Statements that a rule sends to PostgreSQL, with those that begin and end its transaction. */
export async function countWrites(
  scene: { readonly databaseUrl: string },
  run: (ports: Ports) => Promise<unknown>,
): Promise<number> {
  return (await measureWrites(scene, run)).statements;
}

/** And the rows that PostgreSQL reads for it; a few of them may be what the server reads at that moment. */
export async function measureWrites(
  scene: { readonly databaseUrl: string },
  run: (ports: Ports) => Promise<unknown>,
): Promise<{ readonly statements: number; readonly rowsRead: number }> {
  await using database = connectDatabase({
    databaseUrl: scene.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const { pool, prisma: db } = database;
  let statements = 0;
  pool.on("connect", (client) => {
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (...args: Parameters<typeof query>) => {
        statements += 1;
        return query(...args);
      },
    });
  });
  const readBefore = await rowsReadSoFar(db);
  const before = statements;
  await run({ db, log: createConversationLog(db, () => undefined) } as unknown as Ports);
  const sent = statements - before;
  expect(sent).toBeGreaterThan(0);
  return { statements: sent, rowsRead: (await rowsReadSoFar(db)) - readBefore };
}

/** In this database, by this connection up to now and by others a while ago. */
async function rowsReadSoFar(db: Db): Promise<number> {
  await db.$queryRaw`SELECT 1 FROM pg_stat_force_next_flush()`;
  const [row] = await db.$queryRaw<[{ rows: number }]>`
    SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::float8 AS rows FROM pg_stat_user_tables`;
  return row.rows;
}
