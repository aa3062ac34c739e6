/** Subscription `presence`: chosen people, as they come and go. */
import { badRequest } from "../../domain/errors.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { freshLoaders } from "../../schema/loaders.ts";
import { decodeNodeId } from "../../schema/nodeId.ts";
import { uuidsOf } from "../../schema/nodeRows.ts";
import { PresenceChanged } from "../../schema/presence.ts";

const WATCHED_MAX = 100;

builder.subscriptionField("presence", (t) =>
  t.field({
    type: PresenceChanged,
    description: `The presence of people with whom the viewer shares a conversation, and their own: each as it is at first, then after each change, the newest where several came at once. At most ${WATCHED_MAX}; of others, and of ids that do not exist, nothing is said. Subscribe anew when the list changes.`,
    args: { userIds: t.arg.idList({ description: `Whom to watch: at most ${WATCHED_MAX} ids of users.` }) },
    subscribe: (_root, { userIds }, context) => {
      const viewer = viewerOf(context);
      if (userIds.length > WATCHED_MAX) throw badRequest(`presence takes at most ${WATCHED_MAX} userIds.`);
      return context.presences.watch(viewer.userId, [...new Set(userIds.flatMap(userIdsIn))]);
    },
    resolve: (view, _args, context) => {
      freshLoaders(context);
      return view;
    },
  }),
);

/** None for an id that is not a user's. */
function userIdsIn(globalId: string): string[] {
  const { typename, id } = decodeNodeId(globalId);
  return typename === "User" ? uuidsOf([id]) : [];
}
