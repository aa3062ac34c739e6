/** Judges a recorded history: six ways in which delivery can be wrong, each a list of sentences that says where. */
import type { FollowerEntry, FollowerLog, History, Membership, SendEntry, TableLog } from "./history.ts";

export const KINDS = ["lost", "duplicate", "reordered", "hole", "phantom", "leak"] as const;

export type Kind = (typeof KINDS)[number];

/** `reordered`: seq falls. Each list is empty when all is well. */
export interface Findings extends Record<Kind, readonly string[]> {
  /** Acknowledged, and absent from the table or from the log of somebody who follows. */
  readonly lost: readonly string[];
  /** Two rows for one clientKey, or a second delivery of what a follower's cursor already covered. */
  readonly duplicate: readonly string[];
  readonly reordered: readonly string[];
  /** A seq that the table does not have below its head, or that a follower was led past. */
  readonly hole: readonly string[];
  /** Delivered or refused, and the table says otherwise. */
  readonly phantom: readonly string[];
  /** Told outside the membership. */
  readonly leak: readonly string[];
}

type Report = (kind: Kind, sentence: string) => void;

/**
 * The history must be over: faults are healed, senders have retried what was unknown, followers had the time to catch
 * up. Pure: reads nothing but its argument.
 */
export function check(history: History): Findings {
  const found: Record<Kind, string[]> = {
    lost: [],
    duplicate: [],
    reordered: [],
    hole: [],
    phantom: [],
    leak: [],
  };
  const report: Report = (kind, sentence) => found[kind].push(sentence);
  const tables = new Map(history.table.map((table) => [table.conversationId, indexOf(table)]));
  for (const table of tables.values()) checkTable(table, report);
  const acknowledged = checkSends(history, tables, report);
  for (const follower of history.followers) {
    const table = tables.get(follower.conversationId);
    if (table === undefined) throw new Error(`No table was read for ${follower.conversationId}.`);
    const memberships = history.memberships.filter(
      ({ userId, conversationId }) =>
        userId === follower.userId && conversationId === follower.conversationId,
    );
    checkFollower(follower, { table, memberships, acknowledged }, report);
  }
  return found;
}

/** How many findings there are of each kind. */
export function count(findings: Findings): Record<Kind, number> {
  return Object.fromEntries(KINDS.map((kind) => [kind, findings[kind].length])) as Record<Kind, number>;
}

/** Sends that came to no end, acknowledged or refused, although their senders were to try until they do; a sentence each. */
export function undecided(sends: readonly SendEntry[]): string[] {
  const last = new Map(sends.map((entry) => [entry.clientKey, entry]));
  return [...last.values()].flatMap((entry) => {
    if (entry.type === "OK" || entry.type === "FAILED") return [];
    const reason = entry.type === "UNKNOWN" ? entry.reason : "no answer was awaited";
    return [`what became of ${entry.clientKey} nobody was told: ${reason}`];
  });
}

interface IndexedTable extends TableLog {
  readonly kindBySeq: ReadonlyMap<number, string>;
  readonly keyBySeq: ReadonlyMap<number, string>;
  readonly seqsByKey: ReadonlyMap<string, readonly number[]>;
}

function indexOf(table: TableLog): IndexedTable {
  const seqsByKey = new Map<string, number[]>();
  for (const { seq, clientKey } of table.messages) {
    seqsByKey.set(clientKey, [...(seqsByKey.get(clientKey) ?? []), seq]);
  }
  return {
    ...table,
    seqsByKey,
    kindBySeq: new Map(table.events.map(({ seq, kind }) => [seq, kind])),
    keyBySeq: new Map(table.messages.map(({ seq, clientKey }) => [seq, clientKey])),
  };
}

function checkTable(table: IndexedTable, report: Report): void {
  const where = `the table of ${table.conversationId}`;
  for (let seq = 1; seq <= table.headSeq; seq += 1) {
    if (!table.kindBySeq.has(seq)) report("hole", `${where} has no ${seq}, and its head is ${table.headSeq}`);
  }
  for (const { seq } of table.events) {
    if (seq > table.headSeq) report("phantom", `${where} has ${seq} above its head ${table.headSeq}`);
  }
  for (const [clientKey, seqs] of table.seqsByKey) {
    if (seqs.length > 1) report("duplicate", `${where} has ${clientKey} at ${seqs.join(" and ")}`);
  }
}

