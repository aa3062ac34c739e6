/** Connections for writes that follow one another without a pause. */
import pg from "pg";

/**
 * The pool's connections as writes need them that follow one another: what is free again goes back at the end of the turn,
 * and before that to whoever asks, at once. (The pool hands one out in a later turn, when all answers of the last write
 * have been made, and the database has stood idle meanwhile.)
 */
export class KeptConnections {
  readonly #pool: pg.Pool;
  #free: pg.PoolClient[] = [];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async query<Row extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<Row[]> {
    const client = this.#free.pop() ?? (await this.#take());
    try {
      const { rows } = await client.query<Row>(query);
      if (this.#free.push(client) === 1) setImmediate(() => this.#giveBack());
      return rows;
    } catch (error) {
      release(client, !(error instanceof pg.DatabaseError && OF_THE_ROWS.test(error.code ?? "")));
      throw error;
    }
  }

  async #take(): Promise<pg.PoolClient> {
    const client = await this.#pool.connect();
    client.on("error", onLost);
    return client;
  }

  #giveBack(): void {
    for (const client of this.#free.splice(0)) release(client, false);
  }
}

/** Data, constraints, and locks that were not got: refusals that say nothing against the connection. */
const OF_THE_ROWS = /^(22|23|55P03)/;

/** The query that is under way rejects as well; and the pool looks at what it is given back. */
function onLost(): void {}

function release(client: pg.PoolClient, isSpoilt: boolean): void {
  client.off("error", onLost);
  client.release(isSpoilt);
}
