/** The server is never left without an admin. */
import { lockUsers } from "../lockUsers.ts";
import type { Tx } from "../rows.ts";
import { LastAdminError } from "./errors.ts";

/**
 * Holds the account of somebody who gives it up until the transaction ends, and of an admin all admins': of two who go at
 * once the second sees that the first is gone. Answers the database's time. Errors: LastAdmin, for the only one there is.
 */
export async function lockLeaver(tx: Tx, userId: string): Promise<Date> {
  const admins = await findAdminIds(tx);
  const now = await lockUsers(tx, admins.includes(userId) ? admins : [userId]);
  // Looked at again: who was made one a moment ago counts as well.
  const [first, second] = await findAdminIds(tx);
  if (first === userId && second === undefined) throw new LastAdminError();
  return now;
}

async function findAdminIds(tx: Tx): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`SELECT id FROM "user" WHERE server_role = 'ADMIN'`;
  return rows.map(({ id }) => id);
}
