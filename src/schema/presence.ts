/** Presence: whether a person is here, as far as the asker may know. */
import DataLoader from "dataloader";
import type { Choice, OwnChoiceItem, PresenceView } from "../domain/presence/ports.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import type { Context, Viewer as ViewerShape } from "./context.ts";
import { loadUser } from "./links.ts";
import type { Loaders } from "./loaders.ts";
import { User } from "./user.ts";
import { Viewer } from "./viewer.ts";

export const PresenceStatus = builder.enumType("PresenceStatus", {
  description: "Whether somebody is here.",
  values: {
    ONLINE: { description: "At least one device is connected and in use." },
    AWAY: { description: "Connected, with every device idle; or away by choice." },
    BUSY: { description: "Connected, and not to be disturbed: always by choice." },
    OFFLINE: { description: "Not connected, or invisible, or not for the asker to know." },
  } as const,
});

export const Presence = builder.objectRef<PresenceView>("Presence").implement({
  description:
    "What the asker may know: somebody with whom they share no conversation, who does not show it to them, or is invisible, reads as OFFLINE. A hint, soon out of date; nothing else depends on it.",
  fields: (t) => ({
    user: t.field({
      type: User,
      description: "Whose it is.",
      resolve: ({ userId }, _args, context) => loadUser(context, userId),
    }),
    status: t.expose("status", {
      type: PresenceStatus,
      description: "Of all of the person's devices together.",
    }),
    customStatus: t.exposeString("customStatus", {
      nullable: true,
      description: "A few words of the person's own, shown also while they are OFFLINE.",
    }),
    lastSeenAt: t.expose("lastSeenAt", {
      type: "DateTime",
      nullable: true,
      description:
        "When the last device of somebody OFFLINE left, to some minutes after a failure of the server; null for who is here, was never seen, or is not for the asker to know.",
    }),
  }),
});

export const PresenceChanged = builder.objectRef<PresenceView>("PresenceChanged").implement({
  description:
    "Somebody's presence, as it is at first and after each change. Not in any log, and never replayed.",
  fields: (t) => ({
    presence: t.field({ type: Presence, description: "As it is now.", resolve: (view) => view }),
  }),
});

builder.objectField(User, "presence", (t) =>
  t.field({
    type: Presence,
    description: "Whether they are here, as far as the asker may know.",
    extensions: { perViewer: true },
    resolve: (user, _args, context) => loadPresence(context, user.id),
  }),
);

interface ChoosingViewer extends ViewerShape {
  readonly choice: Choice;
}

builder.objectFields(Viewer, (t) => ({
  chosenStatus: t.field({
    type: PresenceStatus,
    description:
      "What `setPresence` chose: ONLINE leaves it to the devices, OFFLINE is invisible. What others see is `user { presence }`.",
    resolve: async (viewer, _args, context) => (await findChoice(viewer, context))?.chosenStatus ?? "ONLINE",
  }),
  customStatus: t.string({
    nullable: true,
    description: "The few words that `setPresence` set; null where there are none.",
    resolve: async (viewer, _args, context) => (await findChoice(viewer, context))?.customStatus ?? null,
  }),
}));

/** Null for who never chose and was never seen. */
async function findChoice(viewer: ViewerShape, context: Context): Promise<Omit<Choice, "userId"> | null> {
  // Read together with the item that tells of it.
  const known = (viewer as Partial<ChoosingViewer>).choice;
  return known ?? context.db.presence.findUnique({ where: { userId: viewer.userId } });
}

export const ViewerPresenceChanged = builder.objectRef<OwnChoiceItem>("ViewerPresenceChanged").implement({
  description:
    "What the viewer chose by `setPresence` changed, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    viewer: t.field({
      type: Viewer,
      description: "The viewer, with `chosenStatus` and `customStatus` as they are now.",
      extensions: { perViewer: true },
      resolve: ({ choice }, _args, context) => {
        const viewer: ChoosingViewer = { ...viewerOf(context), choice };
        return viewer;
      },
    }),
  }),
});

/** Batched. */
export function loadPresence(context: Context, userId: string): Promise<PresenceView> {
  return loaderOf(context).load(userId);
}

/** As fresh as the other loaders of the execution. */
const byLoaders = new WeakMap<Loaders, DataLoader<string, PresenceView>>();

function loaderOf(context: Context): DataLoader<string, PresenceView> {
  const known = byLoaders.get(context.loaders);
  if (known !== undefined) return known;
  const loader = new DataLoader<string, PresenceView>((userIds) =>
    context.presences.read(viewerIdOrNone(context), userIds),
  );
  byLoaders.set(context.loaders, loader);
  return loader;
}
