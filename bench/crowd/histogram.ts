/** Latencies of millions of deliveries in a few kilobytes: buckets that grow by 2 %. */

const GROWTH = 1.02;
const SMALLEST_MS = 0.01;
const BUCKETS = 900;
const LOG_GROWTH = Math.log(GROWTH);

export class Histogram {
  readonly #counts = new Float64Array(BUCKETS);
  count = 0;
  maxMs = 0;

  record(ms: number): void {
    const bucket = ms <= SMALLEST_MS ? 0 : Math.ceil(Math.log(ms / SMALLEST_MS) / LOG_GROWTH);
    const place = Math.min(bucket, BUCKETS - 1);
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.count += 1;
    if (ms > this.maxMs) this.maxMs = ms;
  }

  /** The upper edge of the bucket in which this share of all lies. NaN of nothing. */
  quantile(share: number): number {
    if (this.count === 0) return Number.NaN;
    const wanted = this.count * share;
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= wanted) return Math.min(SMALLEST_MS * GROWTH ** bucket, this.maxMs);
    }
    return this.maxMs;
  }
}
