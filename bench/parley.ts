/** Parley itself as a contestant: the real `createApp`, with rate limits that the load does not reach. */
import { createApp } from "../src/app.ts";
import { parseConfig } from "../src/config.ts";
import type { Config } from "../src/config.ts";
import type { ServerOptions, StartServer } from "./support/serverModule.ts";
import { SECRETS } from "./support/world.ts";

export const start: StartServer = (options) => createApp(configOf(options));

/** `more`: settings beside, by their names in the environment. */
export function configOf(
  { databaseUrl, poolMax, redisUrl }: ServerOptions,
  more: Readonly<Record<string, string>> = {},
): Config {
  return parseConfig(
    {
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: "0",
      LOG_LEVEL: "warn",
      DATABASE_URL: databaseUrl,
      DATABASE_POOL_MAX: String(poolMax),
      REDIS_URL: redisUrl ?? "",
      ACCESS_TOKEN_SECRET: SECRETS.accessTokenSecret,
      REFRESH_TOKEN_SECRET: SECRETS.refreshTokenSecret,
      RATE_SENDS_PER_10_SECONDS: "1000000",
      RATE_SEARCHES_PER_10_SECONDS: "1000000",
      RATE_REQUESTS_PER_10_SECONDS: "10000000",
      // All of a crowd comes from a few loopback addresses, at once.
      LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: "100000",
      LIMIT_INIT_TIMEOUT_MS: "60000",
      // One sender speaks for a crowd.
      LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND: "100000",
      ...more,
    },
    process.cwd(),
  );
}
