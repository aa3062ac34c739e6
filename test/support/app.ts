/** A whole server for a test: a fresh database, real sockets, and people who can do only what the API lets them. */
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { inject } from "vitest";
import { createApp } from "../../src/app.ts";
import type { App, AppOverrides } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { newId } from "../../src/lib/ids.ts";
import { countHandles, expectNothingLeft } from "./leftovers.ts";
import { createPeople } from "./people.ts";
import type { People } from "./people.ts";
import { createDatabase } from "./postgres.ts";

/** High enough that only a test about limits meets one. */
export const NO_LIMITS = {
  RATE_SENDS_PER_10_SECONDS: "1000000",
  RATE_SIGN_INS_PER_MINUTE: "1000000",
  RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE: "1000000",
  RATE_MUTATIONS_PER_10_SECONDS: "1000000",
  RATE_SEARCHES_PER_10_SECONDS: "1000000",
  RATE_REQUESTS_PER_10_SECONDS: "1000000",
  LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: "10000",
  LIMIT_SOCKETS_PER_USER: "10000",
  LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND: "1000000",
};

export interface TestApp extends App {
  readonly people: People;
  readonly databaseUrl: string;
  /** Where its files are; made by the first. */
  readonly mediaDir: string;
}

export type Settings = Readonly<Record<string, string>>;

/** One server. `settings` are environment variables. */
export async function startApp(settings: Settings = {}, overrides: AppOverrides = {}): Promise<TestApp> {
  const { nodes, people, databaseUrl, mediaDir, stop } = await startNodes(1, settings, overrides);
  const [app] = nodes;
  if (app === undefined) throw new Error("No server was started.");
  return { ...app, people, databaseUrl, mediaDir, [Symbol.asyncDispose]: stop };
}

export interface TestCluster extends AsyncDisposable {
  readonly nodes: readonly App[];
  /** People who live on the first node; `person.on(node)` is the same person elsewhere. */
  readonly people: People;
  readonly databaseUrl: string;
  /** Starts one server more on the same database and Redis. */
  add(): Promise<App>;
}

/** Several servers on one database and one Redis, as several processes would be. */
export async function startCluster(count: number, settings: Settings = {}): Promise<TestCluster> {
  const { nodes, people, databaseUrl, add, stop } = await startNodes(count, {
    REDIS_URL: inject("redisUrl"),
    ...settings,
  });
  return { nodes, people, databaseUrl, add, [Symbol.asyncDispose]: stop };
}

async function startNodes(count: number, settings: Settings, overrides: AppOverrides = {}) {
  await using started = new AsyncDisposableStack();
  const handles = countHandles();
  const { databaseUrl } = started.use(await createDatabase());
  started.defer(() => expectNothingLeft(databaseUrl, handles));
  const mediaDir = path.join(tmpdir(), `parley-media-${newId()}`);
  started.defer(() => rm(mediaDir, { recursive: true, force: true }));
  const people = started.use(createPeople());
  const add = async (): Promise<App> => {
    const env = {
      NODE_ENV: "test",
      PORT: "0",
      LOG_LEVEL: process.env["TEST_LOG_LEVEL"] ?? "silent",
      DATABASE_URL: databaseUrl,
      MEDIA_DIR: mediaDir,
      ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
      REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
      // A worker looks for jobs every second: only tests of jobs have one.
      WORKER: "false",
      ...NO_LIMITS,
      ...settings,
    };
    const app = await createApp(parseConfig(env, process.cwd()), overrides);
    kept.use(app);
    return app;
  };
  const kept = started.move();
  const nodes: App[] = [];
  try {
    for (let index = 0; index < count; index += 1) nodes.push(await add());
  } catch (error) {
    await kept.disposeAsync();
    throw error;
  }
  people.settleOn(nodes[0]?.url ?? "");
  return { nodes, people, databaseUrl, mediaDir, add, stop: () => kept.disposeAsync() };
}
