/** Who may see and do what with a message. */
import type { MemberRow, MessageRow } from "../rows.ts";

/** A message as one member may see it. */
export interface MessageView extends MessageRow {
  /** From before the member may see: its place is shown, its content is not. */
  readonly isWithheld: boolean;
}

/** The part of a conversation's log whose content somebody may see. */
export interface Visibility {
  readonly fromSeq: number;
  /** The end of a membership that has ended; null while it lasts. What changed later is withheld. */
  readonly toSeq: number | null;
}

export const WHOLE: Visibility = { fromSeq: 0, toSeq: null };

export function viewMessage(message: MessageRow, { fromSeq, toSeq }: Visibility): MessageView {
  const isNewer = toSeq !== null && message.changedSeq > toSeq;
  if (isNewer)
    return {
      ...message,
      body: "",
      isWithheld: true,
      changedSeq: message.seq,
      editedAt: null,
      deletedAt: null,
    };
  const isWithheld = message.seq < fromSeq;
  return { ...message, body: isWithheld ? "" : message.body, isWithheld };
}

/** Its sender, and whoever moderates the conversation. */
export function canDeleteMessage(member: MemberRow, message: Pick<MessageRow, "senderId">): boolean {
  return message.senderId === member.userId || member.role !== "MEMBER";
}
