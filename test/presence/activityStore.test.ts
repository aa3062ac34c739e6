/** One contract, two stores of who is here; and what the one between processes does beyond it. */
import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import type { Activity } from "../../src/domain/presence/ports.ts";
import { createMemoryActivityStore } from "../../src/presence/presence.memory.ts";
import { createRedisActivityStore, TIMINGS } from "../../src/presence/presence.redis.ts";
import type { ActivityStore } from "../../src/presence/store.ts";
import { createRedisClient } from "../../src/redis.ts";
import type { RedisClient } from "../../src/redis.ts";
import { Proxy } from "../nodes/proxy.ts";

/** As in the product, in a fiftieth of the time. */
const QUICK = {
  renewEveryMs: TIMINGS.renewEveryMs / 50,
  nodeTtlMs: TIMINGS.nodeTtlMs / 50,
  userTtlMs: TIMINGS.userTtlMs / 50,
  wholeAfterMs: TIMINGS.wholeAfterMs / 50,
};
const SOON = { timeout: 5_000, interval: 5 };
/** Half a second, and what a busy machine takes. */
const READ_WITHIN_MS = 1_000;

const stores: Readonly<Record<string, () => Promise<Node>>> = {
  memory: async () => nodeOf(createMemoryActivityStore()),
  redis: () => connect(),
};

describe.for(Object.entries(stores))("the %s store", ([_name, open]) => {
  test("answers what was last said, and nothing of whom nobody has spoken", async () => {
    await using node = await open();
    const [ana, bo, cy] = [randomUUID(), randomUUID(), randomUUID()];
    await node.store.set(ana, "ACTIVE");
    await node.store.set(bo, "IDLE");
    expect(await node.reads(ana, bo, cy)).toEqual({ [ana]: "ACTIVE", [bo]: "IDLE" });
    await node.store.set(ana, "IDLE");
    await node.store.set(bo, null);
    expect(await node.reads(ana, bo, cy)).toEqual({ [ana]: "IDLE" });
    expect(await node.reads()).toEqual({});
  });

  test("answers which conversations are open, and of whom nothing is open nothing", async () => {
    await using node = await open();
    const [ana, bo] = [randomUUID(), randomUUID()];
    const ids = [randomUUID(), randomUUID()];
    await node.store.set(ana, "ACTIVE");
    await node.store.setOpen(ana, ids);
    expect(await node.store.readOpen([ana, bo])).toEqual(new Map([[ana, ids]]));
    await node.store.setOpen(ana, []);
    expect(await node.store.readOpen([ana, bo])).toEqual(new Map());
  });

  test("ends in good order with people in it", async () => {
    await using node = await open();
    await node.store.set(randomUUID(), "ACTIVE");
  });
});

test("what is open on any living process is open, and ends with the process", async () => {
  await using here = await connect();
  const ana = randomUUID();
  {
    await using there = await connect();
    await here.store.setOpen(ana, ["one"]);
    await there.store.setOpen(ana, ["two"]);
    await expect.poll(async () => (await here.store.readOpen([ana])).get(ana), SOON).toEqual(["one", "two"]);
  }
  await here.store.setOpen(ana, []);
  await expect.poll(async () => (await here.store.readOpen([ana])).get(ana), SOON).toBeUndefined();
});

test("what processes say is joined: in use anywhere is in use, idle everywhere is idle", async () => {
  await using here = await connect();
  await using there = await connect();
  const ana = randomUUID();
  await here.store.set(ana, "IDLE");
  await there.store.set(ana, "ACTIVE");
  expect(await here.reads(ana)).toEqual({ [ana]: "ACTIVE" });
  await there.store.set(ana, "IDLE");
  expect(await here.reads(ana)).toEqual({ [ana]: "IDLE" });
  await here.store.set(ana, null);
  expect(await here.reads(ana)).toEqual({ [ana]: "IDLE" });
  await there.store.set(ana, null);
  expect(await here.reads(ana)).toEqual({});
});

