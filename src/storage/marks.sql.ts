/**
 * The hot statements of marks: clients mark what they receive and read all the time.
 *
 * Marks that wait go together, as sends do, and take no conversation's lock. Rows are written in one order, so that no two
 * processes wait for each other in a circle. What would not move a mark is left out by a plain read before anything is
 * written.
 */
import type { Pool } from "pg";
import { unavailable } from "../domain/errors.ts";
import { RECEIPTS_SAMPLE_MAX } from "../domain/receipts/ports.ts";
import type {
  AdvancedReceipts,
  Mark,
  Marked,
  MarkedMember,
  Marks,
  NewMark,
} from "../domain/receipts/ports.ts";
import type { MemberRow } from "../domain/rows.ts";
import { createBatcher } from "../lib/batcher.ts";
import { MEMBER } from "./member.sql.ts";
import { createQuery } from "./query.ts";
import { restrictionOf } from "./restrictions.sql.ts";

const BATCH_MAX = 256;
/** Marks that may wait on this process. */
const WAITING_MAX = 10_000;
const WAIT_MAX_MS = 8_000;

/** The columns of a `MarkedRow`: `m` is the member, `k` the mark, null where there is none yet. */
const MARKED_MEMBER = `
  ${MEMBER},
  coalesce(k.delivered_seq, 0) AS "deliveredSeq", coalesce(k.read_seq, 0) AS "readSeq",
  coalesce(k.receipt_seq, 0) AS "receiptSeq"`;

const ADVANCE_MARKS = {
  name: "advance_marks",
  text: `
    WITH place AS MATERIALIZED (
      SELECT m.id, c.head_seq, k.delivered_seq, k.read_seq, k.receipt_seq, m.conversation_id, m.user_id,
             least(given.delivered_seq, c.head_seq) AS to_delivered, least(given.read_seq, c.head_seq) AS to_read
      FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) AS given(conversation_id, user_id, delivered_seq, read_seq)
      JOIN member m ON m.conversation_id = given.conversation_id AND m.user_id = given.user_id AND m.removed_seq IS NULL
      JOIN conversation c ON c.id = m.conversation_id
      LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
    ), advanced AS (
      INSERT INTO member_mark AS k (conversation_id, user_id, delivered_seq, read_seq, receipt_seq)
      SELECT conversation_id, user_id, to_delivered, to_read, to_read FROM place
      WHERE to_delivered > coalesce(delivered_seq, 0) OR to_read > coalesce(read_seq, 0)
      ORDER BY conversation_id, user_id
      ON CONFLICT (conversation_id, user_id) DO UPDATE SET
        delivered_seq = greatest(k.delivered_seq, excluded.delivered_seq),
        read_seq = greatest(k.read_seq, excluded.read_seq),
        receipt_seq = greatest(k.receipt_seq, excluded.receipt_seq)
      RETURNING k.conversation_id, k.user_id, k.delivered_seq, k.read_seq, k.receipt_seq
    )
    SELECT ${MARKED_MEMBER}, place.head_seq AS "headSeq",
           coalesce(k.delivered_seq > coalesce(place.delivered_seq, 0)
             OR k.receipt_seq > coalesce(place.receipt_seq, 0), false) AS "hasMoved"
    FROM place
    LEFT JOIN advanced USING (conversation_id, user_id)
    JOIN member m ON m.id = place.id
    CROSS JOIN LATERAL (
      SELECT coalesce(advanced.delivered_seq, place.delivered_seq) AS delivered_seq,
             coalesce(advanced.read_seq, place.read_seq) AS read_seq,
             coalesce(advanced.receipt_seq, place.receipt_seq) AS receipt_seq
    ) k`,
};

