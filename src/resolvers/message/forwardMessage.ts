/** Mutation `forwardMessage`. */
import { AttachmentLimitError } from "../../domain/attachment/errors.ts";
import { ContentBlockedError } from "../../domain/contentRule/errors.ts";
import {
  IdempotencyConflictError,
  MemberSilencedError,
  MessageDeletedError,
  NotFoundError,
  PostingRestrictedError,
  SlowModeError,
  NotAllowedError,
} from "../../domain/errors.ts";
import { findForwardedMessage, forwardMessage } from "../../domain/message/forwardMessage.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Message } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { sendWithinLimit, viewSent } from "./sendWithinLimit.ts";

builder.relayMutationField(
  "forwardMessage",
  {
    description: "A message to send on.",
    inputFields: (t) => ({
      messageId: t.id({ description: "One that the viewer sees." }),
      conversationId: t.id({ description: "Where to; the same conversation is one, too." }),
      clientKey: t.string({
        description:
          "A key that the client makes for the new message, 1 to 128 characters; the same again answers the same message.",
      }),
    }),
  },
  {
    description:
      "Sends on what a message says now, as a message of the viewer's that tells where it comes from. It mentions nobody, and is never edited.",
    extensions: { sensitive: true },
    errors: {
      types: [
        NotFoundError,
        MessageDeletedError,
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
      const forward = {
        clientKey: input.clientKey,
        messageId: idOf("Message", input.messageId),
        conversationId: idOf("Conversation", input.conversationId),
      };
      const sent = await sendWithinLimit(
        context,
        userId,
        (ports) => forwardMessage(ports, userId, forward),
        (ports) => findForwardedMessage(ports, userId, forward),
      );
      return { forwardedMessage: await viewSent(context, sent) };
    },
  },
  {
    description: "The message is sent on.",
    outputFields: (t) => ({
      forwardedMessage: t.field({
        type: Message,
        description: "The new message, as it is now.",
        resolve: (payload) => payload.forwardedMessage,
      }),
    }),
  },
);
