/** Ids that tell what they are of and which: SQL makes them row by row, and a page is known to be the right one. */

/** Which table's rows; of lists there is one of each for each of the two people. */
export const OF = {
  crowd: 1,
  message: 2,
  conversation: { few: 3, many: 4 },
  ownMember: { few: 5, many: 6 },
  firstMember: { few: 7, many: 8 },
  secondMember: { few: 9, many: 10 },
  lastMessage: { few: 11, many: 12 },
  member: 13,
  /** Of which nobody reads a list, and their members. */
  other: 14,
  otherMember: 15,
} as const;

/** The same as `pg_temp.id(of, n)` in SQL. They ascend with `n`, as ids do with time. */
export function idOf(of: number, n: number): string {
  return `${n.toString(16).padStart(8, "0")}-000${of.toString(16)}-7000-8000-000000000000`;
}

/** For the session that fills a database. */
export const ID_FUNCTION = `
  CREATE FUNCTION pg_temp.id(kind int, n int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(n), 8, '0') || '-000' || to_hex(kind) || '-7000-8000-000000000000')::uuid
  $$`;
