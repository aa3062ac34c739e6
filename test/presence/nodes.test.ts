/** Presence and typing between processes, and what is left of them without Redis or without a process. */
import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { Proxy } from "../nodes/proxy.ts";
import { ServerProcess } from "../nodes/serverProcess.ts";
import { NO_LIMITS, startCluster } from "../support/app.ts";
import type { TestCluster } from "../support/app.ts";
import { createPeople } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";
import { choosesStatus, Device, presencesOf, statusOf, types } from "./scene.ts";

/** A killed process is dead to the others after fifteen seconds, and they look every five. */
const DEAD = { timeout: 30_000, interval: 100 };
/** Half a second for Redis, and what a busy machine takes. */
const ANSWERED_WITHIN_MS = 2_000;

test("devices on two processes make one status, and are watched from either", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = nodesOf(cluster);
  const { ana, bo } = await cluster.people.inConversation("ana", "bo");
  await using watcher = await Device.of(ana, here);
  const live = watcher.watches(bo);
  expect(await live.next()).toMatchObject({ status: "OFFLINE" });
  await using phone = await Device.of(bo, there);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
  await using desk = await Device.of(bo, here);
  await phone.isIdle(true);
  await choosesStatus(bo.on(there), "ONLINE", "a fence");
  expect(await live.next()).toMatchObject({ status: "ONLINE", customStatus: "a fence" });
  await desk.isIdle(true);
  expect(await live.next()).toMatchObject({ status: "AWAY" });
  expect(await statusOf(ana.on(there), bo)).toBe("AWAY");
});

test("a process that stops hands its people over without a gap, and keeps when they were here", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = nodesOf(cluster);
  const { ana, bo, cy } = await cluster.people.inGroup("ana", "bo", "cy");
  await using watcher = await Device.of(ana, here);
  const live = watcher.watches(bo);
  await live.next();
  await using _phone = await Device.of(bo, there);
  await using _desk = await Device.of(cy, there);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
  await there[Symbol.asyncDispose]();
  await using _again = await Device.of(bo, here);
  await choosesStatus(bo, "BUSY");
  expect(await live.next()).toMatchObject({ status: "BUSY" });
  const seen = await rowsOf<{ username: string }>(
    cluster,
    `SELECT username FROM presence JOIN "user" ON id = user_id WHERE last_seen_at > now() - interval '1 minute'`,
  );
  expect(seen.map(({ username }) => username).toSorted()).toEqual(["bo", "cy"]);
});

test("typing on one process is followed on another, and a message sent on either ends it", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = nodesOf(cluster);
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  await using watcher = await Device.of(ana, here);
  const live = watcher.followsTyping(conversation);
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  await types(bo.on(there), conversation);
  expect(await live.next()).toEqual({ typing: [{ username: "bo" }], count: 1 });
  await bo.sends(conversation, "here it is");
  expect(await live.next()).toEqual({ typing: [], count: 0 });
});

const FAULTS = [
  { fault: "gone", begin: (redis: Proxy) => redis.cut() },
  { fault: "silent", begin: (redis: Proxy) => redis.silence() },
];

test.each(FAULTS)(
  "with Redis $fault presence reads as OFFLINE in bounded time, and nothing else waits for it",
  { timeout: 40_000 },
  async ({ begin }) => {
    await using redis = await Proxy.before(inject("redisUrl"));
    await using cluster = await startCluster(2, { REDIS_URL: redis.url });
    const [here, there] = nodesOf(cluster);
    const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
    await using _phone = await Device.of(bo, there);
    await expect.poll(() => statusOf(ana, bo), { timeout: 5_000, interval: 20 }).toBe("ONLINE");
    await using watcher = await Device.of(ana, here);
    const live = watcher.watches(bo);
    expect(await live.next()).toMatchObject({ status: "ONLINE" });

    begin(redis);
    const from = performance.now();
    expect(await presencesOf(ana, bo)).toEqual([{ status: "OFFLINE", customStatus: null, lastSeenAt: null }]);
    expect(performance.now() - from).toBeLessThan(ANSWERED_WITHIN_MS);
    // A process goes on knowing its own.
    expect(await statusOf(ana.on(there), bo)).toBe("ONLINE");
    await ana.sends(conversation, "one", "two");
    expect(await types(bo, conversation)).toEqual({ __typename: "SetTypingPayload", isTyping: true });
    await using _desk = await Device.of(bo, here);

    redis.mend();
    await expect.poll(() => statusOf(ana, bo), { timeout: 20_000, interval: 50 }).toBe("ONLINE");
    // Who watches was told of no absence: there was none.
    await expect
      .poll(
        async () => {
          await choosesStatus(bo, "ONLINE", randomUUID());
          return Promise.race([live.next(), new Promise((resolve) => setTimeout(resolve, 500, null))]);
        },
        { timeout: 20_000, interval: 1 },
      )
      .toMatchObject({ status: "ONLINE" });
  },
);

test("the people of a killed process are OFFLINE within twenty seconds", { timeout: 60_000 }, async () => {
  await using database = await createDatabase();
  const env = {
    NODE_ENV: "test",
    DATABASE_URL: database.databaseUrl,
    REDIS_URL: inject("redisUrl"),
    ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
    REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
    ...NO_LIMITS,
  };
  await using here = await ServerProcess.start(env);
  await using there = await ServerProcess.start(env);
  await using people = createPeople();
  people.settleOn(here.url);
  const { ana, bo } = await people.inConversation("ana", "bo");
  const cy = await people.register("cy");
  await ana.opensConversationWith(cy);
  await using watcher = await Device.of(ana, here);
  await using _phone = await Device.of(bo, there);
  await using _desk = await Device.of(cy, there);
  await expect.poll(() => statusOf(ana, bo), { timeout: 5_000, interval: 20 }).toBe("ONLINE");
  const live = watcher.watches(bo);
  const other = watcher.watches(cy);
  expect([await live.next(), await other.next()]).toMatchObject([{ status: "ONLINE" }, { status: "ONLINE" }]);

  await there.kill();
  // One comes back elsewhere at once, and was never away.
  await using _again = await Device.of(cy, here);
  await expect.poll(() => statusOf(ana, bo), DEAD).toBe("OFFLINE");
  expect(await live.next()).toMatchObject({ status: "OFFLINE" });
  await choosesStatus(cy, "BUSY");
  expect(await other.next()).toMatchObject({ status: "BUSY" });
});

function nodesOf({ nodes }: TestCluster) {
  const [here, there] = nodes;
  if (here === undefined || there === undefined) throw new Error("There are fewer than two nodes.");
  return [here, there] as const;
}
