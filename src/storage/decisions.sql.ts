/** The statements of decisions: who might be notified of a message, and what was decided. */
import type { Pool } from "pg";
import type {
  Candidate,
  DecidedCount,
  DecisionStore,
  FirstDecision,
  MessageAudience,
} from "../domain/notification/stores.ts";
import { FACTS, factsFrom, liveDevicesOf } from "./notificationFacts.sql.ts";
import { createQuery } from "./query.ts";
import { scheduleSummaries } from "./summaries.sql.ts";

const READ_AUDIENCES = {
  name: "read_message_audiences",
  text: `
    SELECT m.id AS "messageId", m.conversation_id AS "conversationId", c.member_count AS "memberCount",
           m.thread_root_id IS NOT NULL AS "isReply"
    FROM unnest($1::uuid[]) AS given(id)
    JOIN LATERAL (SELECT id, conversation_id, thread_root_id FROM message WHERE id = given.id OFFSET 0) m ON true
    JOIN LATERAL (SELECT member_count FROM conversation WHERE id = m.conversation_id OFFSET 0) c ON true`,
};

const READ_RANGES = {
  name: "read_member_ranges",
  text: `
    SELECT user_id AS "userId" FROM (
      SELECT user_id, row_number() OVER (ORDER BY user_id) AS place FROM member
      WHERE conversation_id = $1::uuid AND removed_seq IS NULL
    ) numbered
    WHERE place % $2::int = 0 ORDER BY user_id`,
};

/** Before anything else: whether there is somewhere to notify them at all. Of most members of a large channel there is not. */
const READ_CANDIDATES = {
  name: "read_notification_candidates",
  text: `
    SELECT a.user_id AS "userId", m.conversation_id AS "conversationId", m.seq, m.id AS "messageId",
           reach.has_device AS "hasDevice", reach.wants_mail AS "wantsMail", ${FACTS}
    FROM unnest($1::uuid[]) AS given(id)
    JOIN LATERAL (SELECT * FROM message WHERE id = given.id OFFSET 0) m ON true
    JOIN LATERAL (SELECT kind FROM conversation WHERE id = m.conversation_id OFFSET 0) c ON true
    JOIN LATERAL (
      SELECT user_id FROM member
      WHERE conversation_id = m.conversation_id AND removed_seq IS NULL AND user_id <> m.sender_id
        AND ($2::uuid IS NULL OR user_id > $2::uuid) AND ($3::uuid IS NULL OR user_id <= $3::uuid) OFFSET 0
    ) a ON true
    JOIN LATERAL (
      SELECT EXISTS (SELECT FROM ${liveDevicesOf("a.user_id")}) AS has_device,
             EXISTS (
               SELECT FROM notification_settings wishes JOIN "user" ON "user".id = wishes.user_id
               WHERE wishes.user_id = a.user_id AND wishes.wants_email_digest
                 AND "user".email IS NOT NULL AND "user".email_verified_at IS NOT NULL
             ) AS wants_mail
      OFFSET 0
    ) reach ON reach.has_device OR reach.wants_mail
    ${factsFrom("a.user_id")}
    WHERE m.thread_root_id IS NULL OR t.is_following OR named.seq IS NOT NULL OR m.mention_scope IS NOT NULL`,
};

/**
 * What is decided already stays. A push that is claimed, or that its provider wants later, keeps its time; one behind
 * another of the same conversation waits for the window. Rows in one order, like everybody who locks several of these;
 * devices are held, so that none goes meanwhile.
 * Without a name, so planned anew each time: a plan that was made while `push` was small reads it whole for each row.
 */
