/** What is told of a connection that ends while nobody uses it. */
import { expect, test } from "vitest";
import { connectDatabase } from "../../src/storage/database.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";

test("of an idle connection that ends the error is told, and nothing of the connection", async () => {
  await using app = await startApp();
  const errors: Error[] = [];
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: (error) => errors.push(error),
  });
  const { rows } = await database.pool.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
  await rowsOf(app, "SELECT pg_terminate_backend($1::int)", [rows[0]?.pid]);
  await expect.poll(() => errors.length).toBe(1);
  expect(errors[0]).toMatchObject({ code: "57P01" });
  expect(Object.keys(errors[0] ?? {})).not.toContain("client");
});
