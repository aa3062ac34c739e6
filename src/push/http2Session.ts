/**
 * One HTTP/2 connection to a push service, made when it is needed and again after it is lost.
 *
 * A session takes requests until it is retired: by the server (GOAWAY), by its end, or by a request without an answer,
 * which may mean that the connection is dead. A retired one finishes what it has, and the next request opens another.
 */
import { connect, constants } from "node:http2";
import type { ClientHttp2Session, IncomingHttpHeaders } from "node:http2";

const ANSWER_BYTES_MAX = 8_192;
/** A connection that is idle for so long is closed. */
const IDLE_MS = 600_000;

export interface Http2Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Http2Connection extends Disposable {
  /** POSTs. Rejects when the stream or its connection ends before the answer, or `signal` aborts. */
  post(headers: Readonly<Record<string, string>>, body: Buffer, signal: AbortSignal): Promise<Http2Answer>;
}

/** To `origin`; `ca`: certificates that are trusted in place of the usual ones. */
export function createHttp2Connection(origin: string, ca?: string): Http2Connection {
  let current: ClientHttp2Session | null = null;
  const all = new Set<ClientHttp2Session>();

  const retire = (session: ClientHttp2Session): void => {
    if (current === session) current = null;
    if (!session.destroyed) session.close();
  };

  const open = (): ClientHttp2Session => {
    const session = connect(origin, ca === undefined ? {} : { ca });
    all.add(session);
    // What its requests reject with says the same.
    session.on("error", () => retire(session));
    session.on("goaway", () => retire(session));
    session.on("close", () => {
      all.delete(session);
      retire(session);
    });
    session.setTimeout(IDLE_MS, () => retire(session));
    return session;
  };

  return {
    post(headers, body, signal) {
      const session = current === null || current.closed || current.destroyed ? open() : current;
      current = session;
      const { promise, resolve, reject } = Promise.withResolvers<Http2Answer>();
      const stream = session.request({ ...headers, [constants.HTTP2_HEADER_METHOD]: "POST" });
      const stop = (): void => {
        reject(signal.reason);
        stream.close(constants.NGHTTP2_CANCEL);
        retire(session);
      };
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      const chunks: Buffer[] = [];
      let bytes = 0;
      let answer: IncomingHttpHeaders | null = null;
      stream.on("response", (received) => {
        answer = received;
      });
      stream.on("data", (chunk: Buffer) => {
        if (bytes <= ANSWER_BYTES_MAX) chunks.push(chunk);
        bytes += chunk.length;
      });
      stream.on("end", () => {
        if (answer === null) return;
        const status = Number(answer[":status"]);
        resolve({ status, headers: answer, text: Buffer.concat(chunks).toString() });
      });
      stream.on("error", reject);
      stream.on("close", () => {
        signal.removeEventListener("abort", stop);
        reject(new Error("the connection was lost"));
      });
      stream.end(body);
      return promise;
    },
    [Symbol.dispose]() {
      for (const session of all) session.destroy();
    },
  };
}
