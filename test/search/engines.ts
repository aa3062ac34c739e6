/** The engines that one contract holds for: PostgreSQL, a local server that speaks as Meilisearch does, and a real one if there is one. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePort } from "../../src/storage/freePort.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { KEY, startLocalMeilisearch } from "../support/meilisearch/server.ts";
import { followLog, makeReady } from "./scene.ts";
import type { Indexing, MeilisearchPlace } from "./scene.ts";

export interface SearchScene extends TestApp {
  readonly index: Indexing;
}

export interface Engine {
  readonly name: string;
  start(): Promise<SearchScene>;
}

const REAL_URL = process.env["MEILISEARCH_URL"];
const hasBinary = REAL_URL === undefined && spawnSync("meilisearch", ["--version"]).status === 0;

export const ENGINES: readonly Engine[] = [
  { name: "PostgreSQL", start: () => startOn(new AsyncDisposableStack(), null) },
  {
    name: "a server that speaks as Meilisearch does",
    start: async () => {
      const stack = new AsyncDisposableStack();
      const server = stack.use(await startLocalMeilisearch());
      return startOn(stack, { host: server.url, apiKey: KEY });
    },
  },
  ...(REAL_URL === undefined && !hasBinary ? [] : [{ name: "Meilisearch", start: startReal }]),
];

async function startReal(): Promise<SearchScene> {
  const stack = new AsyncDisposableStack();
  if (REAL_URL !== undefined)
    return startOn(stack, { host: REAL_URL, apiKey: process.env["MEILISEARCH_KEY"] ?? "" });
  const folder = await mkdtemp(path.join(tmpdir(), "parley-meilisearch-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const address = `127.0.0.1:${await findFreePort()}`;
  const args = [
    "--db-path",
    folder,
    "--http-addr",
    address,
    "--master-key",
    KEY.padEnd(16, "-"),
    "--no-analytics",
  ];
  const server = spawn("meilisearch", args, { cwd: folder, stdio: "ignore" });
  stack.defer(() => void server.kill());
  const host = `http://${address}`;
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(`${host}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return startOn(stack, { host, apiKey: KEY.padEnd(16, "-") });
}

async function startOn(
  stack: AsyncDisposableStack,
  meilisearch: MeilisearchPlace | null,
): Promise<SearchScene> {
  const settings = meilisearch && { MEILISEARCH_URL: meilisearch.host, MEILISEARCH_KEY: meilisearch.apiKey };
  const app = stack.use(await startApp(settings ?? {}));
  const index = stack.use(followLog({ databaseUrl: app.databaseUrl, meilisearch }));
  if (index.client !== null) {
    await makeReady(index.client, index.outbox);
  }
  return { ...app, index, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
