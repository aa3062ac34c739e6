/** Takes somebody out of their conversations, one after another, with what they sent there and the picture they gave it. */
import { NO_ID } from "../../lib/ids.ts";
import type { Ports } from "../ports.ts";
import type { Db } from "../rows.ts";
import { leaveForGood } from "./leaveForGood.ts";
import { removePicture } from "./removePicture.ts";
import { removeSent } from "./removeSent.ts";
import { unsettle } from "./settle.ts";

interface Place {
  readonly conversationId: string;
  readonly seq: number;
}

/**
 * In the order of their ids. How far it has got, in which of them, is kept with the erasure: it goes on there wherever it was
 * interrupted. Two that walk at once count each conversation once. False when `signal` has aborted before the last.
 */
export async function walkConversations(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const place = await findPlace(ports.db, userId);
    if (place === null) return true;
    const { conversationId } = place;
    await unsettle(ports.db, userId);
    // First: from then on they send nothing there.
    await leaveForGood(ports, userId, conversationId);
    await removePicture(ports, userId, conversationId);
    const passed = {
      afterSeq: place.seq,
      onPassed: async (seq: number): Promise<void> => {
        await ports.db.erasure.updateMany({
          where: { userId, afterConversationId: conversationId, afterSeq: { lt: seq } },
          data: { afterSeq: seq },
        });
      },
    };
    if (!(await removeSent(ports, userId, conversationId, passed, signal))) return false;
    await ports.db.erasure.updateMany({
      where: { userId, afterConversationId: conversationId, afterSeq: { not: null } },
      data: { afterSeq: null, done: { increment: 1 } },
    });
  }
  return false;
}

/** Where it goes on: in the conversation that it is in, or at the beginning of the next. Null: it has passed the last. */
async function findPlace(db: Db, userId: string): Promise<Place | null> {
  const erasure = await db.erasure.findUniqueOrThrow({ where: { userId } });
  const { afterConversationId: last, afterSeq } = erasure;
  if (last !== null && afterSeq !== null) return { conversationId: last, seq: afterSeq };
  const next = await findNext(db, userId, last ?? NO_ID);
  if (next === null) return null;
  await db.erasure.updateMany({
    where: { userId, afterConversationId: last, afterSeq: null },
    data: { afterConversationId: next, afterSeq: 0 },
  });
  return { conversationId: next, seq: 0 };
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
