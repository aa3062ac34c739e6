/** Tells the audit log which rules of a conversation somebody has changed. */
import { isDeepStrictEqual } from "node:util";
import { recordAct } from "../audit/recordAct.ts";
import type { ConversationWrite } from "../ports.ts";
import type { ConversationRow, ConversationRules } from "../rows.ts";

/** What it is called and how it looks are no rules; how long it keeps messages is an act of its own. */
const RULES = [
  "postingPolicy",
  "slowModeSeconds",
  "editWindowSeconds",
  "attachmentsMax",
  "attachmentBytesMax",
  "attachmentKinds",
  "visibility",
  "historyVisibility",
  "historyLastN",
] as const satisfies readonly (keyof ConversationRules)[];

/** One entry for all that one call has changed, and none where that is no rule; `seq` is of the event that told it. */
export async function recordRules(
  { tx, now, conversation: before }: ConversationWrite,
  actorId: string,
  after: ConversationRow,
  seq: number,
): Promise<void> {
  const changed = RULES.filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (changed.length === 0) return;

  await recordAct(tx, now, {
    act: "CONVERSATION_RULES_CHANGED",
    actorId,
    conversationId: before.id,
    seq,
    rules: pick(after, changed),
    previousRules: pick(before, changed),
  });
}

function pick(
  conversation: ConversationRow,
  names: readonly (keyof ConversationRules)[],
): Partial<ConversationRules> {
  return Object.fromEntries(names.map((name) => [name, conversation[name]]));
}
