/** Writes a note beside a report, for its other moderators. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { findCreation } from "../creation.ts";
import { TooManyReportNotesError } from "../errors.ts";
import { lockUsers } from "../lockUsers.ts";
import type { Ports } from "../ports.ts";
import type { ReportNoteRow } from "../rows.ts";
import { assertText, CLIENT_KEY, REPORT_NOTE } from "../text.ts";
import { changeReport } from "./changeReport.ts";

/** Beside one report. */
export const REPORT_NOTES_MAX = 100;

export interface AddReportNoteInput {
  readonly reportId: string;
  readonly body: string;
  readonly clientKey: string;
}

/**
 * Also beside a report that is resolved, or somebody else's. The same clientKey answers the same note for ever.
 * Errors: InputValidation, NotFound, NotAllowed, TooManyReportNotes, IdempotencyConflict.
 */
export async function addReportNote(
  ports: Ports,
  authorId: string,
  { reportId, ...input }: AddReportNoteInput,
): Promise<ReportNoteRow> {
  const body = assertText("body", input.body, REPORT_NOTE);
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const key = { creatorId: authorId, mutation: "addReportNote", clientKey };
  const inputHash = hashInput([reportId, body]);
  const knownId = await findCreation(ports.db, key, inputHash);
  let noteId = knownId;

  if (noteId === null) {
    const id = newId();
    noteId = id;
    await changeReport(ports, authorId, reportId, async ({ tx, now, report }) => {
      await lockUsers(tx, [authorId]);
      const winnerId = await findCreation(tx, key, inputHash);
      if (winnerId !== null) {
        noteId = winnerId;
        return report;
      }
      if ((await tx.reportNote.count({ where: { reportId } })) >= REPORT_NOTES_MAX) {
        throw new TooManyReportNotesError(REPORT_NOTES_MAX);
      }

      await tx.reportNote.create({ data: { id, reportId, authorId, body, createdAt: now } });
      await tx.creation.create({ data: { ...key, inputHash, nodeId: id } });
      return report;
    });
  }
  return ports.db.reportNote.findUniqueOrThrow({ where: { id: noteId } });
}
