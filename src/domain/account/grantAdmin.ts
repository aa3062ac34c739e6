/** Makes somebody an admin of this server: called from the command line, by whoever runs it. */
import { recordAct } from "../audit/recordAct.ts";
import { NotFoundError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { Db, UserRow } from "../rows.ts";
import { checkUsername } from "./rules.ts";

/** Idempotent; takes effect with the person's next operation. Errors: NotFound. */
export async function grantAdmin(db: Db, username: string): Promise<UserRow> {
  const name = checkUsername("username", username);
  const found = typeof name === "string" ? await db.user.findUnique({ where: { username: name } }) : null;
  if (found === null) throw new NotFoundError("User");

  return db.$transaction(async (tx) => {
    const now = await lockUsers(tx, [found.id]);
    const user = await tx.user.findUnique({ where: { id: found.id, erasedAt: null } });
    if (user === null) throw new NotFoundError("User");
    if (user.serverRole === "ADMIN") return user;

    await recordAct(tx, now, {
      act: "SERVER_ROLE_CHANGED",
      conversationId: null,
      isServerOnly: true,
      actorId: null,
      subjectId: user.id,
      serverRole: "ADMIN",
      previousServerRole: user.serverRole,
    });
    return tx.user.update({ where: { id: user.id }, data: { serverRole: "ADMIN" } });
  });
}
