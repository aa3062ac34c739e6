// Before the first test: one PostgreSQL with a migrated template database, and one Redis.

import type { TestProject } from "vitest/node";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgresAdminUrl: string;
    postgresTemplate: string;
    redisUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack();
  const redis = started.use(await startRedis());
  const postgres = started.use(await startPostgres());
  project.provide("postgresAdminUrl", postgres.adminUrl);
  project.provide("postgresTemplate", postgres.template);
  project.provide("redisUrl", redis.redisUrl);
  const kept = started.move();
  return () => kept.disposeAsync();
}
