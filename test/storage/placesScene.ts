/** Places over a database of their own. */
import { connectDatabase } from "../../src/storage/database.ts";
import { createPlaces } from "../../src/storage/places.sql.ts";
import { createDatabase } from "../support/postgres.ts";

/** One connection, so that what it is told of a statement is of that one. */
export async function openPlaces() {
  await using started = new AsyncDisposableStack();
  const { databaseUrl } = started.use(await createDatabase());
  const onIdleError = (): void => undefined;
  const { pool } = started.use(connectDatabase({ databaseUrl, poolMax: 1, onIdleError }));
  const kept = started.move();
  return { pool, places: createPlaces(pool), [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
