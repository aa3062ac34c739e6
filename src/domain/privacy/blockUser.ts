/** Keeps two people from each other; docs/PRIVACY.md tells from what. */
import { InputValidationError, NotFoundError, TooManyBlockedError } from "../errors.ts";
import { directKeyOf } from "../conversation/directKey.ts";
import { lockUsers } from "../lockUsers.ts";
import type { Presences } from "../presence/ports.ts";
import type { Db, ProfileRow, Tx } from "../rows.ts";

/** People that one may have blocked at a time. */
export const BLOCKED_MAX = 1_000;

export interface BlockPorts {
  readonly db: Db;
  readonly presences: Pick<Presences, "reconsider">;
}

/** Blocking again changes nothing. Errors: InputValidation (oneself), NotFound, TooManyBlocked. */
export async function blockUser(ports: BlockPorts, userId: string, blockedId: string): Promise<ProfileRow> {
  if (userId === blockedId) {
    throw new InputValidationError([{ path: ["userId"], message: "Nobody blocks themselves." }]);
  }
  const blocked = await loadUser(ports.db, blockedId);

  const hasChanged = await ports.db.$transaction(async (tx) => {
    await lockPeople(tx, userId, blockedId);
    const others = await tx.block.findMany({
      where: { userId, blockedAt: { not: null } },
      select: { blockedId: true },
    });
    if (others.some((other) => other.blockedId === blockedId)) return false;
    if (others.length >= BLOCKED_MAX) throw new TooManyBlockedError(BLOCKED_MAX);
    const blockedAt = new Date();
    await tx.block.upsert({
      where: { userId_blockedId: { userId, blockedId } },
      create: { userId, blockedId, blockedAt },
      update: { blockedAt },
    });
    return true;
  });

  if (hasChanged) ports.presences.reconsider([userId, blockedId]);
  return blocked;
}

/** Lifts a block; where there is none, nothing changes. Errors: NotFound. */
export async function unblockUser(ports: BlockPorts, userId: string, blockedId: string): Promise<ProfileRow> {
  const blocked = await loadUser(ports.db, blockedId);

  const { count } = await ports.db.block.updateMany({
    where: { userId, blockedId, blockedAt: { not: null } },
    data: { blockedAt: null },
  });

  if (count > 0) ports.presences.reconsider([userId, blockedId]);
  return blocked;
}

async function loadUser(db: Db, id: string): Promise<ProfileRow> {
  const user = await db.user.findUnique({ where: { id } });
  if (user === null) throw new NotFoundError("User");
  return user;
}

/**
 * The blocker's row, so that two devices cannot go beyond the bound together; and the direct conversation of the two: who
 * writes there under its lock has either committed before the block, or sees it.
 */
async function lockPeople(tx: Tx, userId: string, blockedId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT 1 FROM conversation WHERE direct_key = ${directKeyOf(userId, blockedId)} FOR UPDATE`;
  await lockUsers(tx, [userId]);
}
