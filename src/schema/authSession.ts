/** AuthSession: what a client is handed when somebody signs in. */
import type { SignedIn } from "../domain/account/startSession.ts";
import { builder } from "./builder.ts";
import { User } from "./user.ts";

export const AuthSession = builder.objectRef<SignedIn>("AuthSession").implement({
  description: "A sign-in: who, and the two tokens that prove it.",
  fields: (t) => ({
    accessToken: t.exposeString("accessToken", {
      description:
        'Sent with every request as `Authorization: Bearer <accessToken>`, and with a socket\'s connection_init as `{ authorization: "Bearer <accessToken>" }`.',
    }),
    accessTokenExpiresAt: t.expose("accessTokenExpiresAt", {
      type: "DateTime",
      description: "When the access token ends; call `refreshSession` before.",
    }),
    refreshToken: t.exposeString("refreshToken", {
      description:
        "Exchanged once for the next pair of tokens. Keep it where only the app can read it, and replace it at every refresh.",
    }),
    user: t.field({ type: User, description: "Who is signed in.", resolve: (session) => session.user }),
  }),
});
