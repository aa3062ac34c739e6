/** Finds what a message refers to, so that an event of it can be shown with it. */
import { relatedIdsOf } from "../events.ts";
import type { MessageRow, Tx } from "../rows.ts";

/** As they are now. One that refers to nothing costs no statement. */
export async function findRelated(tx: Tx, message: MessageRow): Promise<MessageRow[]> {
  const ids = relatedIdsOf(message);
  if (ids.length === 0) return [];
  return tx.message.findMany({ where: { id: { in: ids } }, omit: { inputHash: true } });
}
