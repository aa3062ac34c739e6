/** Looks into, and reaches into, the database of a test's server. */
import pg from "pg";

export async function rowsOf<Row extends object>(
  app: { readonly databaseUrl: string },
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
