/** How far two words are from each other, in slips. */

/** Slips that are forgiven in a word: letters too many, too few, wrong or exchanged with the next. */
export function slipsAllowed(word: string): 0 | 1 | 2 {
  const { length } = Array.from(word);
  return length >= 9 ? 2 : length >= 5 ? 1 : 0;
}

/** Letters to insert, delete, replace or exchange with the next one (optimal string alignment). */
export function distance(one: string, other: string): number {
  const from = Array.from(one);
  const to = Array.from(other);
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of from.entries()) {
    const current = [row + 1];
    for (const [column, wanted] of to.entries()) {
      const replaced = (last[column] ?? 0) + (letter === wanted ? 0 : 1);
      const exchanged =
        row > 0 && column > 0 && letter === to[column - 1] && from[row - 1] === wanted
          ? (before[column - 1] ?? 0) + 1
          : Infinity;
      current.push(Math.min(replaced, exchanged, (last[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    before = last;
    last = current;
  }
  return last.at(-1) ?? 0;
}
