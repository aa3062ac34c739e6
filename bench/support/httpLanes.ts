/** HTTP/1.1 over keep-alive connections with next to no cost: texts made before, answers cut out by hand. */
import { once } from "node:events";
import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Lane, Lanes, OnAnswer, ReadAnswer, Template } from "./lane.ts";
import { templateOf } from "./lane.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON in ASCII; `mark` stands wherever the key goes. */
  readonly body: string;
  readonly mark: string;
}

/** A POST as it goes over the wire. Keys must be as long as `mark`, or Content-Length would be wrong. */
export function httpTemplate({ url, path, headers, body, mark }: HttpRequest): Template {
  const lines = [
    `POST ${path} HTTP/1.1`,
    `host: ${url.host}`,
    "content-type: application/json",
    "accept: application/json",
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ];
  return templateOf(`${lines.join("\r\n")}\r\n\r\n${body}`, mark);
}

/** One connection a lane. */
export async function openHttpLanes(url: URL, count: number, readAnswer: ReadAnswer): Promise<Lanes> {
  const lanes = await Promise.all(Array.from({ length: count }, () => HttpLane.open(url, readAnswer)));
  return {
    all: lanes,
    async [Symbol.asyncDispose]() {
      await Promise.all(lanes.map((lane) => lane.close()));
    },
  };
}

class HttpLane implements Lane {
  readonly #socket: Socket;
  readonly #readAnswer: ReadAnswer;
  #onAnswer: OnAnswer | null = null;
  #received = "";

  constructor(socket: Socket, readAnswer: ReadAnswer) {
    this.#socket = socket;
    this.#readAnswer = readAnswer;
    // One character a byte, so that lengths agree; what is read in the answers is ASCII.
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#receive(text));
    socket.on("error", (error) => this.#answer(error, 0));
    socket.on("close", () => this.#answer(new Error("The server closed the connection."), 0));
  }

  static async open(url: URL, readAnswer: ReadAnswer): Promise<HttpLane> {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    await once(socket, "connect");
    return new HttpLane(socket, readAnswer);
  }

  send(template: Template, key: string, onAnswer: OnAnswer): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(template.join(key), "latin1");
  }

  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, "close");
    this.#socket.destroy();
    await closed;
  }

  #receive(text: string): void {
    this.#received += text;
    const response = cutResponse(this.#received);
    if (response === null) return;
    this.#received = "";
    if (response.status !== 200) {
      this.#answer(new Error(`Answered ${response.status}: ${response.body}`), 0);
      return;
    }
    let seq: number;
    try {
      seq = this.#readAnswer(JSON.parse(response.body));
    } catch (error) {
      this.#answer(error instanceof Error ? error : new Error(String(error)), 0);
      return;
    }
    this.#answer(null, seq);
  }

  #answer(error: Error | null, seq: number): void {
    const onAnswer = this.#onAnswer;
    this.#onAnswer = null;
    onAnswer?.(error, seq);
  }
}

/** Null while something is missing. One request is under way at a time, so nothing stands behind it. */
function cutResponse(text: string): { status: number; body: string } | null {
  const headEnd = text.indexOf("\r\n\r\n");
  if (headEnd === -1) return null;
  const status = Number(text.slice(9, 12));
  const head = text.slice(0, headEnd + 2).toLowerCase();
  const body = text.slice(headEnd + 4);
  const lengthAt = head.indexOf("\r\ncontent-length:");
  if (lengthAt === -1) return body.endsWith("\r\n0\r\n\r\n") ? { status, body: joinChunks(body) } : null;
  const length = Number(head.slice(lengthAt + 17, head.indexOf("\r\n", lengthAt + 2)));
  return body.length < length ? null : { status, body };
}

function joinChunks(text: string): string {
  let joined = "";
  let at = 0;
  for (;;) {
    const lineEnd = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    if (!(size > 0)) return joined;
    joined += text.slice(lineEnd + 2, lineEnd + 2 + size);
    at = lineEnd + 2 + size + 2;
  }
}
