/** Takes back what somebody put on the messages of others. */
import { findRelated } from "../message/findRelated.ts";
import { withoutReaction } from "../message/reactions.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import { unlessGone } from "./unlessGone.ts";

/** Reactions looked up by one statement, and taken back in one transaction for each conversation: a few statements each. */
const REACTIONS_AT_ONCE = 10;

/** Each as `removeReaction` does it, event for event; false when `signal` has aborted before. */
export async function removeReactions(ports: Ports, userId: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const reactions = await ports.db.reaction.findMany({
      where: { userId },
      take: REACTIONS_AT_ONCE,
      select: { messageId: true, message: { select: { conversationId: true } } },
    });
    if (reactions.length === 0) return true;
    const byConversation = Map.groupBy(reactions, ({ message }) => message.conversationId);
    for (const [conversationId, own] of byConversation) {
      const messageIds = new Set(own.map(({ messageId }) => messageId));
      const taking = ports.log.change(conversationId, async (write) => {
        for (const messageId of messageIds) await takeBack(write, userId, messageId);
      });
      await unlessGone(taking);
    }
  }
  return false;
}

async function takeBack(write: ConversationWrite, userId: string, messageId: string): Promise<void> {
  const { tx } = write;
  const reactions = await tx.reaction.findMany({ where: { messageId, userId } });
  for (const { emoji } of reactions) {
    const message = await tx.message.findUniqueOrThrow({
      where: { id: messageId },
      omit: { inputHash: true },
    });
    await tx.reaction.deleteMany({ where: { messageId, userId, emoji } });
    const unreacted = await tx.message.update({
      where: { id: messageId },
      data: { ...withoutReaction(message, emoji), changedSeq: write.nextSeq },
      omit: { inputHash: true },
    });
    const related = await findRelated(tx, unreacted);
    write.append(userId, { kind: "REACTION_REMOVED", message: unreacted, related, emoji });
  }
}