const DECIDE = {
  text: `
    WITH decided AS (
      INSERT INTO notification AS kept (user_id, conversation_id, seq, message_id, state, reason, decided_at)
      SELECT user_id, conversation_id, seq, message_id, state::notification_state, reason::notification_reason, now()
      FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[], $5::text[], $6::text[])
        AS given(user_id, conversation_id, seq, message_id, state, reason)
      ON CONFLICT DO NOTHING
      RETURNING user_id, conversation_id, seq, message_id, state, reason
    ), waiting AS (
      SELECT w.user_id, w.conversation_id, min(w.seq) AS from_seq, bool_or(given.is_urgent) AS is_urgent
      FROM decided w
      JOIN unnest($1::uuid[], $4::uuid[], $7::boolean[]) AS given(user_id, message_id, is_urgent)
        USING (user_id, message_id)
      WHERE w.state = 'WAITING' GROUP BY w.user_id, w.conversation_id
    ), due AS (
      INSERT INTO push AS p (device_id, conversation_id, user_id, due_at, waiting_from_seq, is_urgent)
      SELECT d.id, w.conversation_id, w.user_id,
             greatest(now() + $9::int * interval '1 millisecond',
               CASE WHEN NOT w.is_urgent THEN shown.sent_at + $10::int * interval '1 millisecond' END),
             w.from_seq, w.is_urgent
      FROM waiting w
      JOIN LATERAL (SELECT d.id FROM ${liveDevicesOf("w.user_id")} OFFSET 0 FOR KEY SHARE OF d) d ON true
      LEFT JOIN LATERAL (
        SELECT sent_at FROM push WHERE device_id = d.id AND conversation_id = w.conversation_id OFFSET 0
      ) shown ON true
      ORDER BY d.id, w.conversation_id
      ON CONFLICT (device_id, conversation_id) DO UPDATE SET
        due_at = CASE
          WHEN p.claim_id IS NOT NULL OR p.attempts > 0 THEN p.due_at
          ELSE least(p.due_at, excluded.due_at)
        END,
        waiting_from_seq = least(p.waiting_from_seq, excluded.waiting_from_seq),
        is_urgent = p.is_urgent OR excluded.is_urgent,
        generation = p.generation + 1
    ), mailed AS (
      INSERT INTO notification_digest AS m (user_id, due_at)
      SELECT DISTINCT user_id, now() + $11::int * interval '1 millisecond' FROM decided
      JOIN unnest($1::uuid[], $4::uuid[], $8::boolean[]) AS given(user_id, message_id, is_mailed) USING (user_id, message_id)
      WHERE given.is_mailed ORDER BY user_id
      ON CONFLICT (user_id) DO UPDATE SET due_at = coalesce(m.due_at, excluded.due_at)
    )
    SELECT state::text, reason::text, count(*)::int AS count FROM decided GROUP BY state, reason`,
};

/**
 * What tells of a message that is deleted since. What is claimed just now may be shown in a moment: it is looked at again.
 * What devices show of a conversation is read once, however many of its messages are deleted. Without a name, so planned anew
 * each time: a plan that was made while `push` was small reads it whole.
 */
const TAKE_BACK_DELETED = {
  text: `
    UPDATE push p
    SET due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN now() ELSE p.due_at END,
        generation = p.generation + 1
    FROM (
      SELECT shown.device_id, shown.conversation_id
      FROM (
        SELECT seen.device_id, seen.conversation_id
        FROM (
          SELECT given.conversation_id,
                 range_agg(int4range(coalesce(m.seq, 0), coalesce(m.seq, given.through_seq), '[]'))
                   FILTER (WHERE m.seq IS NOT NULL OR given.through_seq IS NOT NULL) AS seqs
          FROM unnest($1::uuid[], $2::uuid[], $3::int[]) AS given(conversation_id, message_id, through_seq)
          LEFT JOIN LATERAL (SELECT seq FROM message WHERE id = given.message_id OFFSET 0) m ON true
          GROUP BY given.conversation_id
        ) deleted
        JOIN LATERAL (
          SELECT device_id, conversation_id FROM push
          WHERE conversation_id = deleted.conversation_id
            AND (claim_id IS NOT NULL OR (shown_seq IS NOT NULL
              AND deleted.seqs && int4range(least(coalesce(shown_from_seq, 0), shown_seq), shown_seq, '[]')))
          OFFSET 0
        ) seen ON true
      ) told
      JOIN push shown ON shown.device_id = told.device_id AND shown.conversation_id = told.conversation_id
      ORDER BY shown.device_id, shown.conversation_id
      FOR UPDATE OF shown
    ) gone
    WHERE p.device_id = gone.device_id AND p.conversation_id = gone.conversation_id`,
};

