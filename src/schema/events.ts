/** The events of a conversation's log, one type per kind. `docs/EVENTS.md` tells what each means for a client. */
import type { EventItem } from "../domain/streams.ts";
import { viewConversation } from "../domain/conversation/policy.ts";
import { viewMemberOf } from "../domain/member/policy.ts";
import { viewMessage } from "../domain/message/policy.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { ConversationRow, EventKind, MemberRow, ProfileRow } from "../domain/rows.ts";
import { NO_ID } from "../lib/ids.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation } from "./conversation.ts";
import { loadEventItems } from "./eventNodes.ts";
import { loadConversation, loadUser } from "./links.ts";
import { Member, MemberRole } from "./member.ts";
import { Message } from "./message.ts";
import { encodeNodeId } from "./nodeId.ts";
import { User } from "./user.ts";

export const ConversationEvent = builder.interfaceRef<EventItem>("ConversationEvent").implement({
  description: "One change in a conversation, at one place in the one order that every member sees.",
  fields: (t) => ({
    id: t.id({
      description: "Global id; the same event has the same id on every stream.",
      resolve: ({ event }) => encodeNodeId(EVENT_TYPES[event.kind], `${event.conversationId}:${event.seq}`),
    }),
    seq: t.int({
      description: "1, 2, 3 … in its conversation, without gaps, in the order of commits.",
      resolve: ({ event }) => event.seq,
    }),
    cursor: t.field({
      type: "Cursor",
      description: "Resumes `conversationEvents` of this conversation after this event.",
      resolve: ({ cursor }) => cursor,
    }),
    occurredAt: t.field({
      type: "DateTime",
      description: "When it was committed.",
      resolve: ({ event }) => event.occurredAt,
    }),
    actor: t.field({
      type: User,
      nullable: true,
      description: "Who did it; null for what the server did by itself.",
      resolve: ({ event }, _args, context) =>
        event.actorId === NO_ID ? null : loadUser(context, event.actorId),
    }),
    conversation: t.field({
      type: Conversation,
      description: "Where, as it is now.",
      resolve: ({ event }, _args, context) => loadConversation(context, event.conversationId),
    }),
  }),
  resolveType: ({ event }) => EVENT_TYPES[event.kind],
});

export const EVENT_TYPES = {
  CONVERSATION_CREATED: "ConversationCreated",
  CONVERSATION_UPDATED: "ConversationUpdated",
  MEMBER_JOINED: "MemberJoined",
  MEMBER_LEFT: "MemberLeft",
  MEMBER_ROLE_CHANGED: "MemberRoleChanged",
  MEMBER_MUTED: "MemberMuted",
  MEMBER_UNMUTED: "MemberUnmuted",
  MEMBER_BANNED: "MemberBanned",
  MEMBER_UNBANNED: "MemberUnbanned",
  MEMBER_INVITED: "MemberInvited",
  INVITATION_ENDED: "InvitationEnded",
  MESSAGE_SENT: "MessageSent",
  MESSAGE_EDITED: "MessageEdited",
  MESSAGE_DELETED: "MessageDeleted",
  MESSAGE_PINNED: "MessagePinned",
  MESSAGE_UNPINNED: "MessageUnpinned",
  REACTION_ADDED: "ReactionAdded",
  REACTION_REMOVED: "ReactionRemoved",
  MESSAGES_REMOVED: "MessagesRemoved",
} as const satisfies Record<EventKind, string>;

function messageOf({ event, visibility }: EventItem): MessageView {
  if (!("message" in event)) throw new Error(`${event.kind} carries no message.`);
  return viewMessage(event.message, visibility, event.related);
}

function memberOf({ event, visibility }: EventItem): MemberRow {
  if (!("member" in event)) throw new Error(`${event.kind} carries no member.`);
  return viewMemberOf(event, visibility.toSeq);
}

