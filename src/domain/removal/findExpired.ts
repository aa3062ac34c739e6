/** Finds the conversations that have messages from before they are kept, and adds a job for each. */
import { NO_ID } from "../../lib/ids.ts";
import { addJobs } from "../job/addJob.ts";
import type { Db } from "../rows.ts";
import type { Retention } from "./removeExpired.ts";

/** Conversations looked at by one statement: an index probe each. */
export const LOOKED_AT_MAX = 1_000;

interface Looked {
  readonly id: string;
  readonly isDue: boolean;
}

/**
 * Of each conversation that keeps messages for a time only it looks at the oldest message that is still there. In the order
 * of their ids, in short statements, until it has looked at all or `signal` aborts. Answers how many are due.
 */
export async function findExpired(db: Db, retention: Retention, signal: AbortSignal): Promise<number> {
  let after = NO_ID;
  let due = 0;
  while (!signal.aborted) {
    const looked: Looked[] = await lookBehind(db, after, retention);
    const jobs = looked
      .filter(({ isDue }) => isDue)
      .map(({ id }) => ({ name: "removeExpiredMessages" as const, key: id }));
    await addJobs(db, jobs);
    due += jobs.length;
    after = looked.at(-1)?.id ?? after;
    if (looked.length < LOOKED_AT_MAX) break;
  }
  return due;
}

/** A time that the server sets is for all; else those alone that set one are looked at, which have an index of their own. */
function lookBehind(db: Db, after: string, { now, retentionDays }: Retention): Promise<Looked[]> {
  if (retentionDays > 0) {
    return db.$queryRaw<Looked[]>`
      SELECT c.id, coalesce(
        oldest.created_at < ${now}::timestamptz
          - make_interval(days => least(nullif(c.retention_days, 0), ${retentionDays}::int)), false) AS "isDue"
      FROM (
        SELECT id, retention_days, expired_seq FROM conversation
        WHERE id > ${after}::uuid
        ORDER BY id LIMIT ${LOOKED_AT_MAX}
      ) c
      LEFT JOIN LATERAL (
        SELECT created_at FROM message
        WHERE conversation_id = c.id AND seq > c.expired_seq ORDER BY seq LIMIT 1
      ) oldest ON true
      ORDER BY c.id`;
  }
  return db.$queryRaw<Looked[]>`
    SELECT c.id, coalesce(
      oldest.created_at < ${now}::timestamptz - make_interval(days => c.retention_days), false) AS "isDue"
    FROM (
      SELECT id, retention_days, expired_seq FROM conversation
      WHERE retention_days > 0 AND id > ${after}::uuid
      ORDER BY id LIMIT ${LOOKED_AT_MAX}
    ) c
    LEFT JOIN LATERAL (
      SELECT created_at FROM message
      WHERE conversation_id = c.id AND seq > c.expired_seq ORDER BY seq LIMIT 1
    ) oldest ON true
    ORDER BY c.id`;
}