/** The marks that sends move: their own transactions wait for no push. */
const TAKE_BACK_ANSWERED = {
  name: "take_back_answered",
  text: `
    SELECT look_at_what_is_shown(array_agg(reply.conversation_id), array_agg(reply.sender_id), array_agg(reply.seq))
    FROM (
      SELECT m.conversation_id, m.sender_id, max(m.seq) AS seq
      FROM unnest($1::uuid[]) AS given(id)
      JOIN LATERAL (SELECT conversation_id, sender_id, seq FROM message WHERE id = given.id OFFSET 0) m ON true
      GROUP BY m.conversation_id, m.sender_id
    ) reply
    HAVING count(*) > 0`,
};

/** What is claimed just now may be shown in a moment: it is looked at again. */
const TAKE_BACK_LEFT = {
  name: "take_back_left",
  text: `
    UPDATE push p
    SET due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN now() ELSE p.due_at END,
        generation = p.generation + 1
    FROM (
      SELECT shown.device_id, shown.conversation_id
      FROM unnest($1::uuid[]) AS given(id)
      JOIN LATERAL (
        SELECT conversation_id, user_id FROM member WHERE id = given.id AND removed_seq IS NOT NULL OFFSET 0
      ) b ON true
      JOIN LATERAL (
        SELECT device_id FROM push WHERE conversation_id = b.conversation_id AND user_id = b.user_id OFFSET 0
      ) seen ON true
      JOIN push shown ON shown.device_id = seen.device_id AND shown.conversation_id = b.conversation_id
      WHERE shown.shown_seq IS NOT NULL OR shown.claim_id IS NOT NULL
      ORDER BY shown.device_id, shown.conversation_id
      FOR UPDATE OF shown
    ) gone
    WHERE p.device_id = gone.device_id AND p.conversation_id = gone.conversation_id`,
};

export function createDecisionStore(pool: Pool): DecisionStore {
  const query = createQuery(pool);
  return {
    readAudiences: (messageIds) => query<MessageAudience>(READ_AUDIENCES, [messageIds]),

    async readRanges(conversationId, size) {
      const rows = await query<{ userId: string }>(READ_RANGES, [conversationId, size]);
      return rows.map(({ userId }) => userId);
    },

    readCandidates: (messageIds, { after, until }) =>
      query<Candidate>(READ_CANDIDATES, [messageIds, after, until]),

    decide: (decisions, { delayMs, windowMs, mailAfterMs }) =>
      query<DecidedCount>(DECIDE, [...columnsOf(decisions), delayMs, windowMs, mailAfterMs]),

    scheduleSummaries: (people) => scheduleSummaries(query, people),

    async takeBackDeleted(places) {
      await query(TAKE_BACK_DELETED, [
        places.map(({ conversationId }) => conversationId),
        places.map(({ messageId }) => messageId),
        places.map(({ throughSeq }) => throughSeq),
      ]);
    },

    async takeBackAnswered(replyIds) {
      await query(TAKE_BACK_ANSWERED, [replyIds]);
    },

    async takeBackLeft(memberIds) {
      await query(TAKE_BACK_LEFT, [memberIds]);
    },
  };
}

function columnsOf(decisions: readonly FirstDecision[]): unknown[][] {
  const ordered = decisions.toSorted(byPlace);
  return [
    ordered.map(({ userId }) => userId),
    ordered.map(({ conversationId }) => conversationId),
    ordered.map(({ seq }) => seq),
    ordered.map(({ messageId }) => messageId),
    ordered.map(({ state }) => state),
    ordered.map(({ reason }) => reason),
    ordered.map(({ isUrgent }) => isUrgent),
    ordered.map(({ isMailed }) => isMailed),
  ];
}

function byPlace(one: FirstDecision, other: FirstDecision): number {
  if (one.userId !== other.userId) return one.userId < other.userId ? -1 : 1;
  if (one.conversationId !== other.conversationId) return one.conversationId < other.conversationId ? -1 : 1;
  return one.seq - other.seq;
}
