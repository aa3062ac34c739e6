/** Query.user. */
import { knownPeople } from "../../domain/privacy/policy.ts";
import { viewerOf } from "../../schema/access.ts";
import { builder } from "../../schema/builder.ts";
import { User } from "../../schema/user.ts";

builder.queryField("user", (t) =>
  t.field({
    type: User,
    nullable: true,
    description:
      "The person with this username, also one whom the search does not find; null when there is none, or none for the viewer: who has blocked the viewer is not found.",
    args: { username: t.arg.string({ description: "In any case: `Ana` finds `ana`." }) },
    resolve: async (_root, { username }, context) => {
      const { userId } = viewerOf(context);
      if (!isStorable(username)) return null;
      return context.db.user.findUnique({
        where: { username: username.toLowerCase(), ...knownPeople(userId) },
      });
    },
  }),
);

/** PostgreSQL refuses NUL and lone surrogates in a text; no username holds them. */
function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}