const REWIND_MARK = {
  name: "rewind_mark",
  text: `
    WITH place AS MATERIALIZED (
      SELECT m.id, c.head_seq, k.delivered_seq, k.read_seq, k.receipt_seq
      FROM member m
      JOIN conversation c ON c.id = m.conversation_id
      LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
      WHERE m.conversation_id = $1::uuid AND m.user_id = $2::uuid AND m.removed_seq IS NULL
    ), rewound AS (
      UPDATE member_mark SET read_seq = least(read_seq, $3::int - 1)
      WHERE conversation_id = $1::uuid AND user_id = $2::uuid AND (SELECT read_seq FROM place) >= $3::int
      RETURNING delivered_seq, read_seq, receipt_seq
    )
    SELECT ${MARKED_MEMBER}, place.head_seq AS "headSeq", false AS "hasMoved"
    FROM place
    JOIN member m ON m.id = place.id
    CROSS JOIN LATERAL (
      SELECT delivered_seq, read_seq, receipt_seq FROM rewound
      UNION ALL
      SELECT place.delivered_seq, place.read_seq, place.receipt_seq WHERE NOT EXISTS (SELECT FROM rewound)
    ) k`,
};

const READ_CHANGED_MARKS = {
  name: "read_changed_marks",
  text: `
    SELECT ${MARKED_MEMBER}
    FROM member_mark k
    JOIN member m ON m.conversation_id = k.conversation_id AND m.user_id = k.user_id AND m.removed_seq IS NULL
    WHERE k.user_id = ANY($1::uuid[]) AND k.changed_xid >= $2::xid8`,
};

/**
 * `receipt_xid` is what is asked for: it stands still while a mark goes back. `changed_xid`, which has the index, finds
 * these and few others; and rows from before there was a `receipt_xid` have that of the migration.
 */
const READ_ADVANCED_RECEIPTS = {
  name: "read_advanced_receipts",
  text: `
    SELECT ${MARKED_MEMBER}, k.count, admits(p.who_sees_receipts, m.user_id, mine.user_id) AS "isAdmitted"
    FROM member mine
    CROSS JOIN LATERAL (
      SELECT moved.*, count(*) OVER ()::int AS count
      FROM member_mark moved
      JOIN member theirs ON theirs.conversation_id = moved.conversation_id AND theirs.user_id = moved.user_id
      LEFT JOIN privacy_settings shown ON shown.user_id = moved.user_id
      WHERE shown.who_sees_receipts IS DISTINCT FROM 'NOBODY' AND moved.conversation_id = mine.conversation_id AND moved.changed_xid >= $2::xid8
        AND moved.receipt_xid >= $2::xid8 AND moved.user_id <> mine.user_id AND theirs.removed_seq IS NULL
      ORDER BY moved.receipt_xid DESC
      LIMIT ${RECEIPTS_SAMPLE_MAX}
    ) k
    JOIN member m ON m.conversation_id = k.conversation_id AND m.user_id = k.user_id
    LEFT JOIN privacy_settings p ON p.user_id = m.user_id
    WHERE mine.user_id = $1::uuid AND mine.removed_seq IS NULL`,
};

const READ_MARKED_MEMBERS = {
  name: "read_marked_members",
  text: `
    SELECT ${MARKED_MEMBER}, kept.*
    FROM member m
    LEFT JOIN member_mark k ON k.conversation_id = m.conversation_id AND k.user_id = m.user_id
    LEFT JOIN LATERAL (${restrictionOf({
      column: "who_sees_receipts",
      userId: "m.user_id",
      conversationId: "m.conversation_id",
      condition: "m.user_id = ANY($3::uuid[])",
    })}) kept ON true
    WHERE m.conversation_id = $1::uuid AND m.user_id = ANY($2::uuid[]) AND m.removed_seq IS NULL`,
};

interface MarkedRow extends MemberRow, Mark {}
type AnsweredRow = MarkedRow & Pick<Marked, "headSeq" | "hasMoved">;

/** The present members among these users, with their marks; of those named, also from whom these are kept. Errors: UNAVAILABLE. */
export type ReadMarkedMembers = (
  conversationId: string,
  userIds: readonly string[],
  namedIds: readonly string[],
) => Promise<MarkedMember[]>;

