/** What every connection to PostgreSQL has, whatever its URL says. */
import { expect, test } from "vitest";
import { connectDatabase } from "../../src/storage/database.ts";
import { createDatabase } from "../support/postgres.ts";

test.each([
  ["without options", "", "on"],
  ["with options", "-c work_mem=5MB", "on"],
  ["with options that would lose writes", "-c work_mem=5MB -c synchronous_commit=off", "on"],
])("commits are waited for, with a URL %s", async (_how, options, expected) => {
  await using made = await createDatabase();
  const url = new URL(made.databaseUrl);
  if (options !== "") url.searchParams.set("options", options);
  await using database = connectDatabase({ databaseUrl: url.href, poolMax: 1, onIdleError: () => undefined });
  const read = async (pool: typeof database.pool) => {
    const { rows } = await pool.query<{ commit: string; memory: string }>(
      "SELECT current_setting('synchronous_commit') AS commit, current_setting('work_mem') AS memory",
    );
    return rows[0];
  };
  const given = options !== "" && { memory: "5MB" };
  expect(await read(database.pool)).toMatchObject({ commit: expected, ...given });
  expect(await read(database.backgroundPool)).toMatchObject({ commit: "off", ...given });
});
