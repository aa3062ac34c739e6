/** Session: one sign-in on one device, seen by its own user only. */
import { ownSession } from "../domain/account/policy.ts";
import type { SessionRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";

export const Session = builder.prismaObject("Session", {
  name: nodeType("Session"),
  description: "A sign-in on one device. It lasts as long as its refresh tokens are exchanged in time.",
  fields: (t) => ({
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When its user signed in." }),
    lastUsedAt: t.expose("lastUsedAt", {
      type: "DateTime",
      description: "When it was last refreshed, or begun.",
    }),
    expiresAt: t.expose("expiresAt", {
      type: "DateTime",
      description: "When it ends by itself, unless it is refreshed before.",
    }),
    revokedAt: t.expose("revokedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was ended; null while it lasts.",
    }),
    userAgent: t.exposeString("userAgent", {
      nullable: true,
      description: "What the device's software said about itself; at most 400 characters.",
    }),
    address: t.exposeString("address", {
      nullable: true,
      description: "The IP address it was last refreshed from, or begun.",
    }),
    isCurrent: t.boolean({
      description: "Whether it is the session of the access token that asks.",
      extensions: { perViewer: true },
      resolve: (session, _args, context) => session.id === context.viewer?.sessionId,
    }),
  }),
});

builder.nodeRef(Session, {
  id: { description: "Global id.", resolve: (session: SessionRow) => session.id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { ...ownSession(viewerIdOrNone(context)), id: { in: uuidsOf(ids) } };
    return inOrderOf(ids, await context.db.session.findMany({ where }));
  },
});
