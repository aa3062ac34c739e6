/** Server-sent events as the crowd reads them: counted by their ends, looked into only where somebody reads. */
import { DELIVERY_BYTES_MIN } from "./frames.ts";

export interface EventListener {
  /** A delivery that was not read; `bytes` are those of its data. */
  onSkipped(bytes: number): void;
  /** An event's data; empty for an event or a comment without any. */
  onText(data: Buffer): void;
}

const END = Buffer.from("\n\n");
const DATA = Buffer.from("data: ");

/** Chunk headers of HTTP lie between events and are passed over: none of them holds an empty line as an event ends with. */
export class EventReader {
  /** Reads every event, also long ones. */
  readsAll = true;
  #held: Buffer | null = null;

  /** The chunk is not kept: what is needed of it later is copied. */
  read(received: Buffer, listener: EventListener): void {
    const chunk = this.#held === null ? received : Buffer.concat([this.#held, received]);
    this.#held = null;
    let at = 0;
    for (;;) {
      const end = chunk.indexOf(END, at);
      if (end === -1) break;
      const dataAt = chunk.indexOf(DATA, at);
      const from = dataAt === -1 || dataAt > end ? end : dataAt + DATA.length;
      const length = end - from;
      if (length >= DELIVERY_BYTES_MIN && !this.readsAll) listener.onSkipped(length);
      else listener.onText(chunk.subarray(from, end));
      at = end + END.length;
    }
    if (at < chunk.length) this.#held = Buffer.from(chunk.subarray(at));
  }
}
