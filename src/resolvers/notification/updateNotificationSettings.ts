/** Mutation.updateNotificationSettings. */
import { updateNotificationSettings } from "../../domain/notification/updateNotificationSettings.ts";
import { builder } from "../../schema/builder.ts";
import { NotificationLevel } from "../../schema/memberSettings.ts";
import {
  NOTIFICATION_FLAGS,
  NOTIFICATION_LEVELS,
  NotificationSettings,
  QUIET_HOURS,
} from "../../schema/notificationSettings.ts";
import { chargeMutation } from "../chargeMutation.ts";

const QuietHoursInput = builder.inputType("QuietHoursInput", {
  description: "Hours of each day in which to be notified of nothing.",
  fields: (t) => ({
    from: t.string({ description: QUIET_HOURS.from }),
    to: t.string({ description: QUIET_HOURS.to }),
    timeZone: t.string({ description: QUIET_HOURS.timeZone }),
  }),
});

builder.relayMutationField(
  "updateNotificationSettings",
  {
    description: "What to set; an absent field stays as it is.",
    inputFields: (t) => {
      const same = "Null is the same as absent.";
      const level = (name: keyof typeof NOTIFICATION_LEVELS) =>
        t.field({
          type: NotificationLevel,
          required: false,
          description: `${NOTIFICATION_LEVELS[name]} ${same}`,
        });
      const flag = (name: keyof typeof NOTIFICATION_FLAGS) =>
        t.boolean({ required: false, description: `${NOTIFICATION_FLAGS[name]} ${same}` });
      return {
        doNotDisturbUntil: t.field({
          type: "DateTime",
          required: false,
          description:
            "Until when to be notified of nothing; null ends it. For ever is 9999-12-31T23:59:59.999Z, the last moment that is taken.",
        }),
        quietHours: t.field({
          type: QuietHoursInput,
          required: false,
          description: "Hours of each day in which to be notified of nothing; null ends them.",
        }),
        directLevel: level("directLevel"),
        groupLevel: level("groupLevel"),
        channelLevel: level("channelLevel"),
        notifiesWhileActive: flag("notifiesWhileActive"),
        hidesContent: flag("hidesContent"),
        wantsEmailDigest: flag("wantsEmailDigest"),
      };
    },
  },
  {
    description:
      "Chooses of what the viewer is notified, on all their devices. It holds for what waits to be sent, too.",
    errors: { types: [] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const updatedSettings = await updateNotificationSettings(context.db, userId, {
        doNotDisturbUntil: input.doNotDisturbUntil,
        quietHours: input.quietHours,
        directLevel: input.directLevel ?? undefined,
        groupLevel: input.groupLevel ?? undefined,
        channelLevel: input.channelLevel ?? undefined,
        notifiesWhileActive: input.notifiesWhileActive ?? undefined,
        hidesContent: input.hidesContent ?? undefined,
        wantsEmailDigest: input.wantsEmailDigest ?? undefined,
      });
      return { updatedSettings };
    },
  },
  {
    description: "The settings are as asked.",
    outputFields: (t) => ({
      updatedSettings: t.field({
        type: NotificationSettings,
        description: "All of them, as they are now.",
        resolve: (payload) => payload.updatedSettings,
      }),
    }),
  },
);
