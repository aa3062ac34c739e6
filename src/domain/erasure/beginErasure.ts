/** Takes an account from its person at once: what asking for one's own erasure and erasing somebody have in common. */
import { identityHashOf } from "../account/admitExternalUser.ts";
import { endSessions } from "../account/endSessions.ts";
import { addJob } from "../job/addJob.ts";
import type { ErasureRow, ProfileRow, Tx } from "../rows.ts";
import { namelessProfile } from "./nameless.ts";
import { revokeFirstInviteLinks } from "./revokeInviteLinks.ts";

export interface BegunErasure {
  readonly erasure: ErasureRow;
  /** To be told after the commit, as the ids are. */
  readonly profile: ProfileRow;
  /** Of sessions, and the user's own for sign-ins without one: see `Accounts.onSessionsRevoked`. */
  readonly endedIds: readonly string[];
}

/**
 * From the commit on nobody signs in, nobody finds the person or joins by their links, no membership of theirs
 * begins, and the profile shows nobody. All else is the job's, which is added with it. The account's row is locked, and the account not erased yet.
 */
export async function beginErasure(
  tx: Tx,
  userId: string,
  { receiptHash, now }: { readonly receiptHash: Uint8Array<ArrayBuffer>; readonly now: Date },
): Promise<BegunErasure> {
  // Waits for whoever is making a member of them (`holdUsers`): who comes later is refused.
  await tx.$queryRaw`SELECT 1 FROM "user" WHERE id = ${userId}::uuid FOR UPDATE`;
  const ended = await endSessions(tx, { userId });
  const profile = await tx.user.update({
    where: { id: userId, erasedAt: null },
    data: {
      ...namelessProfile(userId),
      email: null,
      emailVerifiedAt: null,
      passwordHash: null,
      serverRole: "USER",
      usernameChangedAt: null,
      erasedAt: now,
    },
  });
  await forgetSignIns(tx, userId, now);
  // Behind the profile, whose trigger has written the words of its new names.
  await tx.userWord.deleteMany({ where: { userId } });
  await tx.presence.deleteMany({ where: { userId } });
  await revokeFirstInviteLinks(tx, userId, now);
  // Those of sign-ins without a session.
  await tx.device.deleteMany({ where: { userId } });

  const erasure = await tx.erasure.create({ data: { userId, receiptHash, requestedAt: now } });
  await addJob(tx, { name: "eraseAccount", key: userId });
  return { erasure, profile, endedIds: [...ended.map(({ id }) => id), userId] };
}

/**
 * Sessions stay for a month, as ended ones do, and say no longer from where they were: other processes find by them what
 * has ended. That an external provider signed the person in is kept as a hash.
 */
async function forgetSignIns(tx: Tx, userId: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { userId }, data: { userAgent: null, address: null } });
  await tx.oneTimeToken.deleteMany({ where: { userId } });
  for (const identity of await tx.externalIdentity.findMany({ where: { userId } })) {
    const hash = identityHashOf(identity);
    const erased = { hash, erasedAt: now };
    await tx.erasedIdentity.upsert({ where: { hash }, create: erased, update: erased });
  }
  await tx.externalIdentity.deleteMany({ where: { userId } });
}