function conversationOf({ event, visibility }: EventItem): ConversationRow {
  if (event.kind !== "CONVERSATION_CREATED" && event.kind !== "CONVERSATION_UPDATED") {
    throw new Error(`${event.kind} carries no conversation.`);
  }
  return viewConversation(event.conversation, { removedSeq: visibility.toSeq });
}

function userOf({ event }: EventItem, _args: object, context: Context): Promise<ProfileRow> {
  if (!("userId" in event)) throw new Error(`${event.kind} names nobody.`);
  return loadUser(context, event.userId);
}

type EventName = (typeof EVENT_TYPES)[EventKind];

/** A type of the log; what its event carries is added by the caller. */
export function eventType(name: EventName, description: string) {
  const ref = builder.objectRef<EventItem>(name);
  builder.node(ref, {
    name: nodeType(name),
    description,
    interfaces: [ConversationEvent],
    id: { description: "Global id.", resolve: ({ event }) => `${event.conversationId}:${event.seq}` },
    loadManyWithoutCache: (ids, context) =>
      loadEventItems(context, ids, (item) => EVENT_TYPES[item.event.kind] === name),
  });
  return ref;
}

export const ConversationCreated = eventType(
  "ConversationCreated",
  "The conversation was made, with its first members.",
);
builder.objectField(ConversationCreated, "createdConversation", (t) =>
  t.field({ type: Conversation, description: "As it is known to the log now.", resolve: conversationOf }),
);

export const ConversationUpdated = eventType(
  "ConversationUpdated",
  "Title, description, picture, or one of its rules changed.",
);
builder.objectField(ConversationUpdated, "updatedConversation", (t) =>
  t.field({ type: Conversation, description: "With the change.", resolve: conversationOf }),
);

export const MemberJoined = eventType(
  "MemberJoined",
  "Somebody was added, joined, or came back; `actor` tells which.",
);
export const MemberLeft = eventType(
  "MemberLeft",
  "Somebody left or was removed; `actor` tells which. The last event that this member gets.",
);
export const MemberRoleChanged = eventType("MemberRoleChanged", "A member's role changed.");
export const MemberMuted = eventType(
  "MemberMuted",
  "A moderator muted a member: until then the member reads and cannot send.",
);
export const MemberUnmuted = eventType("MemberUnmuted", "A moderator ended a member's mute before its time.");
for (const ref of [MemberJoined, MemberLeft, MemberRoleChanged, MemberMuted, MemberUnmuted]) {
  builder.objectField(ref, "member", (t) =>
    t.field({ type: Member, description: "Whose membership changed.", resolve: memberOf }),
  );
}
builder.objectField(MemberRoleChanged, "role", (t) =>
  t.field({
    type: MemberRole,
    description: "The role this event gave; `member.role` may be newer.",
    resolve: (item) => (item.event.kind === "MEMBER_ROLE_CHANGED" ? item.event.role : memberOf(item).role),
  }),
);

builder.objectField(MemberMuted, "silencedUntil", (t) =>
  t.field({
    type: "DateTime",
    description: "Until when, as this event set it; `member.silencedUntil` may be newer.",
    resolve: ({ event }) => {
      if (event.kind !== "MEMBER_MUTED") throw new Error(`${event.kind} mutes nobody.`);
      return event.silencedUntil;
    },
  }),
);

export const MemberBanned = eventType(
  "MemberBanned",
  "A moderator banned somebody, who can neither be added nor join until the ban ends. Of a member, `MemberLeft` follows.",
);
builder.objectFields(MemberBanned, (t) => ({
  bannedUser: t.field({ type: User, description: "Who is banned.", resolve: userOf }),
  bannedUntil: t.field({
    type: "DateTime",
    nullable: true,
    description: "When the ban ends, as this event set it; null for one without an end.",
    resolve: ({ event }) => (event.kind === "MEMBER_BANNED" ? event.bannedUntil : null),
  }),
}));

