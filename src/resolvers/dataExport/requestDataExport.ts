/** Mutation.requestDataExport. */
import { DataExportTooSoonError } from "../../domain/dataExport/errors.ts";
import { requestDataExport } from "../../domain/dataExport/requestDataExport.ts";
import { builder } from "../../schema/builder.ts";
import { DataExport } from "../../schema/dataExports.ts";
import { chargeMutation } from "../chargeMutation.ts";

builder.relayMutationField(
  "requestDataExport",
  {
    description: "A new export.",
    inputFields: (t) => ({
      clientKey: t.string({
        description: "Chosen by the client, 1 to 128 characters; the same key never makes a second export.",
      }),
    }),
  },
  {
    description:
      "Has a file made of everything that is the viewer's own; one a day. `ViewerDataExportChanged` on `inboxEvents` tells how far it is, and `DataExport.downloadUrl` leads to it when it is ready.",
    errors: { types: [DataExportTooSoonError] },
    resolve: async (_root, { input }, context) => {
      const { userId } = await chargeMutation(context);
      const { dataExport, isRepeated } = await requestDataExport(context.ports, userId, input);
      if (isRepeated) await context.limits.refund("mutation", userId);
      return { requestedExport: dataExport };
    },
  },
  {
    description: "The export is on its way.",
    outputFields: (t) => ({
      requestedExport: t.field({
        type: DataExport,
        description: "What this clientKey asked for, as it is now.",
        resolve: ({ requestedExport }) => requestedExport,
      }),
    }),
  },
);
