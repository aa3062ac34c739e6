/** Whose turn it is in a round. */

/** Nobody is always the first after a pause, or always behind the same one. */
export function startingAt<Item>(items: readonly Item[], place: number): readonly Item[] {
  const from = place % items.length;
  return [...items.slice(from), ...items.slice(0, from)];
}
