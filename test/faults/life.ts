/** The life of a client that follows: it connects, and when it is cut off comes back, until the server says it is over. */
import { setTimeout as delay } from "node:timers/promises";
import { ClosedError, Wire } from "./wire.ts";

/** Between two attempts, and a little more at random. */
const PAUSE_MS = 20;

export interface LifeOptions {
  readonly authorization: string;
  /** Where to connect, at each attempt. Waits while nothing is up. */
  readonly url: () => Promise<string>;
  /** Takes a server that says nothing for so long for gone. */
  readonly silentMsMax?: number;
}

/** What it does on each socket. */
export interface Errand {
  /** Subscribes; `ended` is told how the server ended the stream: with an error's code, or completed (null). */
  readonly follow: (wire: Wire, ended: (code: string | null) => void) => void;
  /** The socket ended, or was not opened. */
  readonly lost: (code: number) => void;
}

export class Life implements AsyncDisposable {
  /** What it signs in with the next time: its own, unless it is given another. */
  authorization: string;
  wire: Wire | null = null;
  readonly #options: LifeOptions;
  readonly #errand: Errand;
  #isClosed = false;
  #away: PromiseWithResolvers<void> | null = null;
  #running: Promise<void> | null = null;

  constructor(options: LifeOptions, errand: Errand) {
    this.#options = options;
    this.#errand = errand;
    this.authorization = options.authorization;
  }

  /** Resolves when it is over; rejects for what is neither an end nor a closed socket. */
  run(): Promise<void> {
    this.#running ??= this.#live();
    return this.#running;
  }

  /** Once it is cut off it stays away, until what is returned is called. */
  staysAway(): () => void {
    const away = Promise.withResolvers<void>();
    this.#away = away;
    return () => away.resolve();
  }

  /** Cuts itself off, and stays away until what is returned is called. */
  leave(): () => void {
    const comeBack = this.staysAway();
    this.wire?.terminate();
    return comeBack;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    this.wire?.terminate();
    this.#away?.resolve();
    await this.#running?.catch(() => undefined);
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      await this.#away?.promise;
      const url = await this.#options.url();
      const isOver = await this.#follow(url).catch((error: unknown) => {
        if (!(error instanceof ClosedError)) throw error;
        this.#errand.lost(error.code);
        return false;
      });
      if (isOver || this.#isClosed) return;
      await delay(PAUSE_MS * (1 + Math.random()));
    }
  }

  /** Resolves when the server ended the stream, whether for good; rejects with `ClosedError`. */
  async #follow(url: string): Promise<boolean> {
    const { silentMsMax } = this.#options;
    const { authorization } = this;
    const wire = await Wire.open({
      url,
      authorization,
      ...(silentMsMax === undefined ? {} : { silentMsMax }),
    });
    this.wire = wire;
    if (this.#isClosed) wire.terminate();
    const ended = Promise.withResolvers<boolean>();
    this.#errand.follow(wire, (code) => {
      wire.terminate();
      ended.resolve(code !== "UNAVAILABLE");
    });
    void wire.closed.then((closing) => ended.reject(new ClosedError(closing)));
    return ended.promise;
  }
}
