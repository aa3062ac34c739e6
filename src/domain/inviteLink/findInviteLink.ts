/** Finds an invite link by its secret. */
import { sha256 } from "../../lib/hash.ts";
import type { Db, InviteLinkRow, Tx } from "../rows.ts";

/** Null for a secret of none. */
export function findInviteLink(db: Db | Tx, secret: string): Promise<InviteLinkRow | null> {
  return db.inviteLink.findUnique({ where: { secretHash: sha256(secret) }, omit: { secretHash: true } });
}
