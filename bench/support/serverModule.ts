/** What a file must export to be run as a server by a benchmark. */

export interface BenchServer extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
}

/** Every contestant gets the same database and as many connections to it. */
export interface ServerOptions {
  readonly databaseUrl: string;
  readonly poolMax: number;
}

export type StartServer = (options: ServerOptions) => Promise<BenchServer>;
