/** What an operation costs PostgreSQL: statements, and rows that were read. */
import { connectDatabase } from "../../src/storage/database.ts";
import type { Person } from "../conversation/scene.ts";
import { executeAs } from "./countStatements.ts";

/** One connection, in one transaction: PostgreSQL's counts of it are those of what was asked. */
export async function costOf(scene: { readonly databaseUrl: string }, person: Person, source: string) {
  await using database = connectDatabase({
    databaseUrl: scene.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const { pool, prisma: db } = database;
  let statements = 0;
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<{ rows: { rows: number }[] }>;
  Object.assign(pool, {
    query: (...args: unknown[]) => {
      statements += 1;
      return query(...args);
    },
  });
  const rowsRead = async (): Promise<number> => {
    const { rows } = await query(
      `SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)::int AS rows
       FROM pg_stat_xact_user_tables`,
    );
    return rows[0]?.rows ?? 0;
  };
  await query("BEGIN");
  const before = await rowsRead();
  statements = 0;
  const data = await executeAs(db, person, source);
  const asked = statements;
  const rows = (await rowsRead()) - before;
  await query("COMMIT");
  return { statements: asked, rows, data: JSON.stringify(data) };
}
