/**
 * Asks ClamAV's daemon whether there is something in a file: INSTREAM of its protocol, a connection for each.
 *
 * Whatever is not a plain "OK" or "FOUND" is no answer, and rejects: a file waits then, and nobody sees it.
 */
import { createReadStream } from "node:fs";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { unavailable } from "../domain/errors.ts";

/** Of one chunk; the daemon's own bound is far above. */
const CHUNK_BYTES = 65_536;
/** What it answers is one short line. */
const ANSWER_BYTES_MAX = 4_096;

export interface ClamdOptions {
  readonly host: string;
  readonly port: number;
  /** For all of it. */
  readonly timeMs: number;
}

/** "CLEAN", "FOUND", or "TOO_LARGE": more than the daemon looks at (its StreamMaxLength, MaxFileSize and the like). */
export type ScanVerdict = "CLEAN" | "FOUND" | "TOO_LARGE";

export type Scan = (path: string, signal: AbortSignal) => Promise<ScanVerdict>;

/** Errors: UNAVAILABLE, where it did not answer in its time, or not what it should. */
export function createClamd({ host, port, timeMs }: ClamdOptions): Scan {
  return async (path, signal) => {
    // A signal that was given before tells no listener.
    signal.throwIfAborted();
    const socket = connect({ host, port });
    const ending = AbortSignal.any([signal, AbortSignal.timeout(timeMs)]);
    const end = (): void => void socket.destroy();
    ending.addEventListener("abort", end);
    try {
      // It answers as soon as it knows, and may want no more bytes then.
      const [answer] = await Promise.all([answerOf(socket).finally(end), send(socket, path)]);
      return verdictOf(answer);
    } catch (error) {
      signal.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      throw unavailable(`The virus scanner at ${host}:${port} gave no answer (${reason}).`);
    } finally {
      ending.removeEventListener("abort", end);
      socket.destroy();
    }
  };
}

function answerOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("\0")) resolve(said.slice(0, said.indexOf("\0")));
      else if (said.length > ANSWER_BYTES_MAX) reject(new Error("it says too much"));
    });
    socket.on("error", reject);
    socket.on("close", () => reject(new Error("the connection ended")));
  });
}

async function send(socket: Socket, path: string): Promise<void> {
  socket.write("zINSTREAM\0");
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    if (socket.destroyed) return;
    const size = Buffer.alloc(4);
    size.writeUInt32BE(chunk.length);
    socket.write(size);
    if (!socket.write(chunk)) await drained(socket);
  }
  socket.write(Buffer.alloc(4));
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const goOn = (): void => {
      socket.off("drain", goOn);
      socket.off("close", goOn);
      resolve();
    };
    socket.on("drain", goOn);
    socket.on("close", goOn);
  });
}

function verdictOf(answer: string): ScanVerdict {
  if (answer === "stream: OK") return "CLEAN";
  // With AlertExceedsMax; without it the daemon says OK of what it has not looked into.
  if (answer.startsWith("stream: Heuristics.Limits.Exceeded")) return "TOO_LARGE";
  if (/^stream: .+ FOUND$/.test(answer)) return "FOUND";
  if (answer.startsWith("INSTREAM size limit exceeded")) return "TOO_LARGE";
  throw new Error(`it says ${JSON.stringify(answer.slice(0, 100))}`);
}
