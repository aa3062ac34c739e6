/** Mutation.setPresence. */
import { setPresence } from "../../domain/presence/setPresence.ts";
import { builder } from "../../schema/builder.ts";
import { loadPresence, Presence, PresenceStatus } from "../../schema/presence.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "setPresence",
  {
    description: "What others shall see of the viewer.",
    inputFields: (t) => ({
      status: t.field({
        type: PresenceStatus,
        description:
          "ONLINE leaves it to the devices: ONLINE while one is in use, AWAY while all are idle. AWAY and BUSY are shown as chosen while a device is connected. OFFLINE is invisible: others see that the viewer has just gone.",
      }),
      customStatus: t.string({
        required: false,
        description: "One line of at most 100 characters; null or empty removes it, absent leaves it.",
      }),
    }),
  },
  {
    description:
      "Chooses what others see of the viewer, on all devices and until it is chosen anew. That one device is not in use is told by `setDeviceIdle`.",
    errors: { types: [] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      await setPresence(context, userId, input);
      return { userId };
    },
  },
  {
    description: "The choice is stored.",
    outputFields: (t) => ({
      changedPresence: t.field({
        type: Presence,
        description: "The viewer's presence as others see it.",
        extensions: { perViewer: true },
        resolve: ({ userId }, _args, context) => loadPresence(context, userId),
      }),
    }),
  },
);
