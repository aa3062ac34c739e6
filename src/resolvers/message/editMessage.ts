/** Mutation `editMessage`. */
import { ContentBlockedError } from "../../domain/contentRule/errors.ts";
import {
  MemberSilencedError,
  MessageDeletedError,
  NotAllowedError,
  NotFoundError,
  PostingRestrictedError,
} from "../../domain/errors.ts";
import { editMessage } from "../../domain/message/editMessage.ts";
import { EditWindowOverError, TooManyEditsError } from "../../domain/message/errors.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "editMessage",
  {
    description: "A new body for a message of one's own.",
    inputFields: (t) => ({
      messageId: t.id({ description: "Which message." }),
      body: t.string({
        description: "Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF).",
      }),
    }),
  },
  {
    description:
      "Changes what a message of one's own says, 100 times at most and while the conversation's `editWindowSeconds` last; what it said before is kept in `revisions`.",
    errors: {
      types: [
        NotFoundError,
        NotAllowedError,
        MessageDeletedError,
        MemberSilencedError,
        PostingRestrictedError,
        EditWindowOverError,
        TooManyEditsError,
        ContentBlockedError,
      ],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      await chargeMutation(context);
      const edited = await editMessage(context.ports, userId, {
        ...input,
        messageId: idOf("Message", input.messageId),
      });
      return { editedMessage: await ownView(context, edited) };
    },
  },
  {
    description: "The message says this now.",
    outputFields: (t) => ({
      editedMessage: t.field({
        type: Message,
        description: "With its new body.",
        resolve: ({ editedMessage }) => editedMessage,
      }),
    }),
  },
);
