/** ViewerSettings: what the viewer chose for themselves. */
import { loadPrivacySettings } from "../domain/privacy/settings.ts";
import type { OwnPrivacyItem } from "../domain/privacy/ports.ts";
import type { PrivacySettings } from "../domain/privacy/settings.ts";
import { viewerOf } from "./access.ts";
import { builder } from "./builder.ts";
import { Viewer } from "./viewer.ts";

export const PrivacyCircle = builder.enumType("PrivacyCircle", {
  description:
    "Whom a person lets in. It never reaches beyond those who could see the thing anyway, and never to somebody when one of the two has blocked the other.",
  values: {
    EVERYONE: { description: "Everybody who could see it, or could do it." },
    CONTACTS: {
      description:
        "Those to whom the person has written directly, whether or not the message was deleted since. That they have written is not enough.",
    },
    NOBODY: { description: "Nobody." },
  } as const,
});

/** The settings' names and what they decide: for what a person reads, and for what they set. */
export const PRIVACY_CIRCLES = {
  whoSeesPresence:
    "Who sees whether the viewer is here, and their custom status: at most those who share a conversation with them.",
  whoSeesLastSeen: "Who of those also sees when the viewer was here last.",
  whoSeesReceipts:
    "Who sees how far the viewer has got in a conversation that they share: `Member.readSeq` and `deliveredSeq`, `readBy`, `ReceiptsAdvanced`.",
  whoSeesTyping: "Who is told that the viewer types in a conversation that they share.",
  whoMayWriteFirst: "Who may open a direct conversation with the viewer.",
  whoMayAddToGroups: "Who may make the viewer a member of a group or channel.",
} as const;

export const IS_DISCOVERABLE =
  "Whether `users(query:)` finds the viewer. Who knows the whole username finds them by `user(username:)` anyway.";

export const ViewerSettings = builder.objectRef<PrivacySettings>("ViewerSettings").implement({
  description: "What the viewer chose for themselves; seen by nobody else.",
  fields: (t) => {
    const circle = (name: keyof typeof PRIVACY_CIRCLES) =>
      t.expose(name, { type: PrivacyCircle, description: PRIVACY_CIRCLES[name] });
    return {
      whoSeesPresence: circle("whoSeesPresence"),
      whoSeesLastSeen: circle("whoSeesLastSeen"),
      whoSeesReceipts: circle("whoSeesReceipts"),
      whoSeesTyping: circle("whoSeesTyping"),
      whoMayWriteFirst: circle("whoMayWriteFirst"),
      whoMayAddToGroups: circle("whoMayAddToGroups"),
      isDiscoverable: t.exposeBoolean("isDiscoverable", { description: IS_DISCOVERABLE }),
    };
  },
});

builder.objectField(Viewer, "settings", (t) =>
  t.field({
    type: ViewerSettings,
    description: "What they chose for themselves; `updatePrivacySettings` changes it.",
    extensions: { perViewer: true },
    resolve: (_viewer, _args, context) => loadPrivacySettings(context.db, viewerOf(context).userId),
  }),
);

export const ViewerSettingsChanged = builder.objectRef<OwnPrivacyItem>("ViewerSettingsChanged").implement({
  description:
    "What the viewer chose by `updatePrivacySettings` changed, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    settings: t.field({
      type: ViewerSettings,
      description: "All of them, as they are now.",
      resolve: ({ settings }) => settings,
    }),
  }),
});
