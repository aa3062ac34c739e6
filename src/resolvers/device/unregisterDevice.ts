/** Mutation.unregisterDevice. */
import { unregisterDevice } from "../../domain/device/unregisterDevice.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Device } from "../../schema/device.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unregisterDevice",
  {
    description: "The device to leave alone.",
    inputFields: (t) => ({ deviceId: t.id({ description: "One of `viewer.devices`." }) }),
  },
  {
    description:
      "Brings no more pushes to one of the viewer's own devices; what waits for it is not sent. `logout` does the same for those of its session.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const deviceId = idOf("Device", input.deviceId);
      return { unregisteredDevice: await unregisterDevice(context.db, userId, deviceId) };
    },
  },
  {
    description: "No pushes are brought to it any more.",
    outputFields: (t) => ({
      unregisteredDevice: t.field({
        type: Device,
        description: "The device, as it was.",
        resolve: ({ unregisteredDevice }) => unregisteredDevice,
      }),
    }),
  },
);
