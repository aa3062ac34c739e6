/** User: a person, as anyone signed in may see them. */
import { isNameless } from "../domain/erasure/nameless.ts";
import type { ProfileRow } from "../domain/rows.ts";
import type { ProfileItem } from "../domain/streams.ts";
import { avatarUrlOf, UPLOADED_AVATAR } from "./avatar.ts";
import { builder, nodeType } from "./builder.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";

// Of a profile, not of Prisma's row: what is private of an account never gets here, and a profile from memory is as good.
export const User = builder.objectRef<ProfileRow>(nodeType("User")).implement({
  description: "A person.",
  fields: (t) => ({
    username: t.exposeString("username", { description: "Unique, in lower case." }),
    displayName: t.exposeString("displayName", { description: "The name to show." }),
    avatarUrl: t.field({
      type: "URL",
      nullable: true,
      description: `The person's picture. ${UPLOADED_AVATAR}`,
      resolve: avatarUrlOf,
    }),
    about: t.exposeString("about", { nullable: true, description: "A few words about themselves." }),
    isErased: t.boolean({
      description:
        "Whether the account was erased: the names are the same for all of them then, and say nothing of who it was.",
      resolve: isNameless,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When the account was made." }),
  }),
});

builder.nodeRef(User, {
  id: { description: "Global id.", resolve: (user: ProfileRow) => user.id },
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

export const ProfileChanged = builder.objectRef<ProfileItem>("ProfileChanged").implement({
  description:
    "Somebody who shares a conversation with the viewer, or the viewer, changed their name, picture, username or words about themselves. A signal: in no log, never replayed, and perhaps lost; what is read is the truth.",
  fields: (t) => ({
    user: t.field({ type: User, description: "As they are now.", resolve: ({ profile }) => profile }),
  }),
});
