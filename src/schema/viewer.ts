/** Viewer: the signed-in user, and what is theirs alone. */
import { ownLiveSession } from "../domain/account/policy.ts";
import { SESSIONS_PER_USER_MAX } from "../domain/account/startSession.ts";
import { builder } from "./builder.ts";
import type { Viewer as ViewerShape } from "./context.ts";
import { loadAccount, loadUser } from "./links.ts";
import { Session } from "./session.ts";
import { User } from "./user.ts";

/** What a list of sessions is taken to cost: few people have more devices. */
const SESSIONS_EXPECTED = 10;

export const ServerRole = builder.enumType("ServerRole", {
  description: "What a person may do on the whole server.",
  values: {
    USER: { description: "Nothing beyond what conversations allow." },
    MODERATOR: {
      description:
        "Sees all reports, decides on them, and deletes what was reported, in whichever conversation.",
    },
    ADMIN: { description: "What a MODERATOR may; reads the audit log, and gives server roles." },
  } as const,
});

export const Viewer = builder.objectRef<ViewerShape>("Viewer").implement({
  description: "The signed-in user and everything that is theirs alone.",
  fields: (t) => ({
    user: t.field({
      type: User,
      description: "The person, as others see them.",
      resolve: (viewer, _args, context) => loadUser(context, viewer.userId),
    }),
    email: t.string({
      nullable: true,
      description: "The address of the account, in lower case; null where there is none.",
      resolve: async (viewer, _args, context) => (await loadAccount(context, viewer.userId)).email,
    }),
    emailVerifiedAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the address was proved to be theirs; null until then.",
      resolve: async (viewer, _args, context) => (await loadAccount(context, viewer.userId)).emailVerifiedAt,
    }),
    serverRole: t.field({
      type: ServerRole,
      description: "What they may do on the whole server.",
      resolve: async (viewer, _args, context) => (await loadAccount(context, viewer.userId)).serverRole,
    }),
    sessions: t.field({
      type: [Session],
      description: `Where they are signed in, the last used first; at most ${SESSIONS_PER_USER_MAX}. A sign-in through an external provider is no session.`,
      complexity: { field: 1, multiplier: SESSIONS_EXPECTED },
      resolve: (viewer, _args, context) =>
        context.db.session.findMany({
          where: ownLiveSession(viewer.userId, new Date()),
          orderBy: [{ lastUsedAt: "desc" }, { id: "desc" }],
          take: SESSIONS_PER_USER_MAX,
        }),
    }),
  }),
});
