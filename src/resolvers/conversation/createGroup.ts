/** Mutation.createGroup. */
import { createGroup } from "../../domain/conversation/createGroup.ts";
import { CannotAddUsersError, IdempotencyConflictError, NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Conversation, ConversationKind } from "../../schema/conversation.ts";
import { viewForViewer } from "../../schema/links.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "createGroup",
  {
    description: "A new group or channel.",
    inputFields: (t) => ({
      title: t.string({ description: "One line of 1 to 120 characters." }),
      memberIds: t.idList({
        description: "The people to begin with, beside the viewer, who becomes the owner; at most 100.",
      }),
      kind: t.field({
        type: ConversationKind,
        defaultValue: "GROUP",
        description: "GROUP or CHANNEL; a direct conversation has a mutation of its own.",
      }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second group.",
      }),
    }),
  },
  {
    description: "Makes a group or a channel, owned by the viewer.",
    errors: { types: [NotFoundError, IdempotencyConflictError, CannotAddUsersError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const memberIds = input.memberIds.map((id) => idOf("User", id));
      const created = await createGroup(context.ports, viewer.userId, { ...input, memberIds });
      if (created.isRepeated) await context.limits.refund("mutation", viewer.userId);
      return { createdConversation: await viewForViewer(context, created.conversation) };
    },
  },
  {
    description: "The conversation exists.",
    outputFields: (t) => ({
      createdConversation: t.field({
        type: Conversation,
        description: "What this clientKey made, as it is now.",
        resolve: (payload) => payload.createdConversation,
      }),
    }),
  },
);
