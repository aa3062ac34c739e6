/** Query.auditLog. */
import { viewerOf } from "../../schema/access.ts";
import { AuditEntryConnection, findServerAudit, newestActs } from "../../schema/auditLog.ts";
import { builder } from "../../schema/builder.ts";
import { idOrNone } from "../../schema/nodeId.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";

builder.queryField("auditLog", (t) =>
  t.field({
    type: AuditEntryConnection,
    description:
      "What was done on the server by a role, the newest first, for its admins, except of reports of the viewer. To everybody else there is nothing.",
    args: {
      conversationId: t.arg.id({
        required: false,
        description: "Only what was done there; absent or null: everywhere.",
      }),
      ...forwardPageArgs,
    },
    complexity: pageCost,
    resolve: (_root, args, context) => {
      const { userId } = viewerOf(context);
      const conversationId =
        args.conversationId == null ? null : idOrNone("Conversation", args.conversationId);
      return resolvePage(args, newestActs("audit", conversationId ?? ""), (page) =>
        findServerAudit(context.db, userId, conversationId, page),
      );
    },
  }),
);
