/** Who may see and change a conversation. */
import { NotAllowedError } from "../errors.ts";
import { pending } from "../invitation/policy.ts";
import { may } from "../permissions.ts";
import type { ConversationRow, MemberRow } from "../rows.ts";

/** The conversations a person may see: those they are a member of now. */
export function visibleConversations(userId: string) {
  return { members: { some: { userId, removedSeq: null } } };
}

/** The conversations whose card a person may see: public ones, their own, and those they are invited to. */
export function visibleCards(userId: string, now: Date) {
  const isInvited = { invitations: { some: { userId, ...pending(now) } } };
  return { OR: [{ visibility: "PUBLIC" as const }, visibleConversations(userId), isInvited] };
}

/** What is shown of the rules to who may not know them. */
const UNTOLD_SETTINGS = {
  postingPolicy: "EVERYONE",
  visibility: "PRIVATE",
  historyVisibility: "ALL",
  historyLastN: 0,
  slowModeSeconds: 0,
  editWindowSeconds: 0,
  attachmentsMax: 30,
  attachmentBytesMax: 0,
  attachmentKinds: [],
  retentionDays: 0,
  customData: {},
} as const satisfies Partial<ConversationRow>;

/**
 * The conversation as somebody may see it who still holds it. To its members, as it is. To one whose membership has
 * ended, as it was at the end: when anything has happened since, what people wrote and counted is withheld.
 */
export function viewConversation(
  conversation: ConversationRow,
  member: Pick<MemberRow, "removedSeq"> | null,
): ConversationRow {
  if (member !== null && (member.removedSeq ?? Infinity) >= conversation.headSeq) return conversation;
  return {
    ...conversation,
    title: null,
    description: null,
    avatarUrl: null,
    avatarAttachmentId: null,
    ...UNTOLD_SETTINGS,
    headSeq: member?.removedSeq ?? 0,
    memberCount: 0,
  };
}

/** A direct conversation has nothing to set. */
export function canUpdateConversation(conversation: ConversationRow, member: MemberRow): boolean {
  return conversation.kind !== "DIRECT" && may(member, "UPDATE_CONVERSATION");
}

export function assertCanUpdateConversation(conversation: ConversationRow, member: MemberRow): void {
  if (canUpdateConversation(conversation, member)) return;
  throw new NotAllowedError("Only its owners and admins may change a conversation.");
}
