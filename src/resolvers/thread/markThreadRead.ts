/** Mutation `markThreadRead`. */
import { NotFoundError } from "../../domain/errors.ts";
import { markThreadRead } from "../../domain/thread/markThreadRead.ts";
import { builder } from "../../schema/builder.ts";
import { ownView } from "../../schema/message.ts";
import { idOf } from "../../schema/nodeId.ts";
import { Thread } from "../../schema/threads.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "markThreadRead",
  {
    description: "How far the viewer has read a thread.",
    inputFields: (t) => ({
      rootId: t.id({ description: "The message that is the thread's root." }),
      seq: t.int({
        description: "The `seq` of the last reply read, 1 or more; beyond the head it is taken as the head.",
      }),
    }),
  },
  {
    description:
      "Everything in the thread up to `seq` is read. It never goes back: a smaller `seq` changes nothing.",
    errors: { types: [NotFoundError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const rootId = idOf("Message", input.rootId);
      const root = await markThreadRead(context.ports, userId, { rootId, seq: input.seq });
      return { readThread: await ownView(context, root) };
    },
  },
  {
    description: "Everything up to there is read.",
    outputFields: (t) => ({
      readThread: t.field({
        type: Thread,
        description: "As it is now.",
        resolve: (payload) => payload.readThread,
      }),
    }),
  },
);