interface RestrictedRow extends MarkedRow {
  readonly onlyTo: readonly string[] | null;
  /** Null where nothing is kept from anybody. */
  readonly notTo: readonly string[] | null;
}

export function createReadMarkedMembers(pool: Pool): ReadMarkedMembers {
  const query = createQuery(pool);
  return async (conversationId, userIds, namedIds) => {
    const rows = await query<RestrictedRow>(READ_MARKED_MEMBERS, [conversationId, userIds, namedIds]);
    return rows.map(({ onlyTo, notTo, ...row }) => {
      const member = toMember(row);
      return notTo === null ? member : { ...member, restriction: { onlyTo, notTo } };
    });
  };
}

export function createMarks(pool: Pool): Marks {
  const query = createQuery(pool);
  const advance = createBatcher<NewMark, Marked | null>({
    batchMax: BATCH_MAX,
    waitingMax: WAITING_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many marks wait; try again."),
    run: async (_key, marks) => {
      const merged = [...mergeByMember(marks).values()];
      const rows = await query<AnsweredRow>(ADVANCE_MARKS, [
        merged.map((mark) => mark.conversationId),
        merged.map((mark) => mark.userId),
        merged.map((mark) => mark.deliveredSeq),
        merged.map((mark) => mark.readSeq),
      ]);
      const answers = new Map(rows.map((row) => [keyOf(row), toMarked(row)]));
      return marks.map((mark) => answers.get(keyOf(mark)) ?? null);
    },
  });
  return {
    advance: (mark) => advance("marks", mark),
    rewind: async ({ conversationId, userId, seq }) => {
      const [row] = await query<AnsweredRow>(REWIND_MARK, [conversationId, userId, seq]);
      return row === undefined ? null : toMarked(row);
    },
    readChanged: async (userIds, since) =>
      (await query<MarkedRow>(READ_CHANGED_MARKS, [userIds, String(since)])).map(toMember),
    readAdvanced: async (userId, since) => {
      const rows = await query<AdvancedRow>(READ_ADVANCED_RECEIPTS, [userId, String(since)]);
      return [...Map.groupBy(rows, (row) => row.conversationId).values()].flatMap(toAdvanced);
    },
  };
}

/** A statement writes a row once: what one member has marked meanwhile is one mark, the furthest. */
function mergeByMember(marks: readonly NewMark[]): Map<string, NewMark> {
  const merged = new Map<string, NewMark>();
  for (const mark of marks) {
    const known = merged.get(keyOf(mark)) ?? mark;
    merged.set(keyOf(mark), {
      ...mark,
      deliveredSeq: Math.max(known.deliveredSeq, mark.deliveredSeq),
      readSeq: Math.max(known.readSeq, mark.readSeq),
    });
  }
  return merged;
}

function keyOf({ conversationId, userId }: Pick<NewMark, "conversationId" | "userId">): string {
  return `${conversationId}:${userId}`;
}

interface AdvancedRow extends MarkedRow {
  /** In the conversation. */
  readonly count: number;
  readonly isAdmitted: boolean;
}

/** Nothing where all that moved is kept from the reader. */
function toAdvanced(sample: readonly AdvancedRow[]): AdvancedReceipts[] {
  const shown = sample.filter(({ isAdmitted }) => isAdmitted);
  const count = (sample[0]?.count ?? 0) - (sample.length - shown.length);
  const members = shown.map(({ count: _count, isAdmitted: _isAdmitted, ...row }) => toMember(row));
  const conversationId = sample[0]?.conversationId;
  return conversationId === undefined || count === 0 ? [] : [{ conversationId, members, count }];
}

function toMarked({ headSeq, hasMoved, ...row }: AnsweredRow): Marked {
  return { member: toMember(row), headSeq, hasMoved };
}

function toMember({ deliveredSeq, readSeq, receiptSeq, ...member }: MarkedRow): MarkedMember {
  return { ...member, mark: { deliveredSeq, readSeq, receiptSeq } };
}
