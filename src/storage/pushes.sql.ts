/** The statements of sending: what is due, what is known of it then, and how it ended. */
import type { Pool } from "pg";
import { NEWS_MAX, PREVIEW_READ_MAX, URGENT_AHEAD_MS } from "../domain/notification/stores.ts";
import type { ClaimedPush, News, PushState, PushStore, Settlement } from "../domain/notification/stores.ts";
import { readBadges } from "./badges.sql.ts";
import { FACTS, factsFrom } from "./notificationFacts.sql.ts";
import { readTargets } from "./pushTargets.sql.ts";
import { createQuery } from "./query.ts";
import type { Query } from "./query.ts";
import { readSummaries, scheduleSummaries } from "./summaries.sql.ts";

/** Those of one kind that have been due longest, in their order: a row is locked when it is asked for. */
const dueOf = (kind: string): string => `
  (SELECT ctid FROM push WHERE ${kind} AND due_at <= now() ORDER BY due_at LIMIT $2::int FOR UPDATE SKIP LOCKED) ordered`;

/**
 * A claim moves the time to the end of its lease: of a worker that was killed they are due again by themselves. First it is
 * looked how many of each kind have been due longest, where what is urgent counts as due for longer; then as many are locked,
 * and none beside: what is locked and not taken would be passed over by others. They are given as an array: in a join they may
 * be looked for again for each row. Without a name, so planned anew each time: a plan that was made while `push` was small
 * reads it whole.
 */
const CLAIM = {
  text: `
    WITH turns AS (
      SELECT is_urgent FROM (
        (
          SELECT is_urgent, due_at - interval '${URGENT_AHEAD_MS} milliseconds' AS turn FROM push
          WHERE is_urgent AND due_at <= now() ORDER BY due_at LIMIT $2::int
        ) UNION ALL (
          SELECT is_urgent, due_at FROM push WHERE NOT is_urgent AND due_at <= now() ORDER BY due_at LIMIT $2::int
        )
      ) due ORDER BY turn LIMIT $2::int
    ), urgent AS MATERIALIZED (
      SELECT ctid FROM ${dueOf("is_urgent")} LIMIT (SELECT count(*) FROM turns WHERE is_urgent)
    ), other AS MATERIALIZED (
      SELECT ctid FROM ${dueOf("NOT is_urgent")} LIMIT $2::int - (SELECT count(*) FROM urgent)
    )
    UPDATE push p SET claim_id = $1::uuid, due_at = now() + $3::int * interval '1 millisecond'
    WHERE p.ctid = ANY(ARRAY(SELECT ctid FROM urgent UNION ALL SELECT ctid FROM other))
    RETURNING p.device_id AS "deviceId", p.conversation_id AS "conversationId", p.user_id AS "userId", p.generation,
      p.attempts, p.failing_since AS "failingSince", p.shown_seq AS "shownSeq", p.shown_from_seq AS "shownFromSeq",
      p.waiting_from_seq AS "waitingFromSeq"`,
};

/** From the first that waits on: what was decided for it, and of what another device was told of before. */
const READ_NEWS = {
  name: "read_push_news",
  text: `
    SELECT w.place::int, x.user_id AS "userId", x.conversation_id AS "conversationId", x.seq, x.message_id AS "messageId",
           x.state::text, m.sender_id AS "senderId", sender.display_name AS "senderName",
           left(m.body, ${PREVIEW_READ_MAX}) AS body, CASE
             WHEN m.content ? 'location' THEN 'location' WHEN m.content IS NOT NULL THEN 'custom'
           END AS "contentType",
           coalesce((
             SELECT array_agg(one.value ->> 'kind') FROM jsonb_array_elements(m.attachments) AS one
           ), '{}') AS "attachmentKinds",
           true AS "hasDevice", ${FACTS}
    FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) WITH ORDINALITY
      AS w(user_id, conversation_id, from_seq, shown_seq, place)
    JOIN LATERAL (
      SELECT * FROM notification
      WHERE user_id = w.user_id AND conversation_id = w.conversation_id AND seq >= w.from_seq
        AND (state = 'WAITING' OR (state <> 'SUPPRESSED' AND seq > coalesce(w.shown_seq, 0)))
      ORDER BY seq LIMIT ${NEWS_MAX}
    ) x ON true
    JOIN LATERAL (SELECT * FROM message WHERE id = x.message_id OFFSET 0) m ON true
    JOIN LATERAL (SELECT kind FROM conversation WHERE id = x.conversation_id OFFSET 0) c ON true
    JOIN LATERAL (SELECT display_name FROM "user" WHERE id = m.sender_id OFFSET 0) sender ON true
    ${factsFrom("x.user_id")}
    ORDER BY w.place, x.seq`,
};

/**
 * In one order, like everybody who locks several of these rows, and by lookups: hardly any row is claimed or waits when
 * PostgreSQL looks at what the tables hold, so a join would be planned to begin there, and read them whole. Without a name, so
 * planned anew each time, for what they have grown to.
 */
