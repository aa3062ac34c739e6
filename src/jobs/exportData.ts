/** Job: makes the file of an export of somebody's data; its key is the export's id. */
import { writeDataExport } from "../domain/dataExport/writeDataExport.ts";
import type { ExportWriter } from "../domain/dataExport/writeDataExport.ts";
import type { Task } from "../domain/job/ports.ts";

export function exportDataTask({ ports }: { readonly ports: ExportWriter }): Task {
  return async (id, signal) => ((await writeDataExport(ports, id, signal)) ? "DONE" : { againInMs: 0 });
}
