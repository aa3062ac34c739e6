/**
 * Executes an event or a signal once for everybody to whom it says the same: followers with the same selection, who are
 * shown the same of its messages.
 *
 * A payload is shared by those who ask for it at nearly the same time, and not kept: whoever comes back is told what is
 * so since they came.
 */
import { messagesOf } from "../domain/events.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { ConversationRow } from "../domain/rows.ts";
import type { InboxStreamItem, Payload, Presenter, Selection, SignalItem } from "../domain/streams.ts";
import type { Admit } from "./admission.ts";

/** A selection may hold what no event tells of, such as how many have read a message: so a payload is not old. */
const AGE_MAX_MS = 1_000;

interface Executed {
  /** While it is under way. */
  promise: Promise<Payload> | null;
  /** While somebody is being handed it. */
  payload: WeakRef<Payload> | null;
  readonly at: number;
}

export interface ExecutionsOptions {
  /** The conversation as it was when it was no newer than what is known to whoever is shown the event; else null. */
  readonly conversationOf: (event: ConversationEvent) => ConversationRow | null;
  /** An execution for more than one follower. */
  readonly onExecuted: () => void;
  /** Those for one follower are as many as there are followers, and may read the database. */
  readonly admit: Admit;
}

export class Executions {
  readonly #options: ExecutionsOptions;
  /** By event, or presence. */
  readonly #payloads = new WeakMap<object, Map<string, Executed>>();

  constructor(options: ExecutionsOptions) {
    this.#options = options;
  }

  /**
   * The shared payload of an item, executed at `since` or later (of `performance.now()`); null for one whose payload is
   * this follower's alone. Rejects with UNAVAILABLE.
   */
  of(selection: Selection, item: InboxStreamItem, since = 0): Promise<Payload> | null {
    const key = selection.keyOf(item);
    if (key === null) return null;
    if (item.type === "PRESENCE")
      return this.#once(item, key, since, () => this.#execute(selection, item, null));
    // Whose membership has ended is shown less than others.
    if (item.type !== "EVENT" || item.visibility.toSeq !== null) return null;
    const { event, visibility } = item;
    // What somebody deleted for themselves is withheld from nobody else.
    if (messagesOf(event).some(({ seq }) => visibility.hiddenSeqs?.has(seq) === true)) return null;
    const conversation = this.#options.conversationOf(event);
    if (conversation === null) return null;
    const fromSeq = shownFrom(visibility.fromSeq, event);
    const shown = { ...item, visibility: { fromSeq, toSeq: null } };
    return this.#once(event, `${key} ${fromSeq}`, since, () => this.#execute(selection, shown, conversation));
  }

  /** The same for a signal of a conversation, to members who know the conversation so. */
  ofSignal(selection: Selection, item: SignalItem, conversation: ConversationRow): Promise<Payload> | null {
    return selection.keyOf(item) === null ? null : this.#execute(selection, item, conversation);
  }

  /** The item's payload for this reader alone. Rejects with UNAVAILABLE. */
  alone(reader: Presenter, item: InboxStreamItem): Promise<Payload> {
    return this.#options.admit(() => reader.present(item));
  }

  #once(told: object, key: string, since: number, execute: () => Promise<Payload>): Promise<Payload> {
    let payloads = this.#payloads.get(told);
    if (payloads === undefined) this.#payloads.set(told, (payloads = new Map()));
    const known = payloads.get(key);
    const now = performance.now();
    const shared =
      known !== undefined && known.at >= Math.max(since, now - AGE_MAX_MS) ? sharedOf(known) : null;
    if (shared !== null) return shared;
    const promise = execute();
    const executed: Executed = { promise, payload: null, at: now };
    payloads.set(key, executed);
    promise.then(
      (payload) => Object.assign(executed, { promise: null, payload: new WeakRef(payload) }),
      () => payloads.delete(key),
    );
    return promise;
  }

  #execute(
    selection: Selection,
    item: InboxStreamItem,
    conversation: ConversationRow | null,
  ): Promise<Payload> {
    this.#options.onExecuted();
    return selection.execute(item, { conversation });
  }
}

/**
 * From where on somebody who may see the log from `visibleFromSeq` on is shown the event's messages. It is the same for all
 * who are shown the same of them: 0 for whoever sees all, else behind the last one that is withheld.
 */
export function shownFrom(visibleFromSeq: number, event: ConversationEvent): number {
  return messagesOf(event).reduce(
    (from, { seq }) => (seq < visibleFromSeq ? Math.max(from, seq + 1) : from),
    0,
  );
}

function sharedOf({ promise, payload }: Executed): Promise<Payload> | null {
  if (promise !== null) return promise;
  const kept = payload?.deref();
  return kept === undefined ? null : Promise.resolve(kept);
}
