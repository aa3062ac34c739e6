/** The few statistics that the tables need. */

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

export function sorted(values: readonly number[]): readonly number[] {
  return values.toSorted((one, other) => one - other);
}

/** Between two values as far as `share` lies between their places. NaN of nothing. */
export function quantile(ascending: readonly number[], share: number): number {
  const place = (ascending.length - 1) * share;
  const below = ascending[Math.floor(place)] ?? Number.NaN;
  const above = ascending[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
