/** A place for one process behind a load balancer: clients come back to it, or to another, while it restarts. */
import { ServerProcess } from "./serverProcess.ts";
import type { Ending, ServerProcessOptions } from "./serverProcess.ts";

export class Slot implements AsyncDisposable {
  readonly #env: Readonly<Record<string, string>>;
  readonly #options: ServerProcessOptions;
  #process: ServerProcess | null = null;
  #up = Promise.withResolvers<string>();
  #isUp = false;

  constructor(env: Readonly<Record<string, string>>, options: ServerProcessOptions = {}) {
    this.#env = env;
    this.#options = options;
  }

  /** The process's URL, as soon as there is one that takes connections. */
  get url(): Promise<string> {
    return this.#up.promise;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** The one that runs, or ran last. Throws before the first start. */
  get process(): ServerProcess {
    if (this.#process === null) throw new Error("Nothing was started here.");
    return this.#process;
  }

  async start(): Promise<void> {
    this.#process = await ServerProcess.start(this.#env, this.#options);
    this.#isUp = true;
    this.#up.resolve(this.#process.url);
  }

  async kill(): Promise<Ending | undefined> {
    this.#down();
    return this.#process?.kill();
  }

  async stop(): Promise<Ending | undefined> {
    this.#down();
    return this.#process?.stop();
  }

  /** Stops its clock; whoever balances load sees that it does not answer. */
  freeze(): void {
    this.#down();
    this.process.signal("SIGSTOP");
  }

  thaw(): void {
    this.process.signal("SIGCONT");
    this.#isUp = true;
    this.#up.resolve(this.process.url);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }

  #down(): void {
    this.#isUp = false;
    this.#up = Promise.withResolvers();
  }
}
