/** How far an erasure has got, for who holds its receipt. */
import { sha256 } from "../../lib/hash.ts";
import type { Db, ErasureRow } from "../rows.ts";

export type ErasureState = "REQUESTED" | "RUNNING" | "FINISHED";

/** A receipt has 43 characters. */
const RECEIPT_MAX = 128;

/** Null for a receipt that is none. */
export async function findErasure(db: Db, receipt: string): Promise<ErasureRow | null> {
  if (receipt.length > RECEIPT_MAX || !receipt.isWellFormed()) return null;
  return db.erasure.findUnique({ where: { receiptHash: sha256(receipt) } });
}

export function stateOf({ finishedAt, total }: ErasureRow): ErasureState {
  if (finishedAt !== null) return "FINISHED";
  return total === 0 ? "REQUESTED" : "RUNNING";
}

/** 0 to 1, and 1 only when all is done. */
export function progressOf({ finishedAt, total, done }: ErasureRow): number {
  if (finishedAt !== null) return 1;
  return total === 0 ? 0 : Math.min(done / total, 0.99);
}
