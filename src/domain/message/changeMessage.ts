/** Changes a message under its conversation's lock: what every way of changing one begins with. */
import { NotFoundError } from "../errors.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type { MemberRow, MessageRow } from "../rows.ts";
import { findRelated } from "./findRelated.ts";
import { findVisibleMessage } from "./findVisibleMessage.ts";
import type { FindMessage } from "./findVisibleMessage.ts";

/** The message as it is under the lock, and the membership of who changes it, who may see its content. */
export interface LockedMessage {
  readonly write: ConversationWrite;
  readonly member: MemberRow;
  readonly message: MessageRow;
  /** What the message refers to. */
  readonly related: readonly MessageRow[];
}

/** Answers what `change` answers; NotFound("Message") for who may not see its content. */
export async function changeMessage<T>(
  ports: Ports,
  changerId: string,
  messageId: string,
  change: (locked: LockedMessage) => Promise<T>,
  find: FindMessage = findVisibleMessage,
): Promise<T> {
  const { conversationId } = await find(ports.db, changerId, messageId);
  return ports.log.change(conversationId, async (write) => {
    const member = await loadMemberInside(write, changerId);
    const message = await write.tx.message.findUnique({
      where: { id: messageId },
      omit: { inputHash: true },
    });
    if (message === null || message.seq < member.visibleFromSeq) throw new NotFoundError("Message");
    const related = await findRelated(write.tx, message);
    return change({ write, member, message, related });
  });
}
