/** What a conversation is after an event: so that what is delivered live is shown beside it without a read. */
import type { ConversationEvent } from "../domain/events.ts";
import type { ConversationRow } from "../domain/rows.ts";

/** The conversation after one event more. Rows that were read from the table may be newer: so a heal rebases. */
export function withEvent(conversation: ConversationRow, event: ConversationEvent): ConversationRow {
  const headSeq = event.seq;
  switch (event.kind) {
    case "CONVERSATION_CREATED":
    case "CONVERSATION_UPDATED":
      return { ...event.conversation, headSeq };
    case "MEMBER_JOINED":
      return { ...conversation, headSeq, memberCount: conversation.memberCount + 1 };
    case "MEMBER_LEFT":
      return { ...conversation, headSeq, memberCount: conversation.memberCount - 1 };
    case "MEMBER_ROLE_CHANGED":
    case "MEMBER_MUTED":
    case "MEMBER_UNMUTED":
    case "MEMBER_BANNED":
    case "MEMBER_UNBANNED":
    case "MEMBER_INVITED":
    case "INVITATION_ENDED":
    case "MESSAGE_SENT":
    case "MESSAGE_EDITED":
    case "MESSAGE_DELETED":
    case "MESSAGE_PINNED":
    case "MESSAGE_UNPINNED":
    case "REACTION_ADDED":
    case "REACTION_REMOVED":
    case "MESSAGES_REMOVED":
      return { ...conversation, headSeq };
  }
}
