/** Ends the session of the one who asks. */
import { sha256 } from "../../lib/hash.ts";
import { InvalidTokenError, NotAllowedError, unauthenticated } from "../errors.ts";
import type { SessionRow } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import type { Accounts } from "./ports.ts";

/** The access token's session; null for the anonymous. `sessionId` is null for an external sign-in. */
export type LogoutViewer = { readonly userId: string; readonly sessionId: string | null } | null;

/**
 * Ends the session that `refreshToken` belongs to, where one is given, else the viewer's. Idempotent.
 * Errors: InvalidToken, NotAllowed (an external sign-in has no session here).
 */
export async function logout(
  accounts: Accounts,
  viewer: LogoutViewer,
  refreshToken: string | null,
): Promise<SessionRow> {
  const session =
    refreshToken === null ? await ownSessionOf(accounts, viewer) : await find(accounts, refreshToken);

  const [ended] = await endSessions(accounts.db, { userId: session.userId, id: session.id });

  if (ended !== undefined) accounts.onSessionsRevoked([ended.id]);
  return ended ?? session;
}

async function ownSessionOf(accounts: Accounts, viewer: LogoutViewer): Promise<SessionRow> {
  if (viewer === null) throw unauthenticated();
  if (viewer.sessionId === null) {
    throw new NotAllowedError("This sign-in belongs to an external provider and ends there.");
  }
  const session = await accounts.db.session.findUnique({ where: { id: viewer.sessionId } });
  if (session === null) throw unauthenticated();
  return session;
}

async function find(accounts: Accounts, refreshToken: string): Promise<SessionRow> {
  const known = await accounts.db.refreshToken.findUnique({
    where: { hash: sha256(refreshToken) },
    include: { session: true },
  });
  if (known === null) throw new InvalidTokenError();
  return known.session;
}
