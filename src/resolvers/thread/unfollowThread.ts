/** Mutation `unfollowThread`. */
import { NotFoundError } from "../../domain/errors.ts";
import { unfollowThread } from "../../domain/thread/unfollowThread.ts";
import { builder } from "../../schema/builder.ts";
import { ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Thread } from "../../schema/threads.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "unfollowThread",
  {
    description: "A thread to follow no more.",
    inputFields: (t) => ({
      rootId: t.id({ description: "The message that is the thread's root." }),
    }),
  },
  {
    description: "Follows a thread no more, until the viewer replies in it.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const rootId = idOf("Message", input.rootId);
      const root = await unfollowThread(context.ports, userId, rootId);
      return { unfollowedThread: await ownView(context, root) };
    },
  },
  {
    description: "The viewer does not follow the thread.",
    outputFields: (t) => ({
      unfollowedThread: t.field({
        type: Thread,
        description: "As it is now.",
        resolve: (payload) => payload.unfollowedThread,
      }),
    }),
  },
);
