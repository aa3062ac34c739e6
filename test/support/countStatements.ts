/** Counts what an operation asks of PostgreSQL. */
import { graphql } from "graphql";
import { expect } from "vitest";
import { schema } from "../../src/graph.ts";
import { RowLoaders } from "../../src/schema/loaders.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { connectDatabase } from "../../src/storage/database.ts";

/** Statements that an operation of `person` sends to PostgreSQL; nothing but the schema stands between. */
export async function countStatements(
  scene: { readonly databaseUrl: string },
  person: { readonly id: string },
  source: string,
): Promise<number> {
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
  const userId = decodeNodeId(person.id).id;
  const { errors, data } = await graphql({
    schema,
    source,
    contextValue: {
      viewer: { userId },
      db,
      loaders: new RowLoaders(db, userId),
      operationBounds: { cost: 100_000, depth: 20 },
      onRefused: () => undefined,
    },
  });
  expect(errors).toBeUndefined();
  expect(data).not.toBeNull();
  expect(statements).toBeGreaterThan(0);
  return statements;
}
