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
    const wanted = (await this.#page(from)).filter((event) => event.seq > seq);
    if (wanted.length > 0) return wanted;
    // A page that was read for somebody else may be older than what this reader knows of.
    this.#pages.delete(from);
    return (await this.#page(from)).filter((event) => event.seq > seq);
  }

  /** What was said in them is said otherwise now. */
  clear(): void {
    this.#pages.clear();
  }

  #page(from: number): Promise<readonly ConversationEvent[]> {
    const now = performance.now();
    const known = this.#pages.get(from);
    if (known !== undefined && now - known.readAt < AGE_MAX_MS) return known.events;
    const page = { events: this.#read(from, PAGE), readAt: now };
    this.#pages.delete(from);
    this.#pages.set(from, page);
    page.events.catch(() => this.#pages.delete(from));
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= PAGES_MAX) break;
      this.#pages.delete(oldest);
    }
    return page.events;
  }
}
