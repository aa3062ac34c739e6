/**
 * What a send costs through Prisma: the four paragraphs of `send_messages` (lock, retry, rules, write) as the textbook
 * writes them, an interactive transaction with one round trip for each. Same promise, same tables, same bare front.
 */
import { connectDatabase } from "../../src/storage/database.ts";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import type { StartServer } from "../support/serverModule.ts";
import { serveSends } from "./sendEndpoint.ts";
import type { Send, Sent } from "./sendEndpoint.ts";

interface Locked {
  readonly head_seq: number;
  readonly posting_policy: "EVERYONE" | "MODERATORS";
  readonly now: Date;
}

export const start: StartServer = ({ databaseUrl, poolMax }) => {
  const database = connectDatabase({ databaseUrl, poolMax, onIdleError: report });
  const { prisma } = database;

  function send({ conversationId, senderId, clientKey, body }: Send): Promise<Sent> {
    const inputHash = hashInput([body]);
    return prisma.$transaction(async (tx) => {
      // The lock.
      const [conversation] = await tx.$queryRaw<Locked[]>`
        SELECT head_seq, posting_policy::text, clock_timestamp() AS now
        FROM conversation WHERE id = ${conversationId}::uuid FOR UPDATE`;
      if (conversation === undefined) throw new Error("NOT_FOUND");

      // The retry.
      const known = await tx.message.findUnique({
        where: { senderId_conversationId_clientKey: { senderId, conversationId, clientKey } },
      });
      if (known !== null) {
        if (Buffer.compare(known.inputHash, inputHash) !== 0) throw new Error("CONFLICT");
        return toSent(known);
      }

      // The rules.
      const member = await tx.member.findUnique({
        where: { conversationId_userId: { conversationId, userId: senderId }, removedSeq: null },
      });
      if (member === null) throw new Error("NOT_FOUND");
      if (member.silencedUntil !== null && member.silencedUntil > conversation.now)
        throw new Error("SILENCED");
      if (conversation.posting_policy === "MODERATORS" && member.role === "MEMBER") {
        throw new Error("POSTING_RESTRICTED");
      }

      // The write: message, event, head.
      const seq = conversation.head_seq + 1;
      const createdAt = conversation.now;
      const message = await tx.message.create({
        data: {
          id: newId(),
          conversationId,
          seq,
          changedSeq: seq,
          senderId,
          clientKey,
          inputHash,
          body,
          createdAt,
        },
      });
      await tx.event.create({
        data: {
          conversationId,
          seq,
          kind: "MESSAGE_SENT",
          actorId: senderId,
          payload: { messageId: message.id },
          occurredAt: createdAt,
        },
        select: { seq: true },
      });
      // By hand, because Prisma has no word for the transaction's own id.
      await tx.$executeRaw`
        UPDATE conversation SET head_seq = ${seq}, head_xid = pg_current_xact_id(), last_activity_at = ${createdAt}
        WHERE id = ${conversationId}::uuid`;
      return toSent(message);
    });
  }

  return serveSends(send, async () => {
    await database[Symbol.asyncDispose]();
  });
};

function toSent({ id, seq, createdAt }: Required<Sent>): Sent {
  return { id, seq, createdAt };
}

function report(error: Error): void {
  process.stderr.write(`${String(error)}\n`);
}
