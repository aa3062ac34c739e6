/** The signals of one followed conversation: heard while somebody in its hub or on an inbox wants them. */
import type { Typing, TypingState } from "../domain/presence/ports.ts";
import type { Receipts } from "../domain/receipts/ports.ts";
import type { SignalItem } from "../domain/streams.ts";

/** Calls `listener` with what changes, as one object for all who listen. The returned function ends it. */
export type WatchSignals = (conversationId: string, listener: (item: SignalItem) => void) => () => void;

/** By the kind of signal. */
export type SignalSources = Readonly<Record<SignalItem["type"], WatchSignals>>;

/** The hub knows who is a member: neither checks it for the hub. */
export function signalSourcesOf(
  typing: Pick<Typing, "listen">,
  receipts: Pick<Receipts, "listen">,
): SignalSources {
  return {
    TYPING: (conversationId, listener) => typing.listen(conversationId, listener),
    RECEIPTS: (conversationId, take) =>
      receipts.listen(conversationId, { userId: null, take, end: () => undefined }),
  };
}

type Listener = (item: SignalItem) => void;

export class FeedSignals {
  readonly conversationId: string;
  readonly #sources: SignalSources;
  readonly #open = new Map<
    SignalItem["type"],
    { readonly listeners: Set<Listener>; readonly stop: () => void }
  >();
  #typing: TypingState | null = null;

  constructor(conversationId: string, sources: SignalSources) {
    this.conversationId = conversationId;
    this.#sources = sources;
  }

  /** Who types, as it was told last; null while nobody listens for it. */
  get typing(): TypingState | null {
    return this.#typing;
  }

  /** Returns how to end it, once. A listener that comes while others listen is told of what changes from then on. */
  listen(kinds: Iterable<SignalItem["type"]>, listener: Listener): () => void {
    const stops = Array.from(kinds, (kind) => this.#listenTo(kind, listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  #listenTo(kind: SignalItem["type"], listener: Listener): () => void {
    // A function of its own, so that one listener may listen twice.
    const own = (item: SignalItem): void => listener(item);
    let open = this.#open.get(kind);
    if (open === undefined) {
      // In it before the source is asked: what is so already is told at once.
      const listeners = new Set<Listener>([own]);
      const stop = this.#sources[kind](this.conversationId, (item) => {
        if (item.type === "TYPING") this.#typing = item;
        for (const each of listeners) each(item);
      });
      this.#open.set(kind, (open = { listeners, stop }));
    }
    const { listeners, stop } = open;
    listeners.add(own);
    return () => {
      if (!listeners.delete(own) || listeners.size > 0) return;
      this.#open.delete(kind);
      if (kind === "TYPING") this.#typing = null;
      stop();
    };
  }
}
