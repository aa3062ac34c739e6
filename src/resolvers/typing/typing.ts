/** Subscription `typing`: who is writing in one conversation. */
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { freshLoaders } from "../../schema/loaders.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { TypingChanged } from "../../schema/typing.ts";

builder.subscriptionField("typing", (t) =>
  t.field({
    type: TypingChanged,
    description:
      "Who types in one conversation: as it is at first, then after each change, the newest where several came at once. Completes when the membership ends. NOT_FOUND for who is no member.",
    args: { conversationId: t.arg.id({ description: "Which conversation." }) },
    subscribe: (_root, { conversationId }, context) => {
      return context.typing.follow(viewerOf(context).userId, idOrNone("Conversation", conversationId));
    },
    resolve: (state, _args, context) => {
      freshLoaders(context);
      return state;
    },
  }),
);
