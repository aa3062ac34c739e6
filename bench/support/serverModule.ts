/** What a file must export to be run as a server by a benchmark. */

export interface BenchServer extends AsyncDisposable {
  /** Where it listens, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** How many statements it has sent to PostgreSQL, where it counts them. */
  readStatements?(): number;
}

/** Every contestant gets the same database and as many connections to it. */
export interface ServerOptions {
  readonly databaseUrl: string;
  readonly poolMax: number;
  /** Null in benchmarks without Redis. */
  readonly redisUrl: string | null;
  /** Whether a peer stores each message with one INSERT before it passes it on. Parley always stores. */
  readonly isStoring: boolean;
}

export type StartServer = (options: ServerOptions) => Promise<BenchServer>;
