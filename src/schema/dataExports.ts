/** DataExport: a file with everything that is the viewer's own, how far it is, and where to fetch it. */
import { exportStateOf, isDownloadable, ownExports } from "../domain/dataExport/policy.ts";
import type { OwnExportItem } from "../domain/dataExport/ports.ts";
import type { DataExportRow } from "../domain/rows.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { newestFirst } from "./newestFirst.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { Viewer } from "./viewer.ts";

const DataExportState = builder.enumType("DataExportState", {
  description: "How far an export has got.",
  values: {
    QUEUED: { description: "It waits for a process that is free." },
    RUNNING: { description: "Its file is being made." },
    READY: { description: "Its file can be fetched." },
    FAILED: { description: "It could not be made, or took longer than a day: request another one." },
    EXPIRED: { description: "Its file is gone, a week after it was ready: request another one." },
  } as const,
});

export const DataExport = builder.objectRef<DataExportRow>("DataExport");

builder.node(DataExport, {
  name: nodeType("DataExport"),
  description:
    "A file with everything that is the viewer's own, as `docs/EXPORT.md` describes it. Nobody else can see it.",
  id: { description: "Global id.", resolve: ({ id }) => id },
  loadManyWithoutCache: async (ids, context) => {
    const where = { ...ownExports(viewerIdOrNone(context)), id: { in: uuidsOf(ids) } };
    return inOrderOf(ids, await context.db.dataExport.findMany({ where }));
  },
  fields: (t) => ({
    state: t.field({
      type: DataExportState,
      description: "How far it has got. Nobody is told when it expires.",
      resolve: (row) => exportStateOf(row, new Date()),
    }),
    progress: t.float({
      description:
        "How much of the file is made, by its lines: 0 to 1, in hundredths; 1 only when it is whole.",
      resolve: ({ percent }) => percent / 100,
    }),
    requestedAt: t.expose("requestedAt", { type: "DateTime", description: "When it was requested." }),
    finishedAt: t.expose("finishedAt", {
      type: "DateTime",
      nullable: true,
      description: "When it was ready, or given up; null until then.",
    }),
    expiresAt: t.field({
      type: "DateTime",
      nullable: true,
      description: "When its file goes; null for one that has none.",
      resolve: ({ state, expiresAt }) => (state === "READY" ? expiresAt : null),
    }),
    byteSize: t.float({
      nullable: true,
      description:
        "Bytes of the file, a whole number that may be larger than an Int; null until it is ready.",
      resolve: ({ byteSize }) => (byteSize === null ? null : Number(byteSize)),
    }),
    downloadUrl: t.field({
      type: "URL",
      nullable: true,
      description:
        "A link to the file, good for ten minutes and while the viewer's session lasts, for whoever has it: ask for it when somebody wants the file. Null while there is nothing to fetch.",
      extensions: { perViewer: true },
      resolve: (row, _args, context) => {
        const { userId, sessionId } = viewerOf(context);
        if (!isDownloadable(row, new Date())) return null;
        return context.downloads.urlOf({ exportId: row.id, userId, sessionId });
      },
    }),
  }),
});

const DataExportConnection = builder.connectionObject(
  { type: DataExport, name: "DataExportConnection", description: "A page of exports." },
  { name: "DataExportEdge", description: "An export in a list." },
);

builder.objectField(Viewer, "dataExports", (t) =>
  t.field({
    type: DataExportConnection,
    description: "The viewer's exports of their own data, newest first; also those whose files are gone.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, newestFirst("dataExports", userId), ({ after, limit }) =>
        context.db.dataExport.findMany({
          where: { ...ownExports(userId), ...(after !== null && { id: { lt: after } }) },
          orderBy: { id: "desc" },
          take: limit,
        }),
      );
    },
  }),
);

export const ViewerDataExportChanged = builder.objectRef<OwnExportItem>("ViewerDataExportChanged").implement({
  extensions: { perViewer: true },
  description:
    "An export of the viewer's data was requested, on whichever device, or has got on: what stands here now, not how it came about.",
  fields: (t) => ({
    dataExport: t.field({
      type: DataExport,
      description: "As it is now.",
      resolve: ({ dataExport }) => dataExport,
    }),
  }),
});
