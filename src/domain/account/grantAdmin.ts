/** Makes somebody an admin of this server: called from the command line, by whoever runs it. */
import { NotFoundError } from "../errors.ts";
import type { Db, UserRow } from "../rows.ts";
import { checkUsername } from "./rules.ts";

/** Idempotent; takes effect with the person's next operation. Errors: NotFound. */
export async function grantAdmin(db: Db, username: string): Promise<UserRow> {
  const name = checkUsername("username", username);
  const user = typeof name === "string" ? await db.user.findUnique({ where: { username: name } }) : null;
  if (user === null) throw new NotFoundError("User");

  return db.user.update({ where: { id: user.id }, data: { serverRole: "ADMIN" } });
}
