/**
 * Takes everything that somebody left behind out of the server, in parts of one short transaction each.
 *
 *     conversation by conversation, in the order of their ids: leave it, remove what they sent and what was forwarded of it
 *     what was forwarded since
 *     reactions, invitations
 *     what they wrote as a reporter or a moderator, what was theirs alone, and the files of their exports
 *
 * Each part looks at what is left to do, so it goes on wherever it was interrupted, also by a kill, and says nothing twice.
 * It ends when nothing has been found for a while: a request that was under way may still write, and somebody may forward
 * what they have read just before it was removed.
 * What stays: places in the order, the nameless row, and who did what to whom by a role (ids).
 */
import { NO_ID } from "../../lib/ids.ts";
import { removeDataExportsOf } from "../dataExport/removeDataExports.ts";
import type { Ports } from "../ports.ts";
import type { Db, ErasureRow } from "../rows.ts";
import { declineInvitations } from "./declineInvitations.ts";
import { forgetOwnRows } from "./forgetOwnRows.ts";
import { forgetWords } from "./forgetWords.ts";
import { leaveForGood } from "./leaveForGood.ts";
import { removeReactions } from "./removeReactions.ts";
import { removeSent } from "./removeSent.ts";

/** What was under way, on whichever process, is over by then: a send waits for 8 s at most, and each statement takes 6. */
export const SETTLED_MS = 30_000;

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
    walk,
    revisit,
    removeReactions,
    declineInvitations,
    forgetWords,
    forgetOwnRows,
    removeDataExportsOf,
  ];
  for (const step of steps) if (!(await step(ports, userId, signal))) return false;

  return settle(ports.db, userId, now);
}

/** Whether it is over: nothing has been found since a pass that ended long enough ago. */
async function settle(db: Db, userId: string, now: Date): Promise<boolean> {
  const { settlingSince } = await db.erasure.findUniqueOrThrow({ where: { userId } });
  if (settlingSince === null) {
    await db.erasure.updateMany({ where: { userId, settlingSince: null }, data: { settlingSince: now } });
    return false;
  }
  if (now.getTime() < settlingSince.getTime() + SETTLED_MS) return false;
  await db.erasure.updateMany({ where: { userId, finishedAt: null }, data: { finishedAt: now } });
  return true;
}

/** Something was found: what is under way now may be of it. */
async function unsettle(db: Db, userId: string): Promise<void> {
  await db.erasure.updateMany({
    where: { userId, settlingSince: { not: null } },
    data: { settlingSince: null },
  });
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

/** Conversation by conversation. How far it has got is kept with the erasure, and told. */
async function walk(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const erasure = await ports.db.erasure.findUniqueOrThrow({ where: { userId } });
    const after = erasure.afterConversationId;
    const next = await findNext(ports.db, userId, after ?? NO_ID);
    if (next === null) return true;
    if (!(await leaveNothing(ports, userId, next, signal))) return false;
    // Whoever else works on it has counted this one.
    await ports.db.erasure.updateMany({
      where: { userId, afterConversationId: after },
      data: { afterConversationId: next, done: { increment: 1 } },
    });
  }
  return false;
}

/** What others have forwarded since the walk had passed. No membership has begun since the request: see `holdUsers`. */
async function revisit(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const next = await ports.db.message.findFirst({
      where: { forwardedSenderId: userId },
      select: { conversationId: true },
    });
    if (next === null) return true;
    if (!(await leaveNothing(ports, userId, next.conversationId, signal))) return false;
  }
  return false;
}

async function leaveNothing(
  ports: Ports,
  userId: string,
  conversationId: string,
  signal: AbortSignal,
): Promise<boolean> {
  await unsettle(ports.db, userId);
  // First: from then on they send nothing there.
  await leaveForGood(ports, userId, conversationId);
  return removeSent(ports, userId, conversationId, signal);
}

/** The first of the person's conversations behind `after`: theirs, now or ever; and those with what was forwarded of theirs. */
async function findNext(db: Db, userId: string, after: string): Promise<string | null> {
  const [next] = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM (
      (
        SELECT conversation_id AS id FROM member
        WHERE user_id = ${userId}::uuid AND conversation_id > ${after}::uuid
        ORDER BY conversation_id LIMIT 1
      ) UNION ALL (
        SELECT conversation_id FROM message
        WHERE forwarded_sender_id = ${userId}::uuid AND conversation_id > ${after}::uuid
        ORDER BY conversation_id LIMIT 1
      )
    ) next
    ORDER BY id LIMIT 1`;
  return next?.id ?? null;
}
