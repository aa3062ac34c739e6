/** Mutation.updatePrivacySettings. */
import { updatePrivacySettings } from "../../domain/privacy/updatePrivacySettings.ts";
import { builder } from "../../schema/builder.ts";
import {
  IS_DISCOVERABLE,
  PRIVACY_CIRCLES,
  PrivacyCircle,
  ViewerSettings,
} from "../../schema/viewerSettings.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "updatePrivacySettings",
  {
    description: "What to set; a field that is absent, or null, stays as it is.",
    inputFields: (t) => {
      const circle = (name: keyof typeof PRIVACY_CIRCLES) =>
        t.field({ type: PrivacyCircle, required: false, description: PRIVACY_CIRCLES[name] });
      return {
        whoSeesPresence: circle("whoSeesPresence"),
        whoSeesLastSeen: circle("whoSeesLastSeen"),
        whoSeesReceipts: circle("whoSeesReceipts"),
        whoSeesTyping: circle("whoSeesTyping"),
        whoMayWriteFirst: circle("whoMayWriteFirst"),
        whoMayAddToGroups: circle("whoMayAddToGroups"),
        isDiscoverable: t.boolean({ required: false, description: IS_DISCOVERABLE }),
      };
    },
  },
  {
    description:
      "Chooses what the viewer shows of themselves to whom, and who may come to them. It holds at once for what is asked from then on, for running subscriptions to presence too; for typing within ten seconds.",
    errors: { types: [] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const updatedSettings = await updatePrivacySettings(context, userId, {
        whoSeesPresence: input.whoSeesPresence ?? undefined,
        whoSeesLastSeen: input.whoSeesLastSeen ?? undefined,
        whoSeesReceipts: input.whoSeesReceipts ?? undefined,
        whoSeesTyping: input.whoSeesTyping ?? undefined,
        whoMayWriteFirst: input.whoMayWriteFirst ?? undefined,
        whoMayAddToGroups: input.whoMayAddToGroups ?? undefined,
        isDiscoverable: input.isDiscoverable ?? undefined,
      });
      return { updatedSettings };
    },
  },
  {
    description: "The settings are as asked.",
    outputFields: (t) => ({
      updatedSettings: t.field({
        type: ViewerSettings,
        description: "All of them, as they are now.",
        resolve: (payload) => payload.updatedSettings,
      }),
    }),
  },
);
