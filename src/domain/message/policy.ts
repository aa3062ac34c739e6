/** Who may see and do what with a message. */
import type { MemberRow, MessageRow } from "../rows.ts";

/** A message as one member may see it. */
export interface MessageView extends MessageRow {
  /** From before the member may see: its place is shown, its content is not. */
  readonly isWithheld: boolean;
  /** Whether who holds it may see how far the members have read it: the present ones may, of what is not withheld. */
  readonly hasReceipts: boolean;
}

/** The part of a conversation's log whose content somebody may see. */
export interface Visibility {
  readonly fromSeq: number;
  /** The end of a membership that has ended; null while it lasts. What changed later is withheld. */
  readonly toSeq: number | null;
}

export const WHOLE: Visibility = { fromSeq: 0, toSeq: null };

/** What somebody sent, to themselves after they have left: all of it as it is now, and nothing of what others do with it. */
export const SENT_BEFORE_LEAVING: Visibility = { fromSeq: 0, toSeq: Number.MAX_SAFE_INTEGER };

export function viewMessage(message: MessageRow, { fromSeq, toSeq }: Visibility): MessageView {
  const isNewer = toSeq !== null && message.changedSeq > toSeq;
  if (isNewer)
    return {
      ...message,
      body: "",
      isWithheld: true,
      hasReceipts: false,
      changedSeq: message.seq,
      editedAt: null,
      deletedAt: null,
    };
  const isWithheld = message.seq < fromSeq;
  const hasReceipts = toSeq === null && !isWithheld;
  return { ...message, body: isWithheld ? "" : message.body, isWithheld, hasReceipts };
}

/** Its sender, and whoever moderates the conversation. */
export function canDeleteMessage(member: MemberRow, message: Pick<MessageRow, "senderId">): boolean {
  return message.senderId === member.userId || member.role !== "MEMBER";
}
