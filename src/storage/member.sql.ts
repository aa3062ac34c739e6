/** A membership's columns, for the statements that are written as SQL. */

/** A `MemberRow`; `m` is the member. */
export const MEMBER = `
  m.id, m.conversation_id AS "conversationId", m.user_id AS "userId", m.role::text AS role, m.joined_at AS "joinedAt",
  m.joined_seq AS "joinedSeq", m.visible_from_seq AS "visibleFromSeq", m.removed_seq AS "removedSeq",
  m.silenced_until AS "silencedUntil", m.changed_seq AS "changedSeq"`;
