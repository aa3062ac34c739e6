/** Gives somebody another role on the whole server. */
import { recordAct } from "../audit/recordAct.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { Ports } from "../ports.ts";
import type { ServerRole, UserRow } from "../rows.ts";
import { assertText, REASON } from "../text.ts";

export interface ChangeServerRoleInput {
  readonly userId: string;
  readonly role: ServerRole;
  /** Why, for the audit log. */
  readonly reason?: string | null | undefined;
}

/**
 * For admins, and of others than themselves, so that the server keeps one. The same role again changes nothing; the new one
 * holds from the person's next operation. Errors: InputValidation, NotFound, NotAllowed.
 */
export async function changeServerRole(
  ports: Ports,
  changerId: string,
  { userId, role, ...input }: ChangeServerRoleInput,
): Promise<UserRow> {
  const reason = assertText("reason", input.reason ?? "", REASON);

  return ports.db.$transaction(async (tx) => {
    // Both: two admins who demote each other come one after the other, and the second is none any more.
    const now = await lockUsers(tx, [changerId, userId]);
    const changer = await tx.user.findUniqueOrThrow({ where: { id: changerId } });
    const user = await tx.user.findUnique({ where: { id: userId, erasedAt: null } });
    if (user === null) throw new NotFoundError("User");
    if (changer.serverRole !== "ADMIN" || userId === changerId) {
      throw new NotAllowedError("Only admins of the server give server roles, and none to themselves.");
    }

    if (user.serverRole === role) return user;

    const changed = await tx.user.update({ where: { id: userId }, data: { serverRole: role } });
    await recordAct(tx, now, {
      act: "SERVER_ROLE_CHANGED",
      conversationId: null,
      isServerOnly: true,
      actorId: changerId,
      subjectId: userId,
      serverRole: role,
      previousServerRole: user.serverRole,
      reason: reason === "" ? null : reason,
    });
    return changed;
  });
}
