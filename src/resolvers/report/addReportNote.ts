/** Mutation `addReportNote`. */
import {
  IdempotencyConflictError,
  NotAllowedError,
  NotFoundError,
  TooManyReportNotesError,
} from "../../domain/errors.ts";
import { addReportNote, REPORT_NOTES_MAX } from "../../domain/report/addReportNote.ts";
import { builder } from "../../schema/builder.ts";
import { idOf } from "../../schema/nodeId.ts";
import { ReportNote } from "../../schema/reportNotes.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "addReportNote",
  {
    description: "A note to write beside a report.",
    inputFields: (t) => ({
      reportId: t.id({ description: "Which report." }),
      body: t.string({ description: "1 to 2,000 characters, kept as written." }),
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second note.",
      }),
    }),
  },
  {
    description: `Writes a note for the report's other moderators, whoever has claimed it; at most ${REPORT_NOTES_MAX} beside one.`,
    errors: {
      types: [NotFoundError, NotAllowedError, TooManyReportNotesError, IdempotencyConflictError],
    },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const note = { ...input, reportId: idOf("Report", input.reportId) };
      return { addedNote: await addReportNote(context.ports, userId, note) };
    },
  },
  {
    description: "The note is written.",
    outputFields: (t) => ({
      addedNote: t.field({
        type: ReportNote,
        description: "What this clientKey made.",
        resolve: ({ addedNote }) => addedNote,
      }),
    }),
  },
);
