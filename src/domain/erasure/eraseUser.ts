/** Has somebody else's account erased, by an admin of the server: for who asks for it and cannot sign in. */
import { sha256 } from "../../lib/hash.ts";
import { recordAct } from "../audit/recordAct.ts";
import { NotAllowedError, NotFoundError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import { beginErasure } from "./beginErasure.ts";
import { tellOfErasure } from "./requestErasure.ts";
import type { ErasurePorts, RequestedErasure } from "./requestErasure.ts";

/**
 * Irreversible. Not of admins, oneself included: who has lost the role first. Of an account that is erased already it changes
 * nothing, and answers the same. Errors: NotFound, NotAllowed.
 */
export async function eraseUser(
  ports: ErasurePorts,
  adminId: string,
  userId: string,
): Promise<RequestedErasure> {
  const { accounts } = ports;
  const receipt = accounts.tokens.erasureReceiptOf(userId);

  const { erasure, begun } = await accounts.db.$transaction(async (tx) => {
    // Both, as `changeServerRole` does.
    const now = await lockUsers(tx, [adminId, userId]);
    const admin = await tx.user.findUniqueOrThrow({ where: { id: adminId } });
    const user = await tx.user.findUnique({ where: { id: userId }, include: { erasure: true } });
    if (user === null) throw new NotFoundError("User");
    if (admin.serverRole !== "ADMIN" || user.serverRole === "ADMIN") {
      throw new NotAllowedError("Only admins of the server erase accounts, and none of an admin.");
    }
    if (user.erasure !== null) return { erasure: user.erasure, begun: null };

    const done = await beginErasure(tx, userId, { receiptHash: sha256(receipt), now });
    await recordAct(tx, now, {
      act: "ACCOUNT_ERASED",
      conversationId: null,
      isServerOnly: true,
      actorId: adminId,
      subjectId: userId,
    });
    return { erasure: done.erasure, begun: done };
  });

  if (begun !== null) tellOfErasure(ports, userId, begun);
  return { erasure, receipt };
}
