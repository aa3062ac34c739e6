/** Mutation.registerDevice. */
import { LOCALE_DEFAULT, registerDevice } from "../../domain/device/registerDevice.ts";
import { PushProviderNotAvailableError } from "../../domain/device/errors.ts";
import { DEVICES_PER_USER_MAX } from "../../domain/device/policy.ts";
import { builder } from "../../schema/builder.ts";
import { Device, DevicePlatform, PushProvider } from "../../schema/device.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "registerDevice",
  {
    description: "What pushes are to be brought to.",
    inputFields: (t) => ({
      platform: t.field({ type: DevicePlatform, description: "What the client runs on." }),
      token: t.string({
        description:
          "What the provider's SDK gave the client; of Web Push the subscription, as `JSON.stringify` writes it. At most 4,096 characters.",
      }),
      provider: t.field({
        type: PushProvider,
        required: false,
        description: "Whose token it is. Absent: WEB_PUSH for a browser's subscription, else FCM.",
      }),
      installId: t.string({
        required: false,
        description:
          "Chosen by the client once for each install, 1 to 128 characters that nobody can guess: so that a new token takes the place of the old one, whoever is signed in.",
      }),
      locale: t.string({
        required: false,
        description: `The language of pushes: a tag such as \`en\` or \`pt-BR\`; \`${LOCALE_DEFAULT}\` when absent.`,
      }),
    }),
  },
  {
    description: `Has pushes brought to this install until it is unregistered, or the session that asks ends. Call it with each start and each new token: the same install or token is the same device, with what is said now, and belongs to whoever registered it last. One more than ${DEVICES_PER_USER_MAX} takes the place of the one registered longest ago.`,
    errors: { types: [PushProviderNotAvailableError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const { platform, token, provider = null, installId = null, locale = null } = input;
      const device = { platform, token, provider, installId, locale };
      return { registeredDevice: await registerDevice(context.ports, viewer, device) };
    },
  },
  {
    description: "Pushes are brought to it.",
    outputFields: (t) => ({
      registeredDevice: t.field({
        type: Device,
        description: "The device, as it is now.",
        resolve: ({ registeredDevice }) => registeredDevice,
      }),
    }),
  },
);
