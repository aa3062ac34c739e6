/** Mutation `saveDraft`. */
import { saveDraft } from "../../domain/draft/saveDraft.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { builder } from "../../schema/builder.ts";
import { Draft } from "../../schema/drafts.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "saveDraft",
  {
    description: "What the viewer has written so far.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "Where it is to be sent." }),
      threadRootId: t.id({
        required: false,
        description: "The message whose thread it is to be a reply in; absent or null: none.",
      }),
      body: t.string({
        description: "Markdown, at most 16,384 characters. Empty, or nothing but blanks, removes the draft.",
      }),
    }),
  },
  {
    description:
      "Keeps a draft for all of the viewer's devices; one per conversation and one per thread, the last saved stays. Save when somebody pauses, not with every key. Sending does not remove it: save an empty one then.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const threadRootId = input.threadRootId == null ? null : idOf("Message", input.threadRootId);
      const draft = { conversationId, threadRootId, body: input.body };
      return { savedDraft: await saveDraft(context.ports, userId, draft) };
    },
  },
  {
    description: "The draft is as asked.",
    outputFields: (t) => ({
      savedDraft: t.field({
        type: Draft,
        nullable: true,
        description: "As it is now; null where it was removed.",
        resolve: ({ savedDraft }) => savedDraft,
      }),
    }),
  },
);
