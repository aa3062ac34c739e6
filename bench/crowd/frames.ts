/**
 * WebSocket frames as the crowd reads and writes them. Long texts are counted by their headers and skipped; short ones
 * (protocol, answers, pings) are always read. What the crowd does must cost less than what the server does.
 */

/** A text of at least this many bytes is a delivery; with the realistic message it has 360 to 600. */
export const DELIVERY_BYTES_MIN = 300;

const [CONTINUATION, TEXT, CLOSE, PING, PONG] = [0x0, 0x1, 0x8, 0x9, 0xa];
const FIN = 0x80;

export interface FrameListener {
  /** A delivery that was not read; `bytes` are those of its payload. */
  onSkipped(bytes: number): void;
  onText(payload: Buffer): void;
  onPing(payload: Buffer): void;
  onClose(code: number, reason: string): void;
}

/** Reads the frames of one server, however they are cut into chunks. Throws for what a server must not send. */
export class FrameReader {
  /** Reads every text, also long ones. */
  readsAll = true;
  #held: Buffer | null = null;
  #skipLeft = 0;
  #skipping = 0;

  /** The chunk is not kept: what is needed of it later is copied. */
  read(received: Buffer, listener: FrameListener): void {
    let chunk = received;
    if (this.#held !== null) {
      chunk = Buffer.concat([this.#held, received]);
      this.#held = null;
    }
    let at = 0;
    const end = chunk.length;
    while (at < end) {
      if (this.#skipLeft > 0) {
        const taken = Math.min(this.#skipLeft, end - at);
        at += taken;
        this.#skipLeft -= taken;
        if (this.#skipLeft === 0) listener.onSkipped(this.#skipping);
        continue;
      }
      const first = chunk[at] ?? 0;
      const second = chunk[at + 1] ?? 0;
      const size = second & 0x7f;
      const head = size === 127 ? 10 : size === 126 ? 4 : 2;
      if (end - at < head) break;
      if ((first & FIN) === 0 || (first & 0x0f) === CONTINUATION) throw new Error("A fragmented frame.");
      if ((first & 0x70) !== 0 || (second & 0x80) !== 0) throw new Error("A compressed or masked frame.");
      const length =
        size === 127
          ? Number(chunk.readBigUInt64BE(at + 2))
          : size === 126
            ? chunk.readUInt16BE(at + 2)
            : size;
      const opcode = first & 0x0f;
      if (opcode === TEXT && length >= DELIVERY_BYTES_MIN && !this.readsAll) {
        at += head;
        this.#skipping = length;
        this.#skipLeft = length;
        continue;
      }
      if (end - at < head + length) break;
      const payload = chunk.subarray(at + head, at + head + length);
      at += head + length;
      switch (opcode) {
        case TEXT:
          listener.onText(payload);
          break;
        case PING:
          listener.onPing(payload);
          break;
        case PONG:
          break;
        case CLOSE:
          listener.onClose(length >= 2 ? payload.readUInt16BE(0) : 1005, payload.toString("utf8", 2));
          break;
        default:
          throw new Error(`A frame with opcode ${opcode}.`);
      }
    }
    if (at < end) this.#held = Buffer.from(chunk.subarray(at));
  }
}

/** A text frame as a client sends it. Its mask is zero, which is one, and spares the masking. */
export function textFrame(text: string): Buffer {
  return clientFrame(TEXT, Buffer.from(text));
}

export function pongFrame(payload: Buffer): Buffer {
  return clientFrame(PONG, payload);
}

function clientFrame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  if (length > 0xffff) throw new Error("Longer than the crowd ever sends.");
  const head = Buffer.alloc(length < 126 ? 6 : 8);
  head[0] = FIN | opcode;
  if (length < 126) {
    head[1] = 0x80 | length;
  } else {
    head[1] = 0x80 | 126;
    head.writeUInt16BE(length, 2);
  }
  return Buffer.concat([head, payload]);
}
