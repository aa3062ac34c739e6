/** How far the horizon lags: the age of the oldest transaction that has written and not ended. */
import type { Pool } from "pg";

/** In seconds; 0 when none is open. A long one holds back what inbox streams can resume from. */
export async function readHorizonAge(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ age: number }>(`
    SELECT coalesce(extract(epoch FROM clock_timestamp() - min(xact_start)), 0)::float8 AS age
    FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL`);
  return rows[0]?.age ?? 0;
}
