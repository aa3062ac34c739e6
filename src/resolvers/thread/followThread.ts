/** Mutation `followThread`. */
import { NotFoundError } from "../../domain/errors.ts";
import { followThread } from "../../domain/thread/followThread.ts";
import { builder } from "../../schema/builder.ts";
import { ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Thread } from "../../schema/threads.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "followThread",
  {
    description: "A thread to follow.",
    inputFields: (t) => ({
      rootId: t.id({ description: "The message that is the thread's root." }),
    }),
  },
  {
    description:
      "Follows a thread: what others reply from now on is unread for the viewer. Whoever writes the root or replies follows without it.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const rootId = idOf("Message", input.rootId);
      const root = await followThread(context.ports, userId, rootId);
      return { followedThread: await ownView(context, root) };
    },
  },
  {
    description: "The viewer follows the thread.",
    outputFields: (t) => ({
      followedThread: t.field({
        type: Thread,
        description: "As it is now.",
        resolve: (payload) => payload.followedThread,
      }),
    }),
  },
);
