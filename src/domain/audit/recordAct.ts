/** The audit log: what somebody did to others by a role of theirs, for those who answer for it. */
import { newId } from "../../lib/ids.ts";
import type { AuditEntryRow, ConversationRules, Tx } from "../rows.ts";

/** What was done, by whom; the rest as far as there is something to say. */
export type Act = Pick<AuditEntryRow, "act" | "actorId" | "conversationId"> &
  Partial<Omit<AuditEntryRow, "id" | "ordinal" | "occurredAt" | "rules" | "previousRules">> & {
    readonly rules?: Partial<ConversationRules>;
    readonly previousRules?: Partial<ConversationRules>;
  };

/**
 * Writes an entry; in the transaction of the act, so that there is not the one without the other, and under the lock of the
 * conversation where it is an act of one, so that entries stand in the order of the acts.
 *
 * An entry of its own and no view of the log: the log holds no words, so neither a reason nor what was before, it knows
 * nothing of acts that members are not told of, and whether an event was an act of moderation takes the row it happened
 * to. `seq` leads from the entry to the event.
 */
export async function recordAct(tx: Tx, at: Date, act: Act): Promise<void> {
  await tx.auditEntry.create({ data: { ...act, id: newId(), occurredAt: at } });
}
