/** A place for one process behind a load balancer: clients come back to it, or to another, while it restarts. */
import { ServerProcess } from "./serverProcess.ts";
import type { Ending } from "./serverProcess.ts";

export class Slot implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>;
  #process: ServerProcess | null = null;
  #up = Promise.withResolvers<string>();

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  /** The process's URL, as soon as there is one that takes connections. */
  get url(): Promise<string> {
    return this.#up.promise;
  }

  async start(): Promise<void> {
    this.#process = await ServerProcess.start(this.#env);
    this.#up.resolve(this.#process.url);
  }

  async kill(): Promise<Ending | undefined> {
    this.#up = Promise.withResolvers();
    return this.#process?.kill();
  }

  async stop(): Promise<Ending | undefined> {
    this.#up = Promise.withResolvers();
    return this.#process?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
