/** Mutation `sendMessage`. */
import {
  AttachmentLimitError,
  AttachmentNotReadyError,
  AttachmentRefusedError,
} from "../../domain/attachment/errors.ts";
import { ContentBlockedError } from "../../domain/contentRule/errors.ts";
import {
  IdempotencyConflictError,
  MemberSilencedError,
  NotFoundError,
  PostingRestrictedError,
  SlowModeError,
  NotAllowedError,
} from "../../domain/errors.ts";
import { findSentMessage, sendMessage } from "../../domain/message/sendMessage.ts";
import type { SendMessageInput } from "../../domain/message/sendMessage.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Message } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { sendWithinLimit, viewSent } from "./sendWithinLimit.ts";

const LocationInput = builder.inputType("LocationInput", {
  description: "A place on earth.",
  fields: (t) => ({
    latitude: t.float({ description: "Degrees, -90 to 90." }),
    longitude: t.float({ description: "Degrees, -180 to 180." }),
    name: t.string({ required: false, description: "What the place is called: at most 200 characters." }),
  }),
});

const CustomContentInput = builder.inputType("CustomContentInput", {
  description: "What a client makes of its own.",
  fields: (t) => ({
    type: t.string({ description: "One of the types that the server's operator has named." }),
    data: t.field({ type: "JSON", description: "At most 8,192 bytes, and 16 deep." }),
  }),
});

const MessageContentInput = builder.inputType("MessageContentInput", {
  isOneOf: true,
  description: "What a message has beside its words: one of these.",
  fields: (t) => ({
    location: t.field({ type: LocationInput, required: false, description: "A place on earth." }),
    custom: t.field({
      type: CustomContentInput,
      required: false,
      description: "What a client makes of its own.",
    }),
  }),
});

type GivenInput = Omit<SendMessageInput, "content"> & {
  readonly content?: typeof MessageContentInput.$inferInput | null | undefined;
};

builder.relayMutationField(
  "sendMessage",
  {
    description: "A message to send.",
    inputFields: (t) => ({
      conversationId: t.id({ description: "Where to." }),
      clientKey: t.string({
        description:
          "A key that the client makes for this message, 1 to 128 characters (a UUID does). The same key again answers the same message, whenever and wherever: send again after any doubt.",
      }),
      body: t.string({
        required: false,
        description:
          "Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF); a message without it has attachments or content.",
      }),
      attachmentIds: t.idList({
        required: false,
        description:
          "What the viewer has uploaded (`createUpload`), at most 30, in the order in which they are shown.",
      }),
      content: t.field({
        type: MessageContentInput,
        required: false,
        description: "What the message has beside its words.",
      }),
      replyToId: t.id({
        required: false,
        description: "The message that this one answers, of the same conversation.",
      }),
      threadRootId: t.id({
        required: false,
        description:
          "The message whose thread this one goes into, of the same conversation, and in no thread itself.",
      }),
    }),
  },
  {
    description: "Sends a message; durable when answered.",
    extensions: { sensitive: true },
    errors: {
      types: [
        NotFoundError,
        AttachmentNotReadyError,
        AttachmentRefusedError,
        AttachmentLimitError,
        IdempotencyConflictError,
        MemberSilencedError,
        PostingRestrictedError,
        SlowModeError,
        NotAllowedError,
        ContentBlockedError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      const sent = await sendWithinLimit(
        context,
        userId,
        (ports) => sendMessage(ports, userId, inputOf(input)),
        (ports) => findSentMessage(ports, userId, inputOf(input)),
      );
      return { sentMessage: await viewSent(context, sent) };
    },
  },
  {
    description: "The message is sent.",
    outputFields: (t) => ({
      sentMessage: t.field({
        type: Message,
        description: "As it is now: a repeated clientKey may find it edited or deleted.",
        resolve: ({ sentMessage }) => sentMessage,
      }),
    }),
  },
);

function inputOf({
  conversationId,
  replyToId,
  threadRootId,
  content,
  attachmentIds,
  ...input
}: GivenInput): SendMessageInput {
  return {
    ...input,
    conversationId: idOf("Conversation", conversationId),
    content: content && {
      ...(content.location && { location: content.location }),
      ...(content.custom && { custom: content.custom }),
    },
    attachmentIds: attachmentIds?.map((id) => idOf("Attachment", id)),
    replyToId: replyToId && idOf("Message", replyToId),
    threadRootId: threadRootId && idOf("Message", threadRootId),
  };
}
