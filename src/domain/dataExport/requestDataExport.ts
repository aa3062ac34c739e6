/** Asks for a file with everything that is one's own. */
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { findCreation } from "../creation.ts";
import { addJob } from "../job/addJob.ts";
import { lockUsers } from "../lockUsers.ts";
import type { DataExportRow, Db } from "../rows.ts";
import { assertText, CLIENT_KEY } from "../text.ts";
import { DataExportTooSoonError } from "./errors.ts";
import { EXPORT_EVERY_MS, givenUp } from "./policy.ts";

export interface RequestedExport {
  readonly dataExport: DataExportRow;
  /** The clientKey was used before: nothing was written now. */
  readonly isRepeated: boolean;
}

/**
 * The file is made after this, by whichever process is free. One a day, those that failed not counted; so there is never
 * more than one being made: what has not got ready in a day is given up for the next. The same clientKey answers the same
 * export for ever: there is no other input that could differ. Errors: InputValidation, DataExportTooSoon.
 */
export async function requestDataExport(
  { db }: { readonly db: Db },
  userId: string,
  input: { readonly clientKey: string },
): Promise<RequestedExport> {
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const key = { creatorId: userId, mutation: "requestDataExport", clientKey };
  const inputHash = hashInput([]);

  return db.$transaction(async (tx) => {
    const now = await lockUsers(tx, [userId]);
    const knownId = await findCreation(tx, key, inputHash);
    if (knownId !== null) {
      return {
        dataExport: await tx.dataExport.findUniqueOrThrow({ where: { id: knownId } }),
        isRepeated: true,
      };
    }

    const counted = { userId, state: { not: "FAILED" as const } };
    const last = await tx.dataExport.findFirst({ where: counted, orderBy: { id: "desc" } });
    const requestableAt = new Date((last?.requestedAt.getTime() ?? 0) + EXPORT_EVERY_MS);
    if (requestableAt > now) throw new DataExportTooSoonError(requestableAt);
    const unfinished = { userId, state: { in: ["QUEUED" as const, "RUNNING" as const] } };
    await tx.dataExport.updateMany({ where: unfinished, data: givenUp(now) });

    const dataExport = await tx.dataExport.create({ data: { id: newId(), userId, requestedAt: now } });
    await tx.creation.create({ data: { ...key, inputHash, nodeId: dataExport.id } });
    await addJob(tx, { name: "exportData", key: dataExport.id });
    return { dataExport, isRepeated: false };
  });
}
