/** NotificationSettings: of what the viewer wants to be notified, wherever it is. */
import { loadNotificationSettings } from "../domain/notification/settings.ts";
import type {
  NotificationSettings as Settings,
  OwnNotificationSettingsItem,
} from "../domain/notification/settings.ts";
import { timeOfDay } from "../domain/notification/quietHours.ts";
import type { QuietHours as Hours } from "../domain/notification/quietHours.ts";
import { viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { NotificationLevel } from "./memberSettings.ts";
import { Viewer } from "./viewer.ts";

export const QUIET_HOURS = {
  from: "When they begin, by the clock there: a time such as `22:30`.",
  to: "When they end: a time such as `07:00`; before `from` it is on the next day.",
  timeZone: "Where the clock is: an IANA name such as `Europe/Berlin`.",
} as const;

/** The settings' names and what they decide: for what a person reads, and for what they set. */
export const NOTIFICATION_LEVELS = {
  directLevel: "Of which messages of direct conversations to be notified.",
  groupLevel: "Of which messages of groups to be notified.",
  channelLevel: "Of which messages of channels to be notified.",
} as const;

export const NOTIFICATION_FLAGS = {
  notifiesWhileActive:
    "Whether devices are notified while the viewer uses a connected one. Of a conversation that is open there they are not, in any case.",
  hidesContent: "Whether pushes and mails say who and what: if hidden, only that there is something new.",
  wantsEmailDigest:
    "Whether to be sent a mail of what stays unread for long. Only to an address that is verified.",
} as const;

const QuietHours = builder.objectRef<Hours>("QuietHours").implement({
  description: "Hours of each day in which the viewer is notified of nothing.",
  fields: (t) => ({
    from: t.string({ description: QUIET_HOURS.from, resolve: ({ fromMinute }) => timeOfDay(fromMinute) }),
    to: t.string({ description: QUIET_HOURS.to, resolve: ({ toMinute }) => timeOfDay(toMinute) }),
    timeZone: t.exposeString("timeZone", { description: QUIET_HOURS.timeZone }),
  }),
});

export const NotificationSettings = builder.objectRef<Settings>("NotificationSettings").implement({
  description:
    "Of what the viewer wants to be notified, wherever it is; `Member.notificationLevel` and `mutedUntil` say it of one conversation, and the stricter counts. Seen by nobody else.",
  fields: (t) => {
    const level = (name: keyof typeof NOTIFICATION_LEVELS) =>
      t.expose(name, { type: NotificationLevel, description: NOTIFICATION_LEVELS[name] });
    const flag = (name: keyof typeof NOTIFICATION_FLAGS) =>
      t.exposeBoolean(name, { description: NOTIFICATION_FLAGS[name] });
    return {
      doNotDisturbUntil: t.expose("doNotDisturbUntil", {
        type: "DateTime",
        nullable: true,
        description: "Until then to be notified of nothing; it may have passed. Null when nothing was set.",
      }),
      quietHours: t.field({
        type: QuietHours,
        nullable: true,
        description: "Hours of each day in which to be notified of nothing; null for none.",
        resolve: ({ quietFromMinute, quietToMinute, quietTimeZone }) =>
          quietFromMinute === null || quietToMinute === null || quietTimeZone === null
            ? null
            : { fromMinute: quietFromMinute, toMinute: quietToMinute, timeZone: quietTimeZone },
      }),
      directLevel: level("directLevel"),
      groupLevel: level("groupLevel"),
      channelLevel: level("channelLevel"),
      notifiesWhileActive: flag("notifiesWhileActive"),
      hidesContent: flag("hidesContent"),
      wantsEmailDigest: flag("wantsEmailDigest"),
    };
  },
});

builder.objectField(Viewer, "notificationSettings", (t) =>
  t.field({
    type: NotificationSettings,
    description: "Of what they want to be notified; `updateNotificationSettings` changes it.",
    extensions: { perViewer: true },
    resolve: (_viewer, _args, context) => loadNotificationSettings(context.db, viewerOf(context).userId),
  }),
);

export const ViewerNotificationSettingsChanged = builder
  .objectRef<OwnNotificationSettingsItem>("ViewerNotificationSettingsChanged")
  .implement({
    extensions: { perViewer: true },
    description:
      "What the viewer chose by `updateNotificationSettings` changed, on whichever device: what stands here now, not how it came about.",
    fields: (t) => ({
      notificationSettings: t.field({
        type: NotificationSettings,
        description: "All of them, as they are now.",
        resolve: ({ settings }) => settings,
      }),
    }),
  });
