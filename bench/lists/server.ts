/** Parley itself, with a count of what it asks of PostgreSQL. */
import { createApp } from "../../src/app.ts";
import type { Around } from "../../src/around.ts";
import { configOf } from "../parley.ts";
import type { StartServer } from "../support/serverModule.ts";

export const start: StartServer = async (options) => {
  let statements = 0;
  const database: NonNullable<Around["database"]> = (built) => {
    const query = built.pool.query.bind(built.pool);
    Object.assign(built.pool, {
      query: (...args: Parameters<typeof query>) => {
        statements += 1;
        return query(...args);
      },
    });
    return built;
  };
  const app = await createApp(configOf(options), { around: { database } });
  return {
    url: app.url,
    readStatements: () => statements,
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
};
