/** Deletes what was somebody's alone, and makes useless what they gave to others. */
import type { Ports } from "../ports.ts";

/** Rows that one statement deletes. */
const DELETED_AT_ONCE = 1_000;

/**
 * Not what the log refers to: memberships, and who took part in a thread. False when `signal` has aborted before all were
 * gone.
 */
export async function forgetOwnRows({ db }: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  const whose = { where: { userId }, limit: DELETED_AT_ONCE };
  const deletions = [
    () => db.draft.deleteMany(whose),
    () => db.memberMark.deleteMany(whose),
    () => db.memberSetting.deleteMany(whose),
    () => db.hiddenMessage.deleteMany(whose),
    () => db.block.deleteMany(whose),
    () => db.privacySettings.deleteMany(whose),
    () => db.presence.deleteMany(whose),
    () => db.device.deleteMany(whose),
    () => db.notificationSettings.deleteMany(whose),
    () => db.notification.deleteMany(whose),
    () => db.notificationDigest.deleteMany(whose),
    () => db.userWord.deleteMany(whose),
    () => db.oneTimeToken.deleteMany(whose),
    () => db.creation.deleteMany({ where: { creatorId: userId }, limit: DELETED_AT_ONCE }),
  ];
  for (const deletion of deletions) {
    let deleted = DELETED_AT_ONCE;
    while (deleted === DELETED_AT_ONCE) {
      if (signal.aborted) return false;
      deleted = (await deletion()).count;
    }
  }
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