const SETTLE = {
  text: `
    WITH ended AS (
      UPDATE push p SET
        claim_id = NULL,
        shown_seq = e.shown_seq,
        shown_from_seq = e.shown_from_seq,
        sent_at = CASE WHEN e.is_sent THEN now() ELSE p.sent_at END,
        attempts = e.attempts,
        is_urgent = p.is_urgent AND (e.again_in_ms IS NOT NULL OR p.generation <> e.generation),
        failing_since = e.failing_since,
        waiting_from_seq = CASE WHEN p.generation = e.generation THEN e.waiting_from_seq ELSE p.waiting_from_seq END,
        due_at = CASE
          WHEN p.generation <> e.generation AND e.attempts = 0
            THEN now() + least(e.again_in_ms, $9::int) * interval '1 millisecond'
          ELSE now() + e.again_in_ms * interval '1 millisecond'
        END
      FROM (
        SELECT given.* FROM (
          SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::int[], $6::boolean[], $7::int[], $8::timestamptz[], $10::int[], $16::int[], $17::int[])
            AS g(device_id, conversation_id, generation, shown_seq, is_sent, again_in_ms, failing_since, attempts,
              waiting_from_seq, shown_from_seq)
          ORDER BY device_id, conversation_id
        ) given
        JOIN LATERAL (
          SELECT FROM push
          WHERE device_id = given.device_id AND conversation_id = given.conversation_id AND claim_id = $1::uuid
          OFFSET 0 FOR UPDATE
        ) held ON true
        OFFSET 0
      ) e
      WHERE p.device_id = e.device_id AND p.conversation_id = e.conversation_id
    ), decided AS (
      UPDATE notification x SET state = g.state, reason = g.reason, decided_at = now()
      FROM (
        SELECT given.user_id, given.conversation_id, given.seq, given.state::notification_state AS state,
               given.reason::notification_reason AS reason
        FROM (
          SELECT * FROM unnest($11::uuid[], $12::uuid[], $13::int[], $14::text[], $15::text[])
            AS g(user_id, conversation_id, seq, state, reason)
          ORDER BY user_id, conversation_id, seq
        ) given
        JOIN LATERAL (
          SELECT FROM notification
          WHERE user_id = given.user_id AND conversation_id = given.conversation_id AND seq = given.seq
            AND (state = 'WAITING' OR (state = 'FAILED' AND given.state = 'SENT'))
          OFFSET 0 FOR UPDATE
        ) held ON true
        OFFSET 0
      ) g
      WHERE x.user_id = g.user_id AND x.conversation_id = g.conversation_id AND x.seq = g.seq
    )
    SELECT`,
};

/**
 * Apart from what holds rows of `push`, which this deletes as well, of all conversations: else it waits for a mark that waits
 * for these. Where it does not come to that, the provider says it again of the next push.
 */
const FORGET_DEVICES = {
  name: "forget_devices",
  text: `
    DELETE FROM device d USING unnest($1::uuid[], $2::text[]) AS gone(id, token)
    WHERE d.id = gone.id AND d.token = gone.token`,
};

const READ_WAITING = {
  name: "read_waiting_pushes",
  text: `
    SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS "ageSeconds"
    FROM push WHERE due_at <= now()`,
};

export function createPushStore(pool: Pool): PushStore {
  const query = createQuery(pool);
  return {
    claim: (claimId, max, leaseMs) => query<ClaimedPush>(CLAIM, [claimId, max, leaseMs]),
    read: (claims) => read(query, claims),

    readSummaries: (claims) => readSummaries(query, claims),

    scheduleSummaries: (people) => scheduleSummaries(query, people),

    readBadges: (userIds) => readBadges(query, userIds),

    async settle(claimId, settlement) {
      await query(SETTLE, valuesOf(claimId, settlement));
      const { invalid } = settlement;
      if (invalid.length > 0) {
        await query(FORGET_DEVICES, [invalid.map(({ id }) => id), invalid.map(({ token }) => token)]);
      }
    },

    async readWaiting() {
      const [row] = await query<{ count: number; ageSeconds: number }>(READ_WAITING, []);
      return row ?? { count: 0, ageSeconds: 0 };
    },
  };
}

async function read(query: Query, claims: readonly ClaimedPush[]): Promise<PushState[]> {
  const waiting = claims.filter(({ waitingFromSeq }) => waitingFromSeq !== null);
  // One after the other: what is news by the first is a little older than what the second says.
  const news = await query<News & { place: number }>(READ_NEWS, [
    waiting.map(({ userId }) => userId),
    waiting.map(({ conversationId }) => conversationId),
    waiting.map(({ waitingFromSeq }) => waitingFromSeq),
    waiting.map(({ shownSeq }) => shownSeq),
  ]);
  const newsOf = Map.groupBy(news, ({ place }) => waiting[place - 1]);
  const targets = await readTargets(query, claims);
  return claims.flatMap((claim, index) => {
    const target = targets[index];
    return target === undefined ? [] : [{ ...target, claim, news: newsOf.get(claim) ?? [], summary: null }];
  });
}

function valuesOf(claimId: string, { ends, decisions, delayMs }: Settlement): unknown[] {
  return [
    claimId,
    ends.map(({ claim }) => claim.deviceId),
    ends.map(({ claim }) => claim.conversationId),
    ends.map(({ claim }) => claim.generation),
    ends.map(({ shownSeq }) => shownSeq),
    ends.map(({ isSent }) => isSent),
    ends.map(({ againInMs }) => againInMs),
    ends.map(({ failingSince }) => failingSince),
    delayMs,
    ends.map(({ attempts }) => attempts),
    decisions.map(({ userId }) => userId),
    decisions.map(({ conversationId }) => conversationId),
    decisions.map(({ seq }) => seq),
    decisions.map(({ state }) => state),
    decisions.map(({ reason }) => reason),
    ends.map(({ waitingFromSeq }) => waitingFromSeq),
    ends.map(({ shownFromSeq }) => shownFromSeq),
  ];
}
