/** Job: looks every hour for files of exports that have expired, and takes them away. */
import { removeExpiredExports } from "../domain/dataExport/removeDataExports.ts";
import type { Task } from "../domain/job/ports.ts";
import type { Db } from "../domain/rows.ts";

export const EXPIRED_EXPORTS_EVERY_MS = 3_600_000;

export function removeExpiredExportsTask({ ports }: { readonly ports: { readonly db: Db } }): Task {
  return async (_key, signal) => {
    await removeExpiredExports(ports.db, new Date(), signal);
    return { againInMs: signal.aborted ? 0 : EXPIRED_EXPORTS_EVERY_MS };
  };
}
