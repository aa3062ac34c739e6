/** The key that makes a direct conversation the one of its people. */

/** Both ids in order; of one person alone, whose notes it holds, the same twice. The SQL of `is_contact` makes the same. */
export function directKeyOf(oneId: string, otherId: string): string {
  return [oneId, otherId].sort().join(":");
}
