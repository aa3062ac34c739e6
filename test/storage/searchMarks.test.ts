/** Where what was searched for stands in texts, and how often PostgreSQL is asked what a word is searched by. */
import { Pool } from "pg";
import { expect, test } from "vitest";
import { createQuery } from "../../src/storage/query.ts";
import { createMark } from "../../src/storage/searchMarks.sql.ts";
import { createDatabase } from "../support/postgres.ts";

const whole = (text: string) => ({ text, isBeginning: false });
const beginning = (text: string) => ({ text, isBeginning: true });

test("words are marked by their stems and beginnings, and each is asked for once", async () => {
  await using database = await createDatabase();
  const pool = new Pool({ connectionString: database.databaseUrl, max: 2 });
  await using _ = { [Symbol.asyncDispose]: () => pool.end() };
  const query = createQuery(pool);
  const asked: unknown[] = [];
  const mark = createMark(
    (statement, values) => {
      asked.push(values[0]);
      return query(statement, values);
    },
    ["english"],
  );
  const marked = async (sought: Parameters<typeof mark>[0], ...texts: string[]): Promise<string[][]> =>
    (await mark(sought, texts)).map((ranges, at) =>
      ranges.map(({ start, end }) => texts[at]?.slice(start, end) ?? ""),
    );

  expect(await marked([whole("walk")], "Walking is good", "we walked, far")).toEqual([
    ["Walking"],
    ["walked"],
  ]);
  expect(asked).toEqual([["walking", "is", "good", "we", "walked", "far"]]);
  expect(await marked([beginning("go"), whole("far")], "far and Good, gone")).toEqual([
    ["far", "Good", "gone"],
  ]);
  expect(asked.slice(1)).toEqual([["and", "gone"]]);
  expect(await marked([beginning("go")], "gone far", "")).toEqual([["gone"], []]);
  expect(await marked([], "gone far")).toEqual([[]]);
  expect(asked).toHaveLength(2);
});
