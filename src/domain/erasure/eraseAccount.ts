/**
 * Takes everything that somebody left behind out of the server, in parts of one short transaction each.
 *
 *     the invite links that are left
 *     conversation by conversation, in the order of their ids: leave it, remove its picture where it is their
 *     file, what they sent and what was forwarded of it
 *     what was forwarded since
 *     reactions, invitations
 *     what they wrote as a reporter or a moderator, what was theirs alone, and the files of their exports
 *
 * Each part looks at what is left to do, so it goes on wherever it was interrupted, also by a kill, and says nothing twice.
 * It ends when nothing has been found for a while: a request that was under way may still write, and somebody may forward
 * what they have read just before it was removed.
 * What stays: places in the order, the nameless row, and who did what to whom by a role (ids).
 */
import { removeDataExportsOf } from "../dataExport/removeDataExports.ts";
import type { Ports } from "../ports.ts";
import type { Db, ErasureRow } from "../rows.ts";
import { declineInvitations } from "./declineInvitations.ts";
import { forgetOwnRows } from "./forgetOwnRows.ts";
import { forgetWords } from "./forgetWords.ts";
import { removeForwarded } from "./removeForwarded.ts";
import { removeReactions } from "./removeReactions.ts";
import { revokeInviteLinks } from "./revokeInviteLinks.ts";
import { settle } from "./settle.ts";
import { walkConversations } from "./walkConversations.ts";

/** False where there is more to do: the signal has aborted, or it is too early to be sure that nothing comes behind. */
export async function eraseAccount(
  ports: Ports,
  userId: string,
  { now }: { readonly now: Date },
  signal: AbortSignal,
): Promise<boolean> {
  const erasure = await begin(ports.db, userId);
  if (erasure === null || erasure.finishedAt !== null) return true;
  const steps = [
    revokeInviteLinks,
    walkConversations,
    removeForwarded,
    removeReactions,
    declineInvitations,
    forgetWords,
    forgetOwnRows,
    removeDataExportsOf,
  ];
  for (const step of steps) if (!(await step(ports, userId, signal))) return false;

  return settle(ports.db, userId, now);
}

/** Counts once what there is to do. */
async function begin(db: Db, userId: string): Promise<ErasureRow | null> {
  const erasure = await db.erasure.findUnique({ where: { userId } });
  if (erasure === null || erasure.total > 0) return erasure;
  const [{ count } = { count: 0 }] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT conversation_id FROM member WHERE user_id = ${userId}::uuid
      UNION
      SELECT conversation_id FROM message WHERE forwarded_sender_id = ${userId}::uuid
    ) conversations`;
  // One more for what is in no conversation.
  await db.erasure.updateMany({ where: { userId, total: 0 }, data: { total: count + 1 } });
  return db.erasure.findUnique({ where: { userId } });
}
