/** The identity of this history: part of every cursor, so that a cursor from before a restore is known as such. */
import type { Pool } from "pg";

export async function readEpoch(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ epoch: string }>("SELECT epoch FROM log_epoch");
  const epoch = rows[0]?.epoch;
  if (epoch === undefined)
    throw new Error("The table log_epoch is empty: the migrations were not applied whole.");
  return epoch;
}
