/** Mutation `updateConversationSettings`. */
import { NotFoundError } from "../../domain/errors.ts";
import { updateConversationSettings } from "../../domain/settings/updateConversationSettings.ts";
import { builder } from "../../schema/builder.ts";
import { Member } from "../../schema/member.ts";
import { NotificationLevel } from "../../schema/memberSettings.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "updateConversationSettings",
  {
    description: "What to set; an absent field stays as it is.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A conversation the viewer is a member of." }),
      notificationLevel: t.field({
        type: NotificationLevel,
        required: false,
        description: "Of which messages to be notified; null is the same as absent.",
      }),
      mutedUntil: t.field({
        type: "DateTime",
        required: false,
        description:
          "Until when to be notified of nothing; null ends it. For ever is 9999-12-31T23:59:59.999Z, the last moment that is taken.",
      }),
      isPinned: t.boolean({
        required: false,
        description: "Whether to keep it on top; null is the same as absent.",
      }),
      isArchived: t.boolean({
        required: false,
        description: "Whether it is put away; null is the same as absent.",
      }),
      isHidden: t.boolean({
        required: false,
        description: "True hides it from the list until the next message; null is the same as absent.",
      }),
    }),
  },
  {
    description:
      "Sets what the viewer wants of a conversation, for themselves alone and on all their devices. Others are not told.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      return updateConversationSettings(context.ports, userId, {
        conversationId: idOf("Conversation", input.conversationId),
        notificationLevel: input.notificationLevel ?? undefined,
        mutedUntil: input.mutedUntil,
        isPinned: input.isPinned ?? undefined,
        isArchived: input.isArchived ?? undefined,
        isHidden: input.isHidden ?? undefined,
      });
    },
  },
  {
    description: "The settings are as asked.",
    outputFields: (t) => ({
      updatedMember: t.field({
        type: Member,
        description: "The viewer's own membership, with its settings as they are now.",
        resolve: (member) => member,
      }),
    }),
  },
);
