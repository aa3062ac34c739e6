/** Who may see and do what with a message. */
import { may } from "../permissions.ts";
import type { ConversationRow, MemberRow, MessageRow } from "../rows.ts";
import { NO_REACTIONS } from "./reactions.ts";

/** A message as one member may see it. */
export interface MessageView extends MessageRow {
  /** From before the member may see: its place is shown, its content is not. */
  readonly isWithheld: boolean;
  /**
   * Whether who holds it may see what the members do with it, how far they have read it and who has reacted: the present
   * ones may, of what is not withheld.
   */
  readonly hasReceipts: boolean;
  /** What it refers to, as far as that came with it. */
  readonly related: readonly MessageView[];
  /** Deleted by who holds it, for themselves alone: withheld as well. Only an event leads to it. */
  readonly isDeletedForViewer: boolean;
}

/** What is left of a message's content where it is withheld or deleted; its place, and which thread it is in, stay. */
export const NO_CONTENT = {
  ...NO_REACTIONS,
  body: "",
  deletionReason: null,
  content: null,
  attachments: null,
  mentionScope: null,
  replyToId: null,
  forwardedId: null,
  forwardedSenderId: null,
  forwardedAt: null,
};

/** The part of a conversation's log whose content somebody may see. */
export interface Visibility {
  readonly fromSeq: number;
  /** The end of a membership that has ended; null while it lasts. What changed later is withheld. */
  readonly toSeq: number | null;
  /** Messages, by seq, that they deleted for themselves; absent: none. */
  readonly hiddenSeqs?: ReadonlySet<number>;
}

export const WHOLE: Visibility = { fromSeq: 0, toSeq: null };

export function viewMessage(
  message: MessageRow,
  visibility: Visibility,
  related: readonly MessageRow[] = [],
): MessageView {
  const { fromSeq, toSeq, hiddenSeqs } = visibility;
  const isDeletedForViewer = hiddenSeqs?.has(message.seq) ?? false;
  const isNewer = toSeq !== null && message.changedSeq > toSeq;
  if (isNewer)
    return {
      ...message,
      ...NO_CONTENT,
      replyCount: 0,
      lastReplyAt: null,
      pinnedSeq: null,
      related: [],
      isWithheld: true,
      hasReceipts: false,
      changedSeq: message.seq,
      editedAt: null,
      deletedAt: null,
      isDeletedForViewer,
    };
  const isWithheld = isDeletedForViewer || message.seq < fromSeq;
  if (isWithheld) {
    return { ...message, ...NO_CONTENT, isWithheld, hasReceipts: false, related: [], isDeletedForViewer };
  }
  const hasReceipts = toSeq === null;
  const views = related.map((each) => viewMessage(each, visibility));
  return { ...message, isWithheld, hasReceipts, related: views, isDeletedForViewer };
}

/** What somebody sent, to themselves after they have left: what it says now, and nothing of what others do with it. */
export function viewOwnAfterLeaving(message: MessageRow): MessageView {
  const view = viewMessage(message, WHOLE);
  return { ...view, ...NO_REACTIONS, replyCount: 0, lastReplyAt: null, pinnedSeq: null, hasReceipts: false };
}

/** Its sender, and whoever moderates the conversation. */
export function canDeleteMessage(member: MemberRow, message: Pick<MessageRow, "senderId">): boolean {
  return message.senderId === member.userId || may(member, "DELETE_MESSAGES");
}

/** Where everybody may, or to whoever moderates; the function send_messages says the same. */
export function canPost(
  { postingPolicy }: Pick<ConversationRow, "postingPolicy">,
  member: Pick<MemberRow, "role">,
): boolean {
  return postingPolicy === "EVERYONE" || may(member, "POST_ALWAYS");
}

/** The two of a direct conversation, and whoever moderates a group or a channel. */
export function canPinMessages(conversation: Pick<ConversationRow, "kind">, member: MemberRow): boolean {
  return conversation.kind === "DIRECT" || may(member, "PIN_MESSAGES");
}

/** In a group or a channel; the function send_messages says the same. */
export function canMentionEverybody(conversation: Pick<ConversationRow, "kind">, member: MemberRow): boolean {
  return conversation.kind !== "DIRECT" && may(member, "MENTION_EVERYBODY");
}
