/** The identity of this history: part of every cursor, so that a cursor from before a restore is known as such. */
import type { Pool } from "pg";

export async function readEpoch(pool: Pool): Promise<string> {
  return onlyEpochOf(await pool.query<EpochRow>("SELECT epoch FROM log_epoch"));
}

/** Voids every cursor there is; resolves with the new epoch. Running processes see it at their next position check. */
export async function startEpoch(pool: Pool): Promise<string> {
  return onlyEpochOf(
    await pool.query<EpochRow>("UPDATE log_epoch SET epoch = gen_random_uuid() RETURNING epoch"),
  );
}

interface EpochRow {
  readonly epoch: string;
}

function onlyEpochOf({ rows }: { readonly rows: readonly EpochRow[] }): string {
  const epoch = rows[0]?.epoch;
  if (epoch === undefined)
    throw new Error("The table log_epoch is empty: the migrations were not applied whole.");
  return epoch;
}
