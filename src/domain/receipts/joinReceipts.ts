/** Makes one announcement of two, for a reader who has not taken the first yet. */
import { RECEIPTS_SAMPLE_MAX } from "./ports.ts";
import type { ReceiptsItem } from "./ports.ts";

/** The newest of each member named. Somebody whom both name counts once; somebody whom neither names may count twice. */
export function joinReceipts(older: ReceiptsItem, newer: ReceiptsItem): ReceiptsItem {
  const named = new Set(newer.members.map((member) => member.userId));
  const others = older.members.filter((member) => !named.has(member.userId));
  return {
    ...newer,
    members: [...newer.members, ...others].slice(0, RECEIPTS_SAMPLE_MAX),
    count: newer.count + older.count - (older.members.length - others.length),
  };
}
