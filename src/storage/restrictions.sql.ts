/** From whom typing and receipts of a person are kept in a conversation: looked up once, for all who are told. */
import type { Pool } from "pg";
import type { ReadRestriction } from "../domain/presence/ports.ts";
import type { Restriction } from "../domain/privacy/restriction.ts";
import { createQuery } from "./query.ts";

/** What the subquery needs to know, as SQL. */
interface Asked {
  readonly column: "who_sees_receipts" | "who_sees_typing";
  readonly userId: string;
  readonly conversationId: string;
  /** Where it is false, nothing is looked up. */
  readonly condition: string;
}

/**
 * A subquery: one row of "onlyTo" and "notTo", none where nothing is kept from anybody. It costs what the person has of
 * blocks and, with CONTACTS, of direct conversations; nothing of what the conversation has of members.
 */
export function restrictionOf({ column, userId, conversationId, condition }: Asked): string {
  const isMember = (id: string): string => `EXISTS (
    SELECT FROM member here
    WHERE here.conversation_id = ${conversationId} AND here.user_id = ${id} AND here.removed_seq IS NULL
  )`;
  return `
    SELECT * FROM (
      SELECT
        CASE p.${column}
          WHEN 'NOBODY' THEN '{}'::uuid[]
          WHEN 'CONTACTS' THEN ARRAY(
            SELECT theirs.user_id
            FROM member own
            JOIN conversation d ON d.id = own.conversation_id AND d.kind = 'DIRECT'
            JOIN member theirs ON theirs.conversation_id = d.id AND theirs.user_id <> own.user_id
            WHERE own.user_id = ${userId} AND ${isMember("theirs.user_id")}
              AND admits('CONTACTS', own.user_id, theirs.user_id)
          )
        END AS "onlyTo",
        ARRAY(
          SELECT other.id FROM (
            SELECT blocked_id AS id FROM block WHERE user_id = ${userId} AND blocked_at IS NOT NULL
            UNION
            SELECT user_id FROM block WHERE blocked_id = ${userId} AND blocked_at IS NOT NULL
          ) other WHERE ${isMember("other.id")}
        ) AS "notTo"
      FROM (SELECT WHERE ${condition}) asked
      LEFT JOIN privacy_settings p ON p.user_id = ${userId}
    ) kept WHERE "onlyTo" IS NOT NULL OR cardinality("notTo") > 0`;
}

/** Who may not send is not shown to type. */
const READ_TYPING_RESTRICTION = {
  name: "read_typing_restriction",
  text: `
    SELECT '{}'::uuid[] AS "onlyTo", '{}'::uuid[] AS "notTo"
    FROM member m JOIN conversation c ON c.id = m.conversation_id
    WHERE m.conversation_id = $2::uuid AND m.user_id = $1::uuid
      AND (m.silenced_until > now() OR (c.posting_policy = 'MODERATORS' AND m.role = 'MEMBER'))
    UNION ALL (${restrictionOf({
      column: "who_sees_typing",
      userId: "$1::uuid",
      conversationId: "$2::uuid",
      condition: "true",
    })})
    LIMIT 1`,
};

export function createReadTypingRestriction(pool: Pool): ReadRestriction {
  const query = createQuery(pool);
  return async (userId, conversationId) => {
    const [restriction] = await query<Restriction>(READ_TYPING_RESTRICTION, [userId, conversationId]);
    return restriction;
  };
}
