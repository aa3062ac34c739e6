/** User: a person, as anyone signed in may see them. */
import type { UserRow } from "../domain/rows.ts";
import { builder, nodeType } from "./builder.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";

export const User = builder.prismaObject("User", {
  name: nodeType("User"),
  description: "A person.",
  fields: (t) => ({
    username: t.exposeString("username", { description: "Unique, in lower case." }),
    displayName: t.exposeString("displayName", { description: "The name to show." }),
    avatarUrl: t.expose("avatarUrl", { type: "URL", nullable: true, description: "The person's picture." }),
    about: t.exposeString("about", { nullable: true, description: "A few words about themselves." }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When the account was made." }),
  }),
});

builder.nodeRef(User, {
  id: { description: "Global id.", resolve: (user: UserRow) => user.id },
  // Profiles are visible to everybody who is signed in, and to nobody else.
  loadManyWithoutCache: async (ids, context) => {
    if (context.viewer === null) return ids.map(() => null);
    return inOrderOf(ids, await context.db.user.findMany({ where: { id: { in: uuidsOf(ids) } } }));
  },
});

export const UserConnection = builder.connectionObject(
  { type: User, name: "UserConnection", description: "A page of people." },
  { name: "UserEdge", description: "A person in a list." },
);
