/** Mutation.setDeviceIdle. */
import { NotASocketError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { loadPresence, Presence } from "../../schema/presence.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "setDeviceIdle",
  {
    description: "Whether somebody uses the device.",
    inputFields: (t) => ({
      isIdle: t.boolean({
        description: "True when nobody has used it for some minutes; false as soon as somebody does.",
      }),
    }),
  },
  {
    description:
      "Tells that the device at the other end of this very socket is idle, or in use again. When all of the viewer's devices are idle, they are AWAY. A new socket is in use; nothing needs to be sent to stay ONLINE.",
    errors: { types: [NotASocketError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const device = context.connection?.device ?? null;
      if (device === null) throw new NotASocketError();
      device.setIdle(input.isIdle);
      return { userId };
    },
  },
  {
    description: "The device is as told.",
    outputFields: (t) => ({
      changedPresence: t.field({
        type: Presence,
        description: "The presence that the viewer's devices make together, as others see it.",
        extensions: { perViewer: true },
        resolve: ({ userId }, _args, context) => loadPresence(context, userId),
      }),
    }),
  },
);
