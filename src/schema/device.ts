/** Device: an install of a client that pushes are brought to, seen by its own user only. */
import { DEVICES_PER_USER_MAX, ownDevices, ownLiveDevices } from "../domain/device/policy.ts";
import type { DeviceRow } from "../domain/rows.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { Viewer } from "./viewer.ts";

/** What a list of devices is taken to cost: few people have more. */
const DEVICES_EXPECTED = 5;

export const DevicePlatform = builder.enumType("DevicePlatform", {
  description: "What a client runs on.",
  values: {
    IOS: { description: "iOS or iPadOS." },
    ANDROID: { description: "Android." },
    WEB: { description: "A browser." },
    DESKTOP: { description: "A program on a desktop." },
  } as const,
});

export const PushProvider = builder.enumType("PushProvider", {
  description: "The service that brings pushes to a device, whose token it has.",
  values: {
    FCM: { description: "Firebase Cloud Messaging." },
    WEB_PUSH: { description: "Web Push: the token is the browser's subscription as JSON." },
    APNS: { description: "Apple's push service, without Firebase between." },
    CONSOLE: { description: "None: what would be pushed is written to the server's log." },
  } as const,
});

export const Device = builder.objectRef<DeviceRow>("Device");

builder.node(Device, {
  name: nodeType("Device"),
  description:
    "An install of a client that pushes are brought to. It ends with the sign-in that registered it. Its token is shown to nobody.",
  id: { description: "Global id.", resolve: (device) => device.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { ...ownDevices(viewerIdOrNone(context)), id: { in: uuidsOf(ids) } };
    return inOrderOf(ids, await context.db.device.findMany({ where }));
  },
  fields: (t) => ({
    platform: t.expose("platform", { type: DevicePlatform, description: "What it runs on." }),
    provider: t.expose("provider", { type: PushProvider, description: "What brings pushes to it." }),
    installId: t.exposeString("installId", {
      nullable: true,
      description: "What the client calls this install; null where it did not say.",
    }),
    locale: t.exposeString("locale", {
      description: "The language of its pushes: a tag such as `en` or `pt-BR`.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was registered first." }),
    lastSeenAt: t.expose("lastSeenAt", { type: "DateTime", description: "When it was registered last." }),
    isCurrent: t.boolean({
      description: "Whether it belongs to the session of the access token that asks.",
      extensions: { perViewer: true },
      resolve: ({ sessionId }, _args, context) =>
        sessionId !== null && sessionId === context.viewer?.sessionId,
    }),
  }),
});

builder.objectField(Viewer, "devices", (t) =>
  t.field({
    type: [Device],
    description: `What pushes are brought to, the last registered first; at most ${DEVICES_PER_USER_MAX}.`,
    extensions: { perViewer: true },
    complexity: { field: 1, multiplier: DEVICES_EXPECTED },
    resolve: (_viewer, _args, context) =>
      context.db.device.findMany({
        where: ownLiveDevices(viewerOf(context).userId, new Date()),
        orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
        take: DEVICES_PER_USER_MAX,
      }),
  }),
);
