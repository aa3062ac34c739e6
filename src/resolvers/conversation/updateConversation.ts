/** Mutation.updateConversation. */
import { AttachmentNotReadyError, AttachmentRefusedError } from "../../domain/attachment/errors.ts";
import { updateConversation } from "../../domain/conversation/updateConversation.ts";
import { NotAllowedError, NotFoundError } from "../../domain/errors.ts";
import { AttachmentKind } from "../../schema/attachmentKinds.ts";
import { builder } from "../../schema/builder.ts";
import {
  Conversation,
  ConversationVisibility,
  HistoryVisibility,
  PostingPolicy,
} from "../../schema/conversation.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "updateConversation",
  {
    description: "What to set; an absent field stays as it is.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "A group or channel the viewer owns or administers." }),
      title: t.string({
        required: false,
        description: "One line of 1 to 120 characters; null is the same as absent.",
      }),
      description: t.string({
        required: false,
        description: "At most 2,000 characters; null or empty removes it.",
      }),
      avatarUrl: t.field({
        type: "URL",
        required: false,
        description:
          "Its picture; null removes it, and a link to the uploaded one that is there changes nothing.",
      }),
      avatarAttachmentId: t.id({
        required: false,
        description:
          "Its picture, uploaded: an image of the viewer's own, from `createUpload`, READY or soon. It takes the place of `avatarUrl`, which may not be given as well; null removes it.",
      }),
      postingPolicy: t.field({
        type: PostingPolicy,
        required: false,
        description: "Who may send; null is the same as absent.",
      }),
      visibility: t.field({
        type: ConversationVisibility,
        required: false,
        description: "Who may find and join it; PUBLIC is for channels only. Null is the same as absent.",
      }),
      historyVisibility: t.field({
        type: HistoryVisibility,
        required: false,
        description: "What those see of the history who join from now on; null is the same as absent.",
      }),
      historyLastN: t.int({
        required: false,
        description: "How many messages that is with LAST_N, 1 to 1,000; null is the same as absent.",
      }),
      slowModeSeconds: t.int({
        required: false,
        description:
          "How long plain members wait between two messages, at most six hours; 0 turns it off, null is the same as absent.",
      }),
      editWindowSeconds: t.int({
        required: false,
        description:
          "For how long after sending a message its sender may edit it, at most 30 days; 0 is for ever, null is the same as absent.",
      }),
      attachmentsMax: t.int({
        required: false,
        description:
          "How many attachments a message may have, 0 to 30, moderators' included; null is the same as absent.",
      }),
      attachmentBytesMax: t.int({
        required: false,
        description:
          "How many bytes each may have, as it is kept; 0: as many as the server takes, null is the same as absent.",
      }),
      attachmentKinds: t.field({
        type: [AttachmentKind],
        required: false,
        description: "Of which kinds they may be; empty: of all, null is the same as absent.",
      }),
      retentionDays: t.int({
        required: false,
        description:
          "For how many days it keeps messages, at most 36,500: older ones are removed for good, with all that belongs to them. 0: as long as the server keeps them; null is the same as absent.",
      }),
      customData: t.field({
        type: "JSON",
        required: false,
        description:
          "An object of the clients' own: at most 8 KB as JSON in UTF-8, and eight levels deep; null or empty removes it.",
      }),
    }),
  },
  {
    description: "Changes a group or channel.",
    errors: { types: [NotFoundError, NotAllowedError, AttachmentNotReadyError, AttachmentRefusedError] },
    resolve: async (_root, { input }, context) => {
      const viewer = await chargeMutation(context);
      const updatedConversation = await updateConversation(context.ports, viewer.userId, {
        conversationId: idOf("Conversation", input.conversationId),
        title: input.title ?? undefined,
        description: input.description,
        avatarUrl: input.avatarUrl,
        avatarAttachmentId:
          input.avatarAttachmentId == null
            ? input.avatarAttachmentId
            : idOf("Attachment", input.avatarAttachmentId),
        postingPolicy: input.postingPolicy ?? undefined,
        visibility: input.visibility ?? undefined,
        historyVisibility: input.historyVisibility ?? undefined,
        historyLastN: input.historyLastN ?? undefined,
        slowModeSeconds: input.slowModeSeconds ?? undefined,
        editWindowSeconds: input.editWindowSeconds ?? undefined,
        attachmentsMax: input.attachmentsMax ?? undefined,
        attachmentBytesMax: input.attachmentBytesMax ?? undefined,
        attachmentKinds: input.attachmentKinds ?? undefined,
        retentionDays: input.retentionDays ?? undefined,
        customData: input.customData,
      });
      return { updatedConversation };
    },
  },
  {
    description: "The conversation is as asked.",
    outputFields: (t) => ({
      updatedConversation: t.field({
        type: Conversation,
        description: "As it is now.",
        resolve: (payload) => payload.updatedConversation,
      }),
    }),
  },
);
