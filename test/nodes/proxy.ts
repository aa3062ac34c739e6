/** A TCP proxy in front of a server that a test wants to lose: gone at once, or there and silent. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

type Mode = "open" | "cut" | "silent";

/** One connection: its two sockets, and what silence holds back for each. */
interface Pair {
  readonly near: Socket;
  readonly far: Socket;
  readonly held: { readonly to: Socket; readonly chunk: Buffer }[];
}

export class Proxy implements AsyncDisposable {
  /** The proxied server's URL, with this proxy's address in it. */
  readonly url: string;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  #mode: Mode = "open";

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async before(serverUrl: string): Promise<Proxy> {
    const target = new URL(serverUrl);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
    const url = new URL(serverUrl);
    url.host = `127.0.0.1:${address.port}`;
    const proxy = new Proxy(server, url.href);
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

  /** Keeps connections and takes new ones, and lets nothing through in either direction. */
  silence(): void {
    this.#mode = "silent";
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
    const pair: Pair = { near, far, held: [] };
    this.#pairs.add(pair);
    this.#pump(pair, near, far);
    this.#pump(pair, far, near);
    if (this.#mode === "cut") this.#reset(pair);
  }

  #pump(pair: Pair, from: Socket, to: Socket): void {
    from.on("error", () => undefined);
    from.on("data", (chunk: Buffer) => {
      if (this.#mode === "open") to.write(chunk);
      else pair.held.push({ to, chunk });
    });
    from.on("close", () => {
      this.#pairs.delete(pair);
      to.destroy();
    });
  }

  #reset({ near, far }: Pair): void {
    near.resetAndDestroy();
    far.destroy();
  }
}
