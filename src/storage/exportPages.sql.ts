/** Reads what is one person's, page by page: for the export of their data. */
import type { Pool } from "pg";
import { EXPORT_SECTIONS } from "../domain/dataExport/ports.ts";
import type { DataExportPorts, ExportSection, OwnExportItem } from "../domain/dataExport/ports.ts";
import { RequestError } from "../domain/errors.ts";
import type { ReadOwnRows } from "../domain/ownRows.ts";
import type { DataExportRow } from "../domain/rows.ts";
import { NO_ID } from "../lib/ids.ts";
import { SECTION_SQL } from "./exportSections.sql.ts";
import { createQuery } from "./query.ts";
import { isPassing, toUnavailable } from "./unavailable.ts";

/** What is counted of a section, beyond which the bar stands still near its end. */
const COUNTED_MAX = 1_000_000;

/** Below every id, text, number and time. */
const LEAST = {
  uuid: NO_ID,
  text: "",
  int: "-1",
  timestamptz: "-infinity",
} as const;

/**
 * The place is compared as a row, so that a page is a range of an index. That the first of its parts is no less says the
 * same once more, for indexes that end there. Not prepared: for each page the planner sees who asks.
 */
function pageOf(section: ExportSection): string {
  const { columns, from, where, place } = SECTION_SQL[section];
  const expressions = place.map(([expression]) => expression).join(", ");
  const after = place.map(([, type], index) => `($4::text[])[${index + 1}]::${type}`);
  return `
    SELECT ${columns}, ARRAY[${place.map(([expression]) => `(${expression})::text`).join(", ")}] AS "place"
    FROM ${from}
    WHERE ${where} AND ${place[0]?.[0]} >= ${after[0]} AND (${expressions}) > (${after.join(", ")})
      AND $2::timestamptz IS NOT NULL
    ORDER BY ${expressions}
    LIMIT $3::int`;
}

const COUNT = `SELECT ${EXPORT_SECTIONS.map((section) => {
  const { from, where } = SECTION_SQL[section];
  return `(SELECT count(*) FROM (
      SELECT FROM ${from} WHERE ${where} AND $2::timestamptz IS NOT NULL LIMIT ${COUNTED_MAX}
    ) AS counted)`;
}).join(" + ")} AS lines`;

interface PageRow {
  readonly place: readonly string[];
  readonly [column: string]: unknown;
}

export function createDataExportPorts(pool: Pick<Pool, "query">): DataExportPorts {
  const pages = new Map(EXPORT_SECTIONS.map((section) => [section, pageOf(section)]));
  return {
    async readPage(section, { userId, asOf }, after, limit) {
      const text = pages.get(section);
      if (text === undefined) throw new Error(`${section} is no section.`);
      const from = after ?? SECTION_SQL[section].place.map(([, type]) => LEAST[type]);
      try {
        const { rows } = await pool.query<PageRow>({ text, values: [userId, asOf, limit, from] });
        return rows.map(({ place, ...value }) => ({ place, value }));
      } catch (error) {
        throw toUnavailable(error);
      }
    },
    async countLines({ userId, asOf }) {
      try {
        const { rows } = await pool.query<{ lines: string }>({ text: COUNT, values: [userId, asOf] });
        return Math.min(Number(rows[0]?.lines ?? 0), 2 ** 31 - 1);
      } catch (error) {
        // It is for a bar only: one that cannot be counted in the time of a statement is made all the same.
        if (isPassing(error)) return 0;
        throw error;
      }
    },
    isPassing: (error) => toUnavailable(error) instanceof RequestError,
  };
}

const READ_CHANGED_EXPORTS = {
  name: "read_changed_exports",
  text: `
    SELECT id, user_id AS "userId", state::text AS state, percent, requested_at AS "requestedAt", as_of AS "asOf",
           lines_expected AS "linesExpected", finished_at AS "finishedAt", expires_at AS "expiresAt",
           byte_size AS "byteSize"
    FROM data_export WHERE user_id = ANY($1::uuid[]) AND changed_xid >= $2::xid8`,
};

/** A bigint comes as text. */
type StoredExport = Omit<DataExportRow, "byteSize"> & { readonly byteSize: string | null };

export function createReadExportsSince(pool: Pool): ReadOwnRows["OWN_EXPORT"] {
  const query = createQuery(pool);
  return async (userIds, since) => {
    const rows = await query<StoredExport>(READ_CHANGED_EXPORTS, [userIds, String(since)]);
    return rows.map(({ byteSize, ...row }): OwnExportItem => {
      const dataExport = { ...row, byteSize: byteSize === null ? null : BigInt(byteSize) };
      return { type: "OWN_EXPORT", dataExport };
    });
  };
}
