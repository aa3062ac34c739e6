/** Subscription `inboxEvents`: all of the viewer's conversations on one stream. */
import type { InboxExtra } from "../../domain/streams.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { freshLoaders } from "../../schema/loaders.ts";
import { selectsType } from "../../schema/selectsType.ts";
import { InboxItem } from "../../schema/streamItems.ts";

/** What costs something, and is told to those who select it. */
const EXTRAS: readonly (readonly [string, InboxExtra])[] = [
  ["TypingChanged", "TYPING"],
  ["ReceiptsAdvanced", "RECEIPTS"],
  ["PresenceChanged", "PRESENCE"],
  ["ProfileChanged", "PROFILES"],
  ["ViewerMarksChanged", "OWN_MARKS"],
  ["ViewerConversationSettingsChanged", "OWN_SETTINGS"],
  ["ViewerDraftChanged", "OWN_DRAFT"],
  ["ViewerMessageDeleted", "OWN_HIDING"],
  ["ViewerThreadChanged", "OWN_THREAD"],
  ["ViewerPresenceChanged", "OWN_CHOICE"],
  ["ViewerInvitationsChanged", "OWN_INVITATIONS"],
  ["ViewerBlockChanged", "OWN_BLOCK"],
  ["ViewerSettingsChanged", "OWN_PRIVACY"],
  ["ViewerDataExportChanged", "OWN_EXPORT"],
  ["ViewerNotificationSettingsChanged", "OWN_NOTIFICATION_SETTINGS"],
];

builder.subscriptionField("inboxEvents", (t) =>
  t.field({
    type: InboxItem,
    description:
      "Everything that happens in all of the viewer's conversations, those that begin meanwhile included. Each conversation is in order; between conversations there is none.",
    args: {
      after: t.arg({
        type: "Cursor",
        required: false,
        description:
          "The cursor of the last StreamReady, StreamReset or StreamCheckpoint of this stream; absent: begin now. What came after it may come again: drop seq ≤ the last per conversation.",
      }),
    },
    subscribe: (_root, { after }, context, info) => {
      const extras = new Set(EXTRAS.flatMap(([name, extra]) => (selectsType(info, name) ? [extra] : [])));
      return context.streams.inbox(viewerOf(context).userId, after ?? null, extras);
    },
    resolve: (item, _args, context) => {
      freshLoaders(context);
      return item;
    },
  }),
);