export const MemberUnbanned = eventType(
  "MemberUnbanned",
  "A moderator ended a ban before its time. Nobody is told of one that ends by itself.",
);
builder.objectField(MemberUnbanned, "unbannedUser", (t) =>
  t.field({ type: User, description: "Who may come back.", resolve: userOf }),
);

export const MemberInvited = eventType(
  "MemberInvited",
  "Somebody was invited, or the end of a pending invitation was set. It ends with `InvitationEnded`, `MemberJoined` or `MemberBanned` of that person, or by itself.",
);
builder.objectFields(MemberInvited, (t) => ({
  invitedUser: t.field({ type: User, description: "Who may become a member.", resolve: userOf }),
  invitationId: t.id({
    description: "Id of the `Invitation`, for `revokeInvitation`.",
    resolve: ({ event }) => invitationIdOf(event),
  }),
  expiresAt: t.field({
    type: "DateTime",
    description: "Until when it can be accepted.",
    resolve: ({ event }) => {
      if (event.kind !== "MEMBER_INVITED") throw new Error(`${event.kind} invites nobody.`);
      return event.expiresAt;
    },
  }),
}));

export const InvitationEnded = eventType(
  "InvitationEnded",
  "An invitation was declined, or revoked; `actor` tells which.",
);
builder.objectFields(InvitationEnded, (t) => ({
  invitedUser: t.field({ type: User, description: "Who was invited.", resolve: userOf }),
  invitationId: t.id({
    description: "Id of the `Invitation` that is none any more.",
    resolve: ({ event }) => invitationIdOf(event),
  }),
}));

function invitationIdOf(event: EventItem["event"]): string {
  if (!("invitationId" in event)) throw new Error(`${event.kind} names no invitation.`);
  return encodeNodeId("Invitation", event.invitationId);
}

export const MessageSent = eventType("MessageSent", "A message was sent.");
builder.objectField(MessageSent, "sentMessage", (t) =>
  t.field({ type: Message, description: "As it is now, when this event is replayed.", resolve: messageOf }),
);

export const MessageEdited = eventType("MessageEdited", "A message's body changed.");
builder.objectField(MessageEdited, "editedMessage", (t) =>
  t.field({ type: Message, description: "With its new body.", resolve: messageOf }),
);

export const MessageDeleted = eventType("MessageDeleted", "A message was deleted for everyone.");
builder.objectFields(MessageDeleted, (t) => ({
  deletedMessage: t.field({
    type: Message,
    description: "What is left: its place, its sender, an empty body.",
    resolve: messageOf,
  }),
  moderationReason: t.string({
    nullable: true,
    description: "Why a moderator deleted it; null where its sender did, and where none was given.",
    resolve: (item) => messageOf(item).deletionReason,
  }),
}));

export const MessagePinned = eventType("MessagePinned", "A message was pinned.");
builder.objectField(MessagePinned, "pinnedMessage", (t) =>
  t.field({ type: Message, description: "Which one.", resolve: messageOf }),
);

export const MessageUnpinned = eventType("MessageUnpinned", "A message was taken from the pinned ones.");
builder.objectField(MessageUnpinned, "unpinnedMessage", (t) =>
  t.field({ type: Message, description: "Which one.", resolve: messageOf }),
);

export const ReactionAdded = eventType("ReactionAdded", "`actor` put an emoji on a message.");
export const ReactionRemoved = eventType("ReactionRemoved", "`actor` took an emoji back from a message.");
for (const ref of [ReactionAdded, ReactionRemoved]) {
  builder.objectFields(ref, (t) => ({
    reactedMessage: t.field({
      type: Message,
      description: "With its reactions as they are now, when this event is replayed.",
      resolve: messageOf,
    }),
    emoji: t.string({
      description: "Which emoji of the actor's.",
      resolve: ({ event }) => {
        if (!("emoji" in event)) throw new Error(`${event.kind} carries no emoji.`);
        return event.emoji;
      },
    }),
  }));
}
