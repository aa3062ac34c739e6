/** Whose invitations have changed: asked by every position check of a process where an inbox wants to know. */
import type { Pool } from "pg";
import type { OwnInvitationsItem } from "../domain/invitation/ports.ts";
import type { ReadOwnRows } from "../domain/ownRows.ts";
import { createQuery } from "./query.ts";

/** What is replaced goes with the one that replaces it, so whoever has lost one has one that changed. */
const READ_CHANGED_INVITATIONS = {
  name: "read_changed_invitations",
  text: `
    SELECT 'OWN_INVITATIONS' AS type, changed.user_id AS "userId",
           ARRAY(
             SELECT i.id::text FROM invitation i
             WHERE i.user_id = changed.user_id AND i.state = 'PENDING' AND i.expires_at > now() ORDER BY i.id
           ) AS "pendingIds",
           changed.xid::text AS "changedXid"
    FROM (
      SELECT DISTINCT ON (user_id) user_id, changed_xid AS xid
      FROM invitation WHERE user_id = ANY($1::uuid[]) AND changed_xid >= $2::xid8
      ORDER BY user_id, changed_xid DESC
    ) changed`,
};

export function createReadInvitationsSince(pool: Pool): ReadOwnRows["OWN_INVITATIONS"] {
  const query = createQuery(pool);
  return (userIds, since) => query<OwnInvitationsItem>(READ_CHANGED_INVITATIONS, [userIds, String(since)]);
}
