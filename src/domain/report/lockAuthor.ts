/** Makes what one person writes of a kind (reports, uploads) happen one after the other. */
import type { Tx } from "../rows.ts";

/**
 * Until the end of the transaction no other one of this person's gets here, so that what is counted and looked up is what
 * is true at the commit. It hinders nobody who refers to the person. Answers the moment the lock was got.
 */
export async function lockAuthor(tx: Tx, userId: string): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`
    SELECT clock_timestamp() AS now FROM (
      SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR NO KEY UPDATE
    ) locked`;
  if (row === undefined) throw new Error("Whoever is signed in has no account.");
  return row.now;
}
