/** Ends one of one's own sessions, e.g. on a lost device. */
import { NotFoundError } from "../errors.ts";
import type { SessionRow } from "../rows.ts";
import { endSessions } from "./endSessions.ts";
import { ownSession } from "./policy.ts";
import type { Accounts } from "./ports.ts";

/** Idempotent. Errors: NotFound, also for somebody else's session. */
export async function revokeSession(
  accounts: Accounts,
  userId: string,
  sessionId: string,
): Promise<SessionRow> {
  const session = await accounts.db.session.findUnique({ where: { ...ownSession(userId), id: sessionId } });
  if (session === null) throw new NotFoundError("Session");

  const [ended] = await endSessions(accounts.db, { userId, id: sessionId });

  if (ended !== undefined) accounts.onSessionsRevoked([ended.id]);
  return ended ?? session;
}
