/** Deletes what was somebody's alone. */
import { inChunks } from "../inChunks.ts";
import type { Ports } from "../ports.ts";

/**
 * Not what the log refers to: memberships, and who took part in a thread. In short statements; false when `signal` has
 * aborted before all were gone.
 */
export async function forgetOwnRows({ db }: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  const where = { userId };
  const changes: readonly Parameters<typeof inChunks>[0][] = [
    (limit) => db.draft.deleteMany({ where, limit }),
    (limit) => db.memberMark.deleteMany({ where, limit }),
    (limit) => db.memberSetting.deleteMany({ where, limit }),
    (limit) => db.hiddenMessage.deleteMany({ where, limit }),
    (limit) => db.block.deleteMany({ where, limit }),
    (limit) => db.privacySettings.deleteMany({ where, limit }),
    (limit) => db.presence.deleteMany({ where, limit }),
    (limit) => db.device.deleteMany({ where, limit }),
    (limit) => db.notificationSettings.deleteMany({ where, limit }),
    (limit) => db.notification.deleteMany({ where, limit }),
    (limit) => db.notificationDigest.deleteMany({ where, limit }),
    (limit) => db.userWord.deleteMany({ where, limit }),
    (limit) => db.oneTimeToken.deleteMany({ where, limit }),
    (limit) => db.creation.deleteMany({ where: { creatorId: userId }, limit }),
    (limit) =>
      db.threadMember.updateMany({
        where: { userId, isFollowing: true },
        data: { isFollowing: false },
        limit,
      }),
    // The files themselves go with their rows, which the cleaning deletes.
    (limit) =>
      db.attachment.updateMany({
        where: { ownerId: userId, filename: { not: "" } },
        data: { filename: "", expiresAt: new Date() },
        limit,
      }),
  ];
  for (const change of changes) await inChunks(change, signal);
  return !signal.aborted;
}
