/** Remembers answers of the database for a few seconds, so that a busy session costs one read per interval. */

export interface FreshCache<Value> {
  /** The value, read at most `maxAgeMs` ago. Calls at the same moment share one read. */
  get(key: string, read: () => Promise<Value>): Promise<Value>;
  /** Knows better than the database's earlier answers, one under way included. */
  set(key: string, value: Value): void;
}

export interface FreshCacheOptions {
  readonly maxAgeMs: number;
  /** Entries; the one that was not asked for for longest goes first. */
  readonly max: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: (() => number) | undefined;
}

interface Entry<Value> {
  readonly value: Promise<Value>;
  /** When the read began: what was written since may be missing. */
  readonly readAt: number;
}

/** A read that fails is forgotten; its error goes to whoever waited for it. */
export function createFreshCache<Value>(options: FreshCacheOptions): FreshCache<Value> {
  const { maxAgeMs, max, now = () => performance.now() } = options;
  const entries = new Map<string, Entry<Value>>();

  // A Map keeps the order of insertion, and every use re-inserts: the first key is the least recently used.
  const put = (key: string, entry: Entry<Value>): void => {
    entries.delete(key);
    entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= max) break;
      entries.delete(oldest);
    }
  };

  return {
    async get(key, read) {
      const known = entries.get(key);
      const isFresh = known !== undefined && now() - known.readAt < maxAgeMs;
      const entry = isFresh ? known : { value: read(), readAt: now() };
      put(key, entry);
      try {
        return await entry.value;
      } catch (error) {
        if (entries.get(key) === entry) entries.delete(key);
        throw error;
      }
    },
    set(key, value) {
      put(key, { value: Promise.resolve(value), readAt: now() });
    },
  };
}
