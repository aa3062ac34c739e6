/** Query.user. */
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { User } from "../../schema/user.ts";

builder.queryField("user", (t) =>
  t.field({
    type: User,
    nullable: true,
    description: "The person with this username; null when there is none.",
    args: { username: t.arg.string({ description: "In any case: `Ana` finds `ana`." }) },
    resolve: async (_root, { username }, context) => {
      viewerOf(context);
      if (!isStorable(username)) return null;
      return context.db.user.findUnique({ where: { username: username.toLowerCase() } });
    },
  }),
);

/** PostgreSQL refuses NUL and lone surrogates in a text; no username holds them. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
