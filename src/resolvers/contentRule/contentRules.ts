/** Query.contentRules. */
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { ContentRuleConnection, findServerContentRules } from "../../schema/contentRules.ts";
import { newestFirst } from "../../schema/newestFirst.ts";
import { pageCost, resolvePage } from "../../schema/page.ts";
import { forwardPageArgs } from "../../schema/pageArgs.ts";

builder.queryField("contentRules", (t) =>
  t.field({
    type: ContentRuleConnection,
    description:
      "The word and link rules that hold everywhere on the server, newest first, for its moderators and admins. To everybody else there is none.",
    args: forwardPageArgs,
    complexity: pageCost,
    resolve: (_root, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, newestFirst("serverContentRules", ""), ({ after, limit }) =>
        findServerContentRules(context.db, userId, { after, limit }),
      );
    },
  }),
);
