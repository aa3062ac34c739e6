/** Pages of one conversation's log as the table has it, read once for a crowd that comes back at once. */
import type { ConversationEvent } from "../domain/events.ts";

/** Events in one read of the table. */
export const PAGE = 100;
/** A page serves everybody who wants it for so long. */
const AGE_MAX_MS = 1_000;
/** Pages kept. */
const PAGES_MAX = 4;

interface Page {
  readonly events: Promise<readonly ConversationEvent[]>;
  readonly readAt: number;
}

export class SharedPages {
  readonly #read: (afterSeq: number, limit: number) => Promise<readonly ConversationEvent[]>;
  /** By the seq they begin after, a multiple of PAGE: so cursors near to each other want the same one. */
  readonly #pages = new Map<number, Page>();

  constructor(read: (afterSeq: number, limit: number) => Promise<readonly ConversationEvent[]>) {
    this.#read = read;
  }

  /** The events after `seq`, in order, at most a page; none where there are none. */
  async after(seq: number): Promise<readonly ConversationEvent[]> {
    const from = seq - (seq % PAGE);
    const page = this.#page(from);
    const wanted = (await page.events).filter((event) => event.seq > seq);
    if (wanted.length > 0) return wanted;
    // A page that was read for somebody else may be older than what this reader knows of.
    this.#forget(from, page);
    return (await this.#page(from).events).filter((event) => event.seq > seq);
  }

  /** What was said in them is said otherwise now. */
  clear(): void {
    this.#pages.clear();
  }

  /** Not the one that somebody has begun to read in its place. */
  #forget(from: number, page: Page): void {
    if (this.#pages.get(from) === page) this.#pages.delete(from);
  }

  #page(from: number): Page {
    const now = performance.now();
    const known = this.#pages.get(from);
    if (known !== undefined && now - known.readAt < AGE_MAX_MS) return known;
    const page = { events: this.#read(from, PAGE), readAt: now };
    this.#pages.delete(from);
    this.#pages.set(from, page);
    page.events.catch(() => this.#forget(from, page));
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(oldest);
    }
    return page;
  }
}
