/** Deletes what was somebody's alone, and makes useless what they gave to others. */
import { inChunks } from "../inChunks.ts";
import type { Ports } from "../ports.ts";

/**
 * Not what the log refers to: memberships, and who took part in a thread. False when `signal` has aborted before all were
 * gone.
 */
export async function forgetOwnRows({ db }: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  const where = { userId };
  const deletions = [
    (limit: number) => db.draft.deleteMany({ where, limit }),
    (limit: number) => db.memberMark.deleteMany({ where, limit }),
    (limit: number) => db.memberSetting.deleteMany({ where, limit }),
    (limit: number) => db.hiddenMessage.deleteMany({ where, limit }),
    (limit: number) => db.block.deleteMany({ where, limit }),
    (limit: number) => db.privacySettings.deleteMany({ where, limit }),
    (limit: number) => db.presence.deleteMany({ where, limit }),
    (limit: number) => db.userWord.deleteMany({ where, limit }),
    (limit: number) => db.oneTimeToken.deleteMany({ where, limit }),
    (limit: number) => db.creation.deleteMany({ where: { creatorId: userId }, limit }),
  ];
  for (const deletion of deletions) await inChunks(deletion, signal);
  if (signal.aborted) return false;
  await db.threadMember.updateMany({ where: { userId, isFollowing: true }, data: { isFollowing: false } });
  // The files themselves go with their rows, which the cleaning deletes.
  await db.attachment.updateMany({
    where: { ownerId: userId, filename: { not: "" } },
    data: { filename: "", expiresAt: new Date() },
  });
  await db.inviteLink.updateMany({
    where: { createdById: userId, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return true;
}
