/** Runs the named statements of this folder. */
import type { Pool, QueryResultRow } from "pg";
import { toUnavailable } from "./unavailable.ts";

/** Prepared once on each connection, by its name; without one it is planned each time, by what the tables hold then. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
}

/** Answers the rows. Errors: UNAVAILABLE. */
export type Query = <Row extends QueryResultRow>(
  statement: Statement,
  values: readonly unknown[],
) => Promise<Row[]>;

export function createQuery(pool: Pool): Query {
  return async <Row extends QueryResultRow>(statement: Statement, values: readonly unknown[]) => {
    try {
      return (await pool.query<Row>({ ...statement, values: [...values] })).rows;
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}
