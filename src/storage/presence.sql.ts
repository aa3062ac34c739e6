/** What is kept of presence: read for many people at once, and written behind, in batches. */
import type { Pool } from "pg";
import type {
  Choice,
  FindMembers,
  FindVisiblePresences,
  ReadChoicesSince,
  ReadKeptPresences,
  SaveSightings,
  Sight,
} from "../domain/presence/ports.ts";
import type { Database } from "./database.ts";
import { createQuery } from "./query.ts";

export interface PresenceReads {
  readonly readKept: ReadKeptPresences;
  readonly findVisible: FindVisiblePresences;
  readonly findMembers: FindMembers;
}

/**
 * Person by person, from their memberships to the viewer's: it costs what the people's own conversations are many, not
 * what they are large. (As one EXISTS among others the planner reads every member of the viewer's conversations.)
 */
const FIND_VISIBLE = {
  name: "find_visible_presences",
  text: `
    SELECT asked.id, admits(p.who_sees_last_seen, asked.id, $1::uuid) AS "seesLastSeen"
    FROM unnest($2::uuid[]) AS asked(id)
    CROSS JOIN LATERAL (
      SELECT FROM member theirs
      JOIN member mine ON mine.conversation_id = theirs.conversation_id
      WHERE theirs.user_id = asked.id AND theirs.removed_seq IS NULL
        AND mine.user_id = $1::uuid AND mine.removed_seq IS NULL
      LIMIT 1
    ) shared
    LEFT JOIN privacy_settings p ON p.user_id = asked.id
    WHERE admits(p.who_sees_presence, asked.id, $1::uuid)`,
};

export function createPresenceReads({ prisma: db, pool }: Database): PresenceReads {
  return {
    readKept: (userIds) => db.presence.findMany({ where: { userId: { in: [...userIds] } } }),
    findVisible: async (viewerId, userIds) => {
      const { rows } = await pool.query<Sight & { id: string }>({
        ...FIND_VISIBLE,
        values: [viewerId, userIds],
      });
      const visible = new Map<string, Sight>(rows.map(({ id, seesLastSeen }) => [id, { seesLastSeen }]));
      if (userIds.includes(viewerId)) visible.set(viewerId, { seesLastSeen: true });
      return visible;
    },
    findMembers: async (conversationId, userIds) => {
      const members = await db.member.findMany({
        where: { conversationId, userId: { in: [...userIds] }, removedSeq: null },
        select: { userId: true },
      });
      return new Set(members.map(({ userId }) => userId));
    },
  };
}

const READ_CHANGED_CHOICES = {
  name: "read_changed_choices",
  text: `
    SELECT user_id AS "userId", chosen_status::text AS "chosenStatus", custom_status AS "customStatus"
    FROM presence WHERE user_id = ANY($1::uuid[]) AND choice_xid >= $2::xid8`,
};

export function createReadChoicesSince(pool: Pool): ReadChoicesSince {
  const query = createQuery(pool);
  return (userIds, since) => query<Choice>(READ_CHANGED_CHOICES, [userIds, String(since)]);
}

const SAVE_SIGHTINGS = {
  name: "save_sightings",
  text: `
    INSERT INTO presence AS kept (user_id, last_seen_at)
    SELECT seen.user_id, seen.at
    FROM unnest($1::uuid[], $2::timestamptz[]) AS seen(user_id, at)
    WHERE EXISTS (SELECT FROM "user" WHERE id = seen.user_id AND erased_at IS NULL)
    ORDER BY seen.user_id
    ON CONFLICT (user_id) DO UPDATE SET last_seen_at = excluded.last_seen_at
    WHERE kept.chosen_status <> 'OFFLINE'
      AND (kept.last_seen_at IS NULL OR kept.last_seen_at < excluded.last_seen_at)`,
};

/** In the order of the ids, so that two processes that write the same people never wait for each other in a circle. */
export function createSaveSightings(pool: Pool): SaveSightings {
  return async (sightings) => {
    const userIds = sightings.map(({ userId }) => userId);
    const times = sightings.map(({ at }) => at);
    await pool.query({ ...SAVE_SIGHTINGS, values: [userIds, times] });
  };
}
