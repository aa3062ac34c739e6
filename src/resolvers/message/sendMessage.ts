/** Mutation `sendMessage`. */
import {
  IdempotencyConflictError,
  MemberSilencedError,
  NotFoundError,
  PostingRestrictedError,
  RequestError,
} from "../../domain/errors.ts";
import { findSentMessage, sendMessage } from "../../domain/message/sendMessage.ts";
import type { SendMessageInput, SentMessage } from "../../domain/message/sendMessage.ts";
import { viewMessage, WHOLE } from "../../domain/message/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import type { Context } from "../../schema/context.ts";
import { Message, ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";

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
        description: "Markdown, 1 to 16,384 characters, kept as written (CR LF becomes LF).",
      }),
    }),
  },
  {
    description: "Sends a message; durable when answered.",
    extensions: { sensitive: true },
    errors: {
      types: [NotFoundError, IdempotencyConflictError, MemberSilencedError, PostingRestrictedError],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = viewerOf(context);
      const conversationId = idOf("Conversation", input.conversationId);
      const { message, isRepeated } = await sendWithinLimit(context, userId, { ...input, conversationId });
      // Whoever may send sees what they sent; only a repeated send may come from one who has left since.
      return { sentMessage: isRepeated ? await ownView(context, message) : viewMessage(message, WHOLE) };
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

/** A repeated clientKey costs nothing, and is answered also when the limit is reached. */
async function sendWithinLimit(
  context: Context,
  userId: string,
  input: SendMessageInput,
): Promise<SentMessage> {
  try {
    await context.limits.charge("send", userId);
  } catch (error) {
    const isLimit = error instanceof RequestError && error.code === "RATE_LIMITED";
    const known = isLimit ? await findSentMessage(context.ports, userId, input) : null;
    if (known === null) throw error;
    return known;
  }
  const sent = await sendMessage(context.ports, userId, input);
  if (sent.isRepeated) void context.limits.refund("send", userId);
  return sent;
}