test("what a process said lasts while it lives, is renewed by it, and ends soon after it", async () => {
  await using here = await connect();
  await using there = await connect();
  const ana = randomUUID();
  await there.store.set(ana, "ACTIVE");
  expect(await here.reads(ana)).toEqual({ [ana]: "ACTIVE" });
  let deaths = 0;
  here.store.onUnannounced(() => {
    deaths += 1;
  });
  await expect.poll(() => deaths, { ...SOON, message: "it became whole" }).toBe(1);
  // Longer than any key lasts that is not renewed.
  const until = Date.now() + 1.2 * QUICK.userTtlMs;
  await expect.poll(() => Date.now() > until, SOON).toBe(true);
  expect(await here.reads(ana)).toEqual({ [ana]: "ACTIVE" });
  expect(deaths).toBe(1);

  // As a process that is killed: it says nothing any more, and takes nothing back.
  await there.store[Symbol.asyncDispose]();
  expect(await here.reads(ana)).toEqual({ [ana]: "ACTIVE" });
  await expect.poll(() => deaths, SOON).toBe(2);
  expect(await here.reads(ana)).toEqual({});
});

test("a store that has lost everything is told everything again, and is incomplete until then", async () => {
  await using here = await connect();
  await using there = await connect();
  const [ana, bo] = [randomUUID(), randomUUID()];
  await there.store.set(ana, "ACTIVE");
  await there.store.set(bo, "IDLE");
  let unannounced = 0;
  there.store.onUnannounced(() => {
    unannounced += 1;
  });
  await expect.poll(() => unannounced, { ...SOON, message: "it became whole" }).toBe(1);
  const restored: string[] = [];
  there.store.onRestored((userId) => restored.push(userId));

  await there.isForgotten(ana, bo);
  await expect.poll(() => restored, SOON).toEqual(expect.arrayContaining([ana, bo]));
  expect(there.store.isWhole()).toBe(false);
  expect(await here.reads(ana, bo)).toEqual({ [ana]: "ACTIVE", [bo]: "IDLE" });
  await expect.poll(() => unannounced, SOON).toBe(2);
  expect(there.store.isWhole()).toBe(true);
});

const FAULTS = [
  { fault: "gone", begin: (redis: Proxy) => redis.cut() },
  { fault: "silent", begin: (redis: Proxy) => redis.silence() },
];

test.each(FAULTS)(
  "with Redis $fault a read fails soon, and what was said meanwhile is said when it is back",
  async ({ begin }) => {
    await using redis = await Proxy.before(inject("redisUrl"));
    await using here = await connect(redis.url);
    await using there = await connect();
    const [ana, bo, cy] = [randomUUID(), randomUUID(), randomUUID()];
    await here.store.set(ana, "ACTIVE");
    await here.store.set(cy, "ACTIVE");
    expect(await there.reads(ana, cy)).toEqual({ [ana]: "ACTIVE", [cy]: "ACTIVE" });

    begin(redis);
    const saying = [here.store.set(bo, "ACTIVE"), here.store.set(cy, null)];
    const from = performance.now();
    await expect(here.store.read([randomUUID()])).rejects.toThrow();
    expect(performance.now() - from).toBeLessThan(READ_WITHIN_MS);
    // What this process knows itself it goes on knowing.
    expect(await here.reads(bo)).toEqual({ [bo]: "ACTIVE" });

    redis.mend();
    await Promise.all(saying);
    await expect
      .poll(() => there.reads(ana, bo, cy), { ...SOON, timeout: 15_000 })
      .toEqual({ [ana]: "ACTIVE", [bo]: "ACTIVE" });
  },
);

interface Node extends AsyncDisposable {
  readonly store: ActivityStore;
  reads(...userIds: readonly string[]): Promise<Record<string, Activity>>;
  /** What Redis had of this process and of these people is gone, as after a restart. */
  isForgotten(...userIds: readonly string[]): Promise<void>;
}

async function connect(url = inject("redisUrl")): Promise<Node> {
  const client = createRedisClient({ kind: "single", url }, () => undefined);
  const store = createRedisActivityStore(client, QUICK);
  await expect.poll(() => client.status, SOON).toBe("ready");
  const known = randomUUID();
  await store.set(known, "ACTIVE");
  await expect.poll(() => client.exists(userKey(known)), SOON).toBe(1);
  return nodeOf(store, client, known);
}

function nodeOf(store: ActivityStore, client: RedisClient | null = null, known = ""): Node {
  return {
    store,
    reads: async (...userIds) => Object.fromEntries(await store.read(userIds)),
    isForgotten: async (...userIds) => {
      const [nodeId = ""] = (await client?.hkeys(userKey(known))) ?? [];
      await client?.del(`parley:presence:node:${nodeId}`, userKey(known), ...userIds.map(userKey));
    },
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]();
      client?.disconnect();
    },
  };
}

function userKey(userId: string): string {
  return `parley:presence:user:${userId}`;
}
