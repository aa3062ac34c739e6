/** Moves the version of rules that change, with which every process finds out that it knows them no more. */
import type { Tx } from "../rows.ts";

/** Under the conversation's lock. */
export async function moveRules(tx: Tx, conversationId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE conversation SET content_rules_version = content_rules_version + 1 WHERE id = ${conversationId}::uuid`;
}

/** Takes the lock of the server's rules: one change of them at a time. Answers the moment it was got. */
export async function moveServerRules(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`
    UPDATE server_content_rules SET version = version + 1 WHERE id = 1 RETURNING clock_timestamp() AS now`;
  if (row === undefined) throw new Error("The table server_content_rules is empty.");
  return row.now;
}
