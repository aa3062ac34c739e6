/** Reactions on a message: which emoji, how many, and whose. */
import type { MessageView } from "../domain/message/policy.ts";
import { reactionsOf } from "../domain/message/reactions.ts";
import type { ReactionCount } from "../domain/message/reactions.ts";
import { builder } from "./builder.ts";
import { Message } from "./message.ts";
import { readSeq } from "./messagePages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { reactorsOf, viewerReactionsOf } from "./reactionLoaders.ts";
import type { Reactor } from "./reactionLoaders.ts";
import { UserConnection } from "./user.ts";

/** What a message's list of emoji is taken to cost: few have more. */
const REACTIONS_EXPECTED = 3;

interface Summary extends ReactionCount {
  readonly message: MessageView;
}

const ReactionSummary = builder.objectRef<Summary>("ReactionSummary").implement({
  description: "One emoji on a message.",
  fields: (t) => ({
    emoji: t.exposeString("emoji", { description: "One emoji, as Unicode writes it." }),
    count: t.exposeInt("count", { description: "Of how many people." }),
    users: t.field({
      type: UserConnection,
      description: "Whose, those who reacted first at the front.",
      args: forwardPageArgs,
      complexity: pageCost,
      resolve: ({ message, emoji }, args, context) =>
        resolvePage(args, bySeq(message.id, emoji), ({ after, limit }) =>
          message.hasReceipts
            ? reactorsOf(context, { after, limit }).load({ message, emoji })
            : Promise.resolve([]),
        ),
    }),
    viewerHasReacted: t.boolean({
      description: "Whether one of them is the viewer's.",
      extensions: { perViewer: true },
      resolve: async ({ message, emoji }, _args, context) =>
        (await viewerReactionsOf(context).load(message.id)).has(emoji),
    }),
  }),
});

builder.objectField(Message, "reactions", (t) =>
  t.field({
    type: [ReactionSummary],
    description: "Its emoji, first come first; at most 50. Empty when deleted or withheld.",
    complexity: { field: 1, multiplier: REACTIONS_EXPECTED },
    resolve: (message) => reactionsOf(message).map((count) => ({ ...count, message })),
  }),
);

function bySeq(messageId: string, emoji: string): PageOrder<Reactor, number> {
  return {
    name: "reactors",
    owner: `${messageId} ${emoji}`,
    toParts: ({ reactedSeq }) => [reactedSeq],
    fromParts: readSeq,
  };
}
