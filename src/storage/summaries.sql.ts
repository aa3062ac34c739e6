/** The statements of summaries: rows of `push` that are of no conversation. */
import {
  SUMMARY_AFTER_MAX_MS,
  SUMMARY_AFTER_MIN_MS,
  SUMMARY_TOLD_MAX,
  SUMMARY_WAITS_MAX_MS,
} from "../domain/notification/stores.ts";
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
 * who locks several of these; devices are held, so that none goes meanwhile. Without a name, so planned anew each time, for
 * what the tables have grown to.
 */
const SCHEDULE = {
  text: `
    INSERT INTO push AS p (device_id, conversation_id, user_id, due_at, waiting_from_seq)
    SELECT d.id, '${NO_ID}', w.user_id,
           least(w.until, now() + ${SUMMARY_WAITS_MAX_MS} * interval '1 millisecond') + w.after, 1
    FROM (
      SELECT user_id, min(until) AS until,
             (${SUMMARY_AFTER_MIN_MS} + random() * ${SUMMARY_AFTER_MAX_MS - SUMMARY_AFTER_MIN_MS}) * interval '1 millisecond' AS after
      FROM unnest($1::uuid[], $2::timestamptz[]) AS given(user_id, until)
      GROUP BY user_id OFFSET 0
    ) w
    JOIN LATERAL (SELECT d.id FROM ${liveDevicesOf("w.user_id")} OFFSET 0 FOR KEY SHARE OF d) d ON true
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

const READ_DEVICES = {
  name: "read_summary_devices",
  text: `
    SELECT d.id, d.provider::text, d.token, d.locale, last.sent_at AS "sentAt"
    FROM unnest($1::uuid[]) WITH ORDINALITY AS w(device_id, place)
    LEFT JOIN LATERAL (SELECT d.id, d.provider, d.token, d.locale FROM ${liveDevice("w.device_id")} OFFSET 0) d ON true
    LEFT JOIN LATERAL (
      SELECT sent_at FROM push WHERE device_id = w.device_id AND conversation_id = '${NO_ID}' OFFSET 0
    ) last ON true
    ORDER BY w.place`,
};

/** Ids of messages are made in the order of time. Without a name for the same reason as above. */
const READ = {
  text: `
    SELECT w.user_id AS "userId", quiet.*
    FROM unnest($1::uuid[]) AS w(user_id)
    JOIN LATERAL (
      SELECT ${SAME_FACTS}, max("sentAt") AS "sentAt", min("decidedAt") AS "oldestAt", max("decidedAt") AS "newestAt",
             count(*)::int AS count
      FROM (
        SELECT x.conversation_id AS "conversationId", x.decided_at AS "decidedAt", ${FACTS}
        FROM (
          SELECT conversation_id, message_id, decided_at FROM notification
          WHERE user_id = w.user_id AND reason IN ('DO_NOT_DISTURB', 'QUIET_HOURS')
          ORDER BY message_id DESC LIMIT ${SUMMARY_TOLD_MAX}
        ) x
        JOIN LATERAL (SELECT * FROM message WHERE id = x.message_id OFFSET 0) m ON true
        JOIN LATERAL (SELECT kind FROM conversation WHERE id = x.conversation_id OFFSET 0) c ON true
        ${factsFrom("w.user_id")}
      ) each
      GROUP BY ${SAME_FACTS}
    ) quiet ON true`,
};

interface DeviceRow extends Omit<PushDevice, "id"> {
  readonly id: string | null;
  readonly sentAt: Date | null;
}

interface GroupRow extends Omit<SummaryGroup, "isNew" | "isTold"> {
  readonly userId: string;
  readonly oldestAt: Date;
  readonly newestAt: Date;
}

/** See `SummaryStore`. */
export async function scheduleSummaries(query: Query, people: readonly QuietPerson[]): Promise<void> {
  await query(SCHEDULE, [people.map(({ userId }) => userId), people.map(({ until }) => until)]);
}

/** See `PushStore`: what is known of a person is read once, whatever devices they have. */
export async function readSummaries(query: Query, claims: readonly ClaimedPush[]): Promise<PushState[]> {
  const devices = await query<DeviceRow>(READ_DEVICES, [claims.map(({ deviceId }) => deviceId)]);
  const groups = await query<GroupRow>(READ, [[...new Set(claims.map(({ userId }) => userId))]]);
  const groupsOf = Map.groupBy(groups, ({ userId }) => userId);
  return claims.flatMap((claim, index) => {
    const row = devices[index];
    if (row === undefined) return [];
    const { sentAt, id, ...rest } = row;
    const device = id === null ? null : { id, ...rest };
    const summary = (groupsOf.get(claim.userId) ?? []).map(
      ({ oldestAt, newestAt, ...group }): SummaryGroup => ({
        ...group,
        isNew: sentAt === null || newestAt > sentAt,
        isTold: sentAt !== null && oldestAt <= sentAt,
      }),
    );
    return [{ ...OF_NO_CONVERSATION, claim, device, summary }];
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
