/** The people a caller names for a conversation. */
import { InputValidationError, NotFoundError } from "../errors.ts";
import type { Db, Tx } from "../rows.ts";

/** People named in one call. */
export const USER_IDS_MAX = 100;

/** The ids, each once, in order; throws InputValidation naming `path` for too many. */
export function assertUserIds(path: string, ids: readonly string[]): string[] {
  if (ids.length > USER_IDS_MAX) {
    throw new InputValidationError([{ path: [path], message: `It names more than ${USER_IDS_MAX} people.` }]);
  }
  return [...new Set(ids)];
}

/** Throws NotFound("User") unless every id (each given once) is somebody's; an erased account is nobody's. */
export async function assertUsersExist(db: Db | Tx, userIds: readonly string[]): Promise<void> {
  const found = await db.user.count({ where: { id: { in: [...userIds] }, erasedAt: null } });
  if (found !== userIds.length) throw new NotFoundError("User");
}

/**
 * The same for who is about to be a member, until `tx` ends: whoever has them erased meanwhile waits, and finds the
 * membership. So nobody becomes a member behind an erasure. After the conversation's lock, in the order of their ids.
 */
export async function holdUsers(tx: Tx, userIds: readonly string[]): Promise<void> {
  const held = await tx.$queryRaw<object[]>`
    SELECT 1 FROM "user" WHERE id = ANY(${[...userIds]}::uuid[]) AND erased_at IS NULL ORDER BY id FOR KEY SHARE`;
  if (held.length !== userIds.length) throw new NotFoundError("User");
}
