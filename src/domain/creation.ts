/** What a clientKey has made: the memory that lets a creation be retried for ever. (A message keeps its own key.) */
import { IdempotencyConflictError } from "./errors.ts";
import type { Db, Tx } from "./rows.ts";

/** The index that refuses the second of two creations with one key. */
export const CREATION_INDEX = "creation_pkey";

export interface CreationKey {
  readonly creatorId: string;
  /** The mutation's name. */
  readonly mutation: string;
  readonly clientKey: string;
}

/** The id of what this key made; null for a new key. Throws IdempotencyConflict where it was used with another input. */
export async function findCreation(
  db: Db | Tx,
  key: CreationKey,
  inputHash: Uint8Array,
): Promise<string | null> {
  const creation = await db.creation.findUnique({ where: { creatorId_mutation_clientKey: key } });
  if (creation === null) return null;
  if (Buffer.compare(creation.inputHash, inputHash) !== 0) throw new IdempotencyConflictError();
  return creation.nodeId;
}
