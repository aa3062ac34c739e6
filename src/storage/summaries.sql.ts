/** The statements of summaries: rows of `push` that are of no conversation. */
import { SUMMARY_READ_MAX, SUMMARY_TOLD_MAX, SUMMARY_WAITS_MAX_MS } from "../domain/notification/stores.ts";
import type {
  ClaimedPush,
  PushDevice,
  PushState,
  QuietPerson,
  SummaryGroup,
} from "../domain/notification/stores.ts";
import { NO_ID } from "../lib/ids.ts";
import { FACTS, factsFrom, liveDevice, liveDevicesOf, SAME_FACTS } from "./notificationFacts.sql.ts";
import type { Query } from "./query.ts";

/**
 * What waits already is left alone, but for what is claimed: that may be sent in a moment. Rows in one order, like everybody
 * who locks several of these. Without a name, so planned anew each time, for what the tables have grown to.
 */
const SCHEDULE = {
  text: `
    INSERT INTO push AS p (device_id, conversation_id, user_id, due_at, waiting_from_seq)
    SELECT d.id, '${NO_ID}', w.user_id,
           least(w.until, now() + ${SUMMARY_WAITS_MAX_MS} * interval '1 millisecond'), 1
    FROM (
      SELECT user_id, min(until) AS until FROM unnest($1::uuid[], $2::timestamptz[]) AS given(user_id, until)
      GROUP BY user_id OFFSET 0
    ) w
    JOIN LATERAL (SELECT d.id FROM ${liveDevicesOf("w.user_id")} OFFSET 0) d ON true
    LEFT JOIN LATERAL (
      SELECT waiting_from_seq, claim_id FROM push WHERE device_id = d.id AND conversation_id = '${NO_ID}' OFFSET 0
    ) kept ON true
    WHERE kept.waiting_from_seq IS NULL OR kept.claim_id IS NOT NULL
    ORDER BY d.id
    ON CONFLICT (device_id, conversation_id) DO UPDATE SET
      due_at = CASE
        WHEN p.claim_id IS NOT NULL OR p.attempts > 0 THEN p.due_at
        ELSE least(p.due_at, excluded.due_at)
      END,
      waiting_from_seq = excluded.waiting_from_seq,
      generation = p.generation + 1`,
};

/**
 * One row for each group; one without a group where there is nothing. Ids of messages are made in the order of time. Without a
 * name for the same reason.
 */
const READ = {
  text: `
    SELECT w.place::int, d.id, d.provider::text, d.token, d.locale, quiet.*
    FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS w(device_id, user_id, place)
    LEFT JOIN LATERAL (SELECT d.id, d.provider, d.token, d.locale FROM ${liveDevice("w.device_id")} OFFSET 0) d ON true
    LEFT JOIN LATERAL (
      SELECT sent_at FROM push WHERE device_id = w.device_id AND conversation_id = '${NO_ID}' OFFSET 0
    ) last ON true
    LEFT JOIN LATERAL (
      SELECT ${SAME_FACTS}, "isNew", max("sentAt") AS "sentAt", count(*)::int AS count
      FROM (
        SELECT x.conversation_id AS "conversationId", x.decided_at > coalesce(last.sent_at, '-infinity') AS "isNew", ${FACTS}
        FROM (
          SELECT * FROM (
            SELECT conversation_id, message_id, reason, decided_at FROM notification
            WHERE user_id = w.user_id ORDER BY message_id DESC LIMIT ${SUMMARY_READ_MAX}
          ) latest
          WHERE reason IN ('DO_NOT_DISTURB', 'QUIET_HOURS') ORDER BY message_id DESC LIMIT ${SUMMARY_TOLD_MAX}
        ) x
        JOIN LATERAL (SELECT * FROM message WHERE id = x.message_id OFFSET 0) m ON true
        JOIN LATERAL (SELECT kind FROM conversation WHERE id = x.conversation_id OFFSET 0) c ON true
        ${factsFrom("w.user_id")}
      ) each
      GROUP BY ${SAME_FACTS}, "isNew"
    ) quiet ON true
    ORDER BY w.place`,
};

type Row = { place: number } & Omit<PushDevice, "id"> & { id: string | null } & (
    SummaryGroup | { conversationId: null }
  );

/** See `SummaryStore`. */
export async function scheduleSummaries(query: Query, people: readonly QuietPerson[]): Promise<void> {
  await query(SCHEDULE, [people.map(({ userId }) => userId), people.map(({ until }) => until)]);
}

export const isSummary = ({ conversationId }: ClaimedPush): boolean => conversationId === NO_ID;

/** Those of claims that are of no conversation. Errors: UNAVAILABLE. */
export async function readSummaries(query: Query, claims: readonly ClaimedPush[]): Promise<PushState[]> {
  if (claims.length === 0) return [];
  const rows = await query<Row>(READ, [
    claims.map(({ deviceId }) => deviceId),
    claims.map(({ userId }) => userId),
  ]);
  const rowsOf = Map.groupBy(rows, ({ place }) => claims[place - 1]);
  return claims.flatMap((claim) => {
    const own = rowsOf.get(claim) ?? [];
    const [first] = own;
    if (first === undefined) return [];
    const { id, provider, token, locale } = first;
    const device = id === null ? null : { id, provider, token, locale };
    return [
      { ...OF_NO_CONVERSATION, claim, device, summary: own.filter((row) => row.conversationId !== null) },
    ];
  });
}

const OF_NO_CONVERSATION = {
  title: null,
  hidesContent: false,
  isShownOver: false,
  toldCount: 0,
  toldSenderId: null,
  news: [],
};
