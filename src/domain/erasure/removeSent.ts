/** Removes of one conversation what somebody sent there, and what others forwarded of theirs. */
import type { Ports } from "../ports.ts";
import { REMOVED_MAX } from "../removal/rule.ts";
import type { Db } from "../rows.ts";
import { removePlaces } from "./removePlaces.ts";

/** Messages of one sender that are read together each time: their index has no order of places. */
const FEW_MAX = 1_000;
/** Places of everybody that one statement looks at, where one sender has more than that. */
const PLACES_MAX = 10_000;

/** How far it has got, for who goes on behind it. */
export interface Passed {
  /** Up to this place nothing of theirs is left. */
  readonly afterSeq: number;
  readonly onPassed: (seq: number) => Promise<void>;
}

interface Span {
  readonly userId: string;
  readonly conversationId: string;
  readonly after: number;
  readonly through: number;
}

/**
 * In chunks of one short transaction each, and each found by one statement that reads PLACES_MAX rows at most, wherever in
 * the conversation it stands. False when `signal` has aborted before all were gone. They have left: behind the head of now
 * there is only what is forwarded meanwhile.
 */
export async function removeSent(
  ports: Ports,
  userId: string,
  conversationId: string,
  { afterSeq, onPassed }: Passed,
  signal: AbortSignal,
): Promise<boolean> {
  const areFew = await sentFew(ports.db, userId, conversationId);
  const headSeq = await findHead(ports.db, conversationId);
  let after = afterSeq;
  while (after < headSeq) {
    if (signal.aborted) return false;
    const through = areFew ? headSeq : Math.min(after + PLACES_MAX, headSeq);
    const span = { userId, conversationId, after, through };
    const seqs = await (areFew ? findFew : findWithin)(ports.db, span);
    if (seqs.length > 0) {
      const taken = await removePlaces(ports, userId, conversationId, seqs);
      if (taken === null) return true;
      const isAll = taken === seqs.length && seqs.length < REMOVED_MAX;
      after = isAll ? through : (seqs[taken - 1] ?? after);
    } else {
      after = through;
    }
    await onPassed(after);
  }
  return true;
}

async function findHead(db: Db, id: string): Promise<number> {
  const conversation = await db.conversation.findUnique({ where: { id }, select: { headSeq: true } });
  return conversation?.headSeq ?? 0;
}

/** Whether it is at most FEW_MAX, deleted ones included. In the order of their index, so that no other one is walked. */
async function sentFew(db: Db, userId: string, conversationId: string): Promise<boolean> {
  const [{ count } = { count: 0 }] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (
      SELECT FROM message
      WHERE sender_id = ${userId}::uuid AND conversation_id = ${conversationId}::uuid
      ORDER BY client_key LIMIT ${FEW_MAX + 1}
    ) sent`;
  return count <= FEW_MAX;
}

/** The first of those that stand, in order: by the indexes of senders, and of senders of what is forwarded. */
async function findFew(db: Db, { userId, conversationId, after, through }: Span): Promise<number[]> {
  const rows = await db.$queryRaw<{ seq: number }[]>`
    SELECT seq FROM (
      SELECT seq, deleted_at FROM message
      WHERE sender_id = ${userId}::uuid AND conversation_id = ${conversationId}::uuid
      ORDER BY client_key LIMIT ${FEW_MAX}
    ) sent
    WHERE seq > ${after}::int AND seq <= ${through}::int AND deleted_at IS NULL
    UNION (
      SELECT seq FROM message
      WHERE forwarded_sender_id = ${userId}::uuid AND conversation_id = ${conversationId}::uuid
        AND seq > ${after}::int AND seq <= ${through}::int
      ORDER BY seq LIMIT ${REMOVED_MAX}
    )
    ORDER BY seq LIMIT ${REMOVED_MAX}`;
  return rows.map(({ seq }) => seq);
}

/** The same by the places, everybody's, up to the last of those that it finds. */
async function findWithin(db: Db, { userId, conversationId, after, through }: Span): Promise<number[]> {
  const rows = await db.$queryRaw<{ seq: number }[]>`
    SELECT seq FROM (
      SELECT seq, sender_id, forwarded_sender_id, deleted_at FROM message
      WHERE conversation_id = ${conversationId}::uuid AND seq > ${after}::int AND seq <= ${through}::int
      ORDER BY seq OFFSET 0
    ) place
    WHERE (sender_id = ${userId}::uuid OR forwarded_sender_id = ${userId}::uuid) AND deleted_at IS NULL
    ORDER BY seq LIMIT ${REMOVED_MAX}`;
  return rows.map(({ seq }) => seq);
}
