/** What a stream delivers: the events, and what frames them. */
import type { CheckpointItem, InboxStreamItem, ReadyItem, ResetItem } from "../domain/streams.ts";
import { viewerOf } from "./access.ts";
import { ViewerBlockChanged } from "./blocks.ts";
import { builder } from "./builder.ts";
import { Conversation } from "./conversation.ts";
import { ViewerDataExportChanged } from "./dataExports.ts";
import {
  ConversationCreated,
  ConversationUpdated,
  EVENT_TYPES,
  InvitationEnded,
  MemberBanned,
  MemberInvited,
  MemberJoined,
  MemberLeft,
  MemberMuted,
  MemberRoleChanged,
  MemberUnbanned,
  MemberUnmuted,
  MessageDeleted,
  MessageEdited,
  MessagePinned,
  MessageSent,
  MessageUnpinned,
  ReactionAdded,
  ReactionRemoved,
} from "./events.ts";
import { ViewerInvitationsChanged } from "./invitationLists.ts";
import { loadConversation } from "./links.ts";
import { ViewerDraftChanged } from "./drafts.ts";
import { MessagesRemoved } from "./messagesRemoved.ts";
import { ViewerMessageDeleted } from "./hiddenMessages.ts";
import { ViewerConversationSettingsChanged } from "./memberSettings.ts";
import { ViewerNotificationSettingsChanged } from "./notificationSettings.ts";
import { PresenceChanged, ViewerPresenceChanged } from "./presence.ts";
import { ReceiptsAdvanced, ViewerMarksChanged } from "./receipts.ts";
import { TypingChanged } from "./typing.ts";
import { ProfileChanged } from "./user.ts";
import { Viewer } from "./viewer.ts";
import { ViewerSettingsChanged } from "./viewerSettings.ts";
import { ViewerThreadChanged } from "./viewerThreads.ts";

const StreamReady = builder.objectRef<ReadyItem>("StreamReady").implement({
  extensions: { perViewer: true },
  description:
    "Ends the replay, or stands first when there is none: what follows is live. Ask it for a snapshot to begin from.",
  fields: (t) => ({
    cursor: t.expose("cursor", {
      type: "Cursor",
      description: "Resumes this stream after everything before.",
    }),
    recovered: t.exposeBoolean("recovered", {
      description: "True only if a cursor was given and everything since has been sent on this stream.",
    }),
    snapshot: t.field({
      type: Conversation,
      nullable: true,
      description: "The conversation, never older than `cursor`; null on the inbox stream.",
      extensions: { perViewer: true },
      resolve: ({ conversationId }, _args, context) =>
        conversationId === null ? null : loadConversation(context, conversationId),
    }),
    viewerSnapshot: t.field({
      type: Viewer,
      nullable: true,
      description: "The viewer, never older than `cursor`; null on a conversation stream.",
      extensions: { perViewer: true },
      resolve: ({ conversationId }, _args, context) => (conversationId === null ? viewerOf(context) : null),
    }),
  }),
});

const StreamReset = builder.objectRef<ResetItem>("StreamReset").implement({
  extensions: { perViewer: true },
  description:
    "The given cursor belongs to another history: what the client holds is void. The stream goes on with StreamReady.",
  fields: (t) => ({
    cursor: t.expose("cursor", { type: "Cursor", description: "Resumes this stream from here." }),
    reason: t.exposeString("reason", { description: "Why, for the developer." }),
  }),
});

const StreamCheckpoint = builder.objectRef<CheckpointItem>("StreamCheckpoint").implement({
  extensions: { perViewer: true },
  description: "A place to resume the inbox from: everything before it has been delivered on this stream.",
  fields: (t) => ({
    cursor: t.expose("cursor", { type: "Cursor", description: "Resumes `inboxEvents`." }),
  }),
});

const eventTypes = [
  ConversationCreated,
  ConversationUpdated,
  MemberJoined,
  MemberLeft,
  MemberRoleChanged,
  MemberMuted,
  MemberUnmuted,
  MemberBanned,
  MemberUnbanned,
  MemberInvited,
  InvitationEnded,
  MessageSent,
  MessageEdited,
  MessageDeleted,
  MessagePinned,
  MessageUnpinned,
  ReactionAdded,
  ReactionRemoved,
  MessagesRemoved,
];

/** The name of an item's type. */
export function itemTypeName(item: InboxStreamItem): string {
  switch (item.type) {
    case "READY":
      return "StreamReady";
    case "RESET":
      return "StreamReset";
    case "CHECKPOINT":
      return "StreamCheckpoint";
    case "TYPING":
      return "TypingChanged";
    case "RECEIPTS":
      return "ReceiptsAdvanced";
    case "PRESENCE":
      return "PresenceChanged";
    case "PROFILE":
      return "ProfileChanged";
    case "OWN_MARKS":
      return "ViewerMarksChanged";
    case "OWN_SETTINGS":
      return "ViewerConversationSettingsChanged";
    case "OWN_DRAFT":
      return "ViewerDraftChanged";
    case "OWN_HIDING":
      return "ViewerMessageDeleted";
    case "OWN_THREAD":
      return "ViewerThreadChanged";
    case "OWN_CHOICE":
      return "ViewerPresenceChanged";
    case "OWN_INVITATIONS":
      return "ViewerInvitationsChanged";
    case "OWN_BLOCK":
      return "ViewerBlockChanged";
    case "OWN_PRIVACY":
      return "ViewerSettingsChanged";
    case "OWN_EXPORT":
      return "ViewerDataExportChanged";
    case "OWN_NOTIFICATION_SETTINGS":
      return "ViewerNotificationSettingsChanged";
    case "EVENT":
      return EVENT_TYPES[item.event.kind];
  }
}

export const ConversationStreamItem = builder.unionType("ConversationStreamItem", {
  description: "What `conversationEvents` delivers: `[StreamReset] replay* StreamReady live*`.",
  types: [StreamReady, StreamReset, ...eventTypes],
  resolveType: itemTypeName,
});

export const InboxItem = builder.unionType("InboxStreamItem", {
  description:
    "What `inboxEvents` delivers: `[StreamReset] replay* StreamReady live*`, checkpoints, and where the document selects them: receipts, typing, the presence of the people of the viewer's 100 liveliest direct conversations, changed profiles, and the viewer's own rows: marks, settings, drafts, messages deleted for themselves, threads, choice of presence, blocks, privacy, notification settings, invitations, and exports.",
  types: [
    StreamReady,
    StreamReset,
    StreamCheckpoint,
    ...eventTypes,
    ReceiptsAdvanced,
    TypingChanged,
    PresenceChanged,
    ProfileChanged,
    ViewerMarksChanged,
    ViewerConversationSettingsChanged,
    ViewerDraftChanged,
    ViewerMessageDeleted,
    ViewerThreadChanged,
    ViewerPresenceChanged,
    ViewerInvitationsChanged,
    ViewerBlockChanged,
    ViewerSettingsChanged,
    ViewerDataExportChanged,
    ViewerNotificationSettingsChanged,
  ],
  resolveType: itemTypeName,
});