/** What was acknowledged, by conversation and seq. */
function checkSends(
  { sends }: History,
  tables: ReadonlyMap<string, IndexedTable>,
  report: Report,
): ReadonlyMap<string, ReadonlyMap<number, string>> {
  const acknowledged = new Map<string, Map<number, string>>();
  for (const entry of sends) {
    const { conversationId, clientKey } = entry;
    const rows = tables.get(conversationId)?.seqsByKey.get(clientKey) ?? [];
    if (entry.type === "FAILED" && rows.length > 0) {
      report("phantom", `${clientKey} was refused with ${entry.code}, and stands at ${rows.join(" and ")}`);
    }
    if (entry.type !== "OK") continue;
    const ofConversation = acknowledged.get(conversationId) ?? new Map<number, string>();
    acknowledged.set(conversationId, ofConversation.set(entry.seq, clientKey));
    if (!rows.includes(entry.seq)) {
      report(
        "lost",
        `${clientKey} was acknowledged at ${entry.seq}; the table has it at ${rows.join(" and ") || "no seq"}`,
      );
    }
  }
  return acknowledged;
}

interface Judged {
  readonly table: IndexedTable;
  readonly memberships: readonly Membership[];
  readonly acknowledged: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

function checkFollower(follower: FollowerLog, judged: Judged, report: Report): void {
  const { table, memberships } = judged;
  const { name } = follower;
  const seen = new Set<number>();
  let last: number | null = null;
  for (const entry of follower.entries) {
    if (entry.type !== "EVENT") continue;
    const { seq } = entry;
    if (seen.has(seq)) report("duplicate", `${name} was told ${seq} twice`);
    else if (last !== null && seq < last) report("reordered", `${name} was told ${seq} after ${last}`);
    seen.add(seq);
    last = seq;
    checkTold(name, entry, table, report);
    if (!memberships.some((membership) => mayBeTold(membership, entry))) {
      report("leak", `${name} was told ${seq}, outside ${describe(memberships)}`);
    }
  }
  checkComplete(follower, judged, seen, report);
}

type Told = Extract<FollowerEntry, { type: "EVENT" }>;

function checkTold(name: string, { seq, clientKey }: Told, table: IndexedTable, report: Report): void {
  if (!table.kindBySeq.has(seq)) {
    report("phantom", `${name} was told ${seq}, which the table does not have`);
  } else if (clientKey !== null && table.keyBySeq.get(seq) !== clientKey) {
    report(
      "phantom",
      `${name} was told ${clientKey} at ${seq}, where the table has ${table.keyBySeq.get(seq) ?? "no message"}`,
    );
  }
}

function mayBeTold(membership: Membership, { seq, hasContent }: Told): boolean {
  if (membership.removedSeq !== null && seq > membership.removedSeq) return false;
  return seq >= membership.visibleFromSeq || !hasContent;
}

/** Everything from where the follower began to the head, or to the end of the membership, was told. */
function checkComplete(
  { name, entries, conversationId }: FollowerLog,
  { table, memberships, acknowledged }: Judged,
  seen: ReadonlySet<number>,
  report: Report,
): void {
  const from = beginningOf(entries);
  if (from === null) return;
  const highest = Math.max(from, ...seen);
  for (const { seq } of table.events) {
    if (seq <= from || seen.has(seq) || !memberships.some((membership) => owes(membership, seq))) continue;
    const clientKey = acknowledged.get(conversationId)?.get(seq);
    if (seq < highest) report("hole", `${name} was led past ${seq} (${table.kindBySeq.get(seq)})`);
    if (clientKey !== undefined) {
      report("lost", `${name} was never told ${seq} (${clientKey}), which was acknowledged`);
    } else if (seq > highest) {
      report(
        "lost",
        `${name} was never told ${seq} (${table.kindBySeq.get(seq)}): it fell silent at ${highest}`,
      );
    }
  }
}

/** The seq after which everything is owed: that of the first cursor; null for one who never got in. */
function beginningOf(entries: readonly FollowerEntry[]): number | null {
  for (const entry of entries) {
    if (entry.type === "OPENED" && entry.after !== null) return entry.after;
    if (entry.type === "READY") return entry.seq;
  }
  return null;
}

function owes({ joinedSeq, removedSeq }: Membership, seq: number): boolean {
  return seq >= joinedSeq && (removedSeq === null || seq <= removedSeq);
}

function describe(memberships: readonly Membership[]): string {
  if (memberships.length === 0) return "any membership";
  return memberships.map((one) => `[${one.visibleFromSeq}, ${one.removedSeq ?? "now"}]`).join(" and ");
}
