/** A TCP proxy in front of a server that a test wants to lose: cut at a byte, there and silent, slow, in small pieces. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

type Mode = "open" | "cut" | "silent";

/** What befalls each connection that is made from now on. */
export interface Weather {
  /** Resets both ends when so many bytes have passed, both directions counted; asked once for each connection. */
  readonly resetAfterBytes?: () => number;
  /** Each chunk arrives so much later, in order. */
  readonly delayMs?: number;
  /** Chunks arrive in pieces of at most so many bytes, each a packet of its own. */
  readonly sliceBytes?: number;
}

/** One connection: its two sockets, and what silence holds back for each. */
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly weather: Weather;
  readonly held: { readonly to: Socket; readonly chunk: Buffer }[];
  bytesLeft: number;
  /** Nothing is read from either side any more. */
  isForgotten: boolean;
}

export class Proxy implements AsyncDisposable {
  /** The proxied server's URL, with this proxy's address in it. */
  readonly url: string;
  /** Connections that were reset by the weather. */
  resets = 0;
  weather: Weather = {};
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: Mode = "open";

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async before(serverUrl: string): Promise<Proxy> {
    const target = new URL(serverUrl);
    const server = createServer().listen(0, "127.0.0.1", 4_096);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
    const url = new URL(serverUrl);
    url.host = `127.0.0.1:${address.port}`;
    const proxy = new Proxy(server, url.protocol === "http:" ? url.origin : url.href);
    server.on("connection", (near) =>
      proxy.#join(near, connect(Number(target.port || 6379), target.hostname)),
    );
    return proxy;
  }

  /** Resets the connections there are, and every new one. */
  cut(): void {
    this.#mode = "cut";
    for (const pair of this.#pairs) this.#reset(pair);
  }

  /** Resets the connections there are; new ones get through. */
  cutOnce(): void {
    for (const pair of this.#pairs) this.#reset(pair);
  }

  /** Keeps connections and takes new ones, and lets nothing through in either direction. */
  silence(): void {
    this.#mode = "silent";
  }

  /** Half-open for good: nothing is read from the connections there are, and nobody is told. New ones get through. */
  forget(): void {
    for (const pair of this.#pairs) {
      pair.isForgotten = true;
      pair.near.pause();
      pair.far.pause();
    }
  }

  /** Lets everything through again, what silence held back included. */
  mend(): void {
    this.#mode = "open";
    for (const { held } of this.#pairs) {
      for (const { to, chunk } of held.splice(0)) to.write(chunk);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, far: Socket): void {
    const { weather } = this;
    const bytesLeft = weather.resetAfterBytes?.() ?? Number.POSITIVE_INFINITY;
    const pair: Pair = { near, far, weather, held: [], bytesLeft, isForgotten: false };
    this.#pairs.add(pair);
    for (const socket of [near, far]) socket.setNoDelay(true);
    this.#pump(pair, near, far);
    this.#pump(pair, far, near);
    if (this.#mode === "cut") this.#reset(pair);
  }

  #pump(pair: Pair, from: Socket, to: Socket): void {
    const isPlain = pair.weather.delayMs === undefined && pair.weather.sliceBytes === undefined;
    let earlier: Promise<void> = Promise.resolve();
    from.on("error", () => undefined);
    from.on("data", (chunk: Buffer) => {
      const dueAt = performance.now() + (pair.weather.delayMs ?? 0);
      if (isPlain) this.#pass(pair, to, chunk);
      else earlier = earlier.then(() => this.#passSlowly(pair, to, chunk, dueAt));
    });
    from.on("close", () => {
      this.#pairs.delete(pair);
      // A forgotten end hears nothing of the other's.
      if (!pair.isForgotten) to.destroy();
      else if (pair.near.destroyed && pair.far.destroyed) this.#pairs.delete(pair);
    });
  }

  #pass(pair: Pair, to: Socket, chunk: Buffer): void {
    if (this.#mode !== "open") {
      pair.held.push({ to, chunk });
      return;
    }
    if (pair.bytesLeft <= 0) return;
    to.write(chunk.subarray(0, pair.bytesLeft));
    pair.bytesLeft -= chunk.length;
    if (pair.bytesLeft > 0) return;
    this.resets += 1;
    // What was let through is on its way before the reset: the cut is at the byte.
    setImmediate(() => this.#reset(pair));
  }

  /** In order: what came earlier has passed. */
  async #passSlowly(pair: Pair, to: Socket, chunk: Buffer, dueAt: number): Promise<void> {
    const { sliceBytes = chunk.length } = pair.weather;
    const waitMs = dueAt - performance.now();
    if (waitMs > 0) await delay(waitMs);
    for (let begin = 0; begin < chunk.length && !to.destroyed; begin += sliceBytes) {
      this.#pass(pair, to, chunk.subarray(begin, begin + sliceBytes));
    }
  }

  #reset({ near, far }: Pair): void {
    near.resetAndDestroy();
    far.resetAndDestroy();
  }
}
