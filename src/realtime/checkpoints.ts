/**
 * When an inbox is told a horizon to resume from: behind all that the horizon covers, and only where that is more than
 * the last one covered.
 *
 * A horizon comes with the look after its own (`PositionCheck`); so what was sent before its own look is what it covers.
 */

/** What of a place matters here. */
interface SentPlace {
  /** Everything up to here was sent. */
  readonly seq: number;
  readonly headSeq: number;
}

interface Pending {
  readonly horizon: bigint;
  /** How many events it covers. */
  readonly covers: number;
  /** How far each conversation has to be sent before. */
  readonly targets: Map<string, number>;
}

export class Checkpoints {
  readonly #places: ReadonlyMap<string, SentPlace>;
  #pending: Pending | null = null;
  /** Added to the seqs of all places: how many events were sent. */
  #base = 0;
  #sentByLastLook = 0;
  #sentByThisLook = 0;
  #covered = 0;
  #toldHorizon = 0n;

  constructor(places: ReadonlyMap<string, SentPlace>) {
    this.#places = places;
  }

  /** A place begins at `seq`; it is not passed over by what is pending. */
  begun(conversationId: string, { seq, headSeq }: SentPlace): void {
    this.#base -= seq;
    this.#pending?.targets.set(conversationId, headSeq);
  }

  ended({ seq }: SentPlace): void {
    this.#base += seq;
  }

  /** What was sent so far is covered by another cursor, of this horizon. */
  restart(horizon: bigint): void {
    this.#covered = this.#sent();
    this.#toldHorizon = horizon;
  }

  /** A look begins. */
  look(): void {
    this.#sentByLastLook = this.#sentByThisLook;
    this.#sentByThisLook = this.#sent();
  }

  /** The horizon of the last look; its events have reached the feeds. While one is pending, others are passed over. */
  offer(horizon: bigint): void {
    const covers = this.#sentByLastLook;
    // One that has stood still, held back by a long transaction, covers no more than when it was told.
    if (this.#pending !== null || covers <= this.#covered || horizon <= this.#toldHorizon) return;
    const behind = [...this.#places].filter(([, place]) => place.seq < place.headSeq);
    const targets = new Map(behind.map(([conversationId, place]) => [conversationId, place.headSeq]));
    this.#pending = { horizon, covers, targets };
  }

  /** The horizon, once everything it covers was sent; null before. */
  take(): bigint | null {
    const pending = this.#pending;
    if (pending === null) return null;
    for (const [conversationId, seq] of pending.targets) {
      if ((this.#places.get(conversationId)?.seq ?? seq) < seq) return null;
    }
    this.#pending = null;
    this.#covered = pending.covers;
    this.#toldHorizon = pending.horizon;
    return pending.horizon;
  }

  #sent(): number {
    return this.#places.values().reduce((sum, place) => sum + place.seq, this.#base);
  }
}
