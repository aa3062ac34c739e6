/** Query and Subscription `conversationEvents`: one conversation's log, in pages or live. */
import type { Device } from "../../domain/presence/ports.ts";
import type { ItemStream } from "../../domain/streams.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { readEventPage } from "../../schema/eventNodes.ts";
import { ConversationEvent } from "../../schema/events.ts";
import { freshLoaders } from "../../schema/loaders.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { assertPageSize, PAGE_DEFAULT } from "../../schema/page.ts";
import { ConversationStreamItem } from "../../schema/streamItems.ts";

const ConversationEventEdge = builder.edgeObject({
  type: ConversationEvent,
  name: "ConversationEventEdge",
  description:
    "An event in a page of the log. Its `cursor` is the event's, and resumes the subscription as well.",
});

const ConversationEventConnection = builder.connectionObject(
  { type: ConversationEvent, name: "ConversationEventConnection", description: "A page of the log." },
  ConversationEventEdge,
);

builder.queryField("conversationEvents", (t) =>
  t.field({
    type: ConversationEventConnection,
    description:
      "The log after a cursor, oldest first: the polling form of the subscription, with the same cursors. NOT_FOUND for who is no member; CURSOR_RESET for a cursor of another history.",
    args: {
      conversationId: t.arg.id({ description: "Which conversation." }),
      after: t.arg({
        type: "Cursor",
        required: false,
        description: "Where to go on; absent: from the beginning.",
      }),
      first: t.arg.int({ required: false, description: "How many, 1 to 100; 20 when absent." }),
    },
    extensions: { perViewer: true },
    complexity: (args) => ({ field: 1, multiplier: Math.max(1, args.first ?? PAGE_DEFAULT) }),
    resolve: async (_root, { conversationId, after, first }, context) => {
      viewerOf(context);
      assertPageSize(first);
      const { items, hasNextPage } = await readEventPage(
        context,
        idOrNone("Conversation", conversationId),
        after ?? null,
        first ?? PAGE_DEFAULT,
      );
      return {
        edges: items.map((item) => ({ cursor: item.cursor, node: item })),
        pageInfo: {
          hasNextPage,
          hasPreviousPage: after != null,
          startCursor: items[0]?.cursor ?? null,
          endCursor: items.at(-1)?.cursor ?? after ?? null,
        },
      };
    },
  }),
);

/** While somebody follows the conversation on a socket it is open there: its members are not notified of what they see. */
function openOn<Item>(
  device: Device | null,
  conversationId: string,
  stream: ItemStream<Item>,
): ItemStream<Item> {
  if (device === null) return stream;
  return {
    ...stream,
    handTo: (follower) => {
      const close = device.open(conversationId);
      const stop = stream.handTo(follower);
      return () => {
        close();
        stop();
      };
    },
  };
}

builder.subscriptionField("conversationEvents", (t) =>
  t.field({
    type: ConversationStreamItem,
    description:
      "Everything that happens in one conversation, from `after`, or from now with a snapshot; in order, once, with no gap. NOT_FOUND for who is no member.",
    args: {
      conversationId: t.arg.id({ description: "Which conversation." }),
      after: t.arg({
        type: "Cursor",
        required: false,
        description: "The cursor of the last item the client has; absent: begin now.",
      }),
    },
    subscribe: async (_root, { conversationId, after }, context) => {
      const id = idOrNone("Conversation", conversationId);
      const stream = await context.streams.conversation(viewerOf(context).userId, id, after ?? null);
      return openOn(context.connection?.device ?? null, id, stream);
    },
    resolve: (item, _args, context) => {
      freshLoaders(context);
      return item;
    },
  }),
);
