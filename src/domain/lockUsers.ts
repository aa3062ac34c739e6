/** Makes what is written of the same people (bounds, roles, sessions) happen one after the other. */
import type { Tx } from "./rows.ts";

/**
 * Until the end of the transaction nobody else holds one of these people, so that what is counted and looked up is what is
 * true at the commit; in one order, so that two who want several never wait for each other. It hinders nobody who refers to
 * them. Answers the database's time once they are held.
 */
export async function lockUsers(tx: Tx, userIds: readonly string[]): Promise<Date> {
  const [row] = await tx.$queryRaw<[{ now: Date }]>`
    SELECT clock_timestamp() AS now FROM (
      SELECT count(*) FROM (
        SELECT FROM "user" WHERE id = ANY(${[...userIds]}::uuid[]) ORDER BY id FOR NO KEY UPDATE
      ) locked
    ) counted`;
  return row.now;
}
