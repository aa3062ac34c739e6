/** Subscription `receipts`: how far the members of one conversation have got, as it advances. */
import { followReceipts } from "../../domain/receipts/followReceipts.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { freshLoaders } from "../../schema/loaders.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { ReceiptsAdvanced } from "../../schema/receipts.ts";

builder.subscriptionField("receipts", (t) =>
  t.field({
    type: ReceiptsAdvanced,
    description:
      "Receipts of one conversation as they advance, from now on: a signal, with nothing to resume. It ends when the viewer is no member any more. NOT_FOUND for who is no member.",
    args: { conversationId: t.arg.id({ description: "Which conversation." }) },
    subscribe: (_root, { conversationId }, context) => {
      return followReceipts(
        context.ports,
        viewerOf(context).userId,
        idOrNone("Conversation", conversationId),
      );
    },
    resolve: (item, _args, context) => {
      freshLoaders(context);
      return item;
    },
  }),
);
