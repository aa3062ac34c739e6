/** Which topics a process is subscribed to, and what becomes of them and of publications while Redis is away or denies. */
import { randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import { describe, expect, inject, test } from "vitest";
import { createRedisBroker } from "../../src/realtime/broker.redis.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { Proxy } from "../nodes/proxy.ts";
import { lacksNativeRedis, startRedisServer } from "../support/redis.ts";
import { failOn, soon } from "./fakes.ts";

/** Well below the two seconds after which a command without an answer fails. */
const AT_ONCE_MS = 500;
/** What the README asks for, less the channels. */
const GRANTED = "~parley:* +@read +@write +@pubsub +@scripting +@connection +info +cluster".split(" ");
const SOON = { timeout: 10_000, interval: 20 };

function connect(url: string, onRefused: (error: unknown) => void = failOn): Broker {
  return createRedisBroker({
    redis: { kind: "single", url },
    onListenerError: failOn,
    onConnectionError: () => undefined,
    onRefused,
    refusedRetryMs: 200,
  });
}

/** What Redis itself says, over a connection of its own. */
function atRedis(url: string) {
  const redis = new Redis(url);
  return {
    redis,
    /** Of those, the topics that somebody is subscribed to. */
    heard: async (...topics: readonly string[]): Promise<string[]> => {
      const channels = await redis.pubsub("CHANNELS");
      return topics.filter((topic) => channels.includes(topic));
    },
    [Symbol.dispose]: () => redis.disconnect(),
  };
}

const nothing = (): void => undefined;

test("a topic is subscribed while somebody here listens, once, and not after the last has left", async () => {
  using server = atRedis(inject("redisUrl"));
  await using broker = connect(inject("redisUrl"));
  const [topic, other] = [randomUUID(), randomUUID()];
  const leave = await broker.subscribe(topic, nothing);
  const second = new AbortController();
  await broker.subscribe(topic, nothing, second.signal);
  expect(await server.heard(topic, other)).toEqual([topic]);
  expect(await server.redis.pubsub("NUMSUB", topic)).toEqual([topic, 1]);
  leave();
  leave();
  // The fence: what was asked of Redis before is done.
  await broker.subscribe(other, nothing);
  expect(await server.heard(topic, other)).toEqual([topic, other]);
  second.abort();
  await broker.subscribe(randomUUID(), nothing);
  expect(await server.heard(topic, other)).toEqual([other]);
});

test("with Redis away a publication fails at once, and never arrives later", async () => {
  await using redis = await Proxy.before(inject("redisUrl"));
  await using near = connect(redis.url);
  await using far = connect(inject("redisUrl"));
  const topic = randomUUID();
  const heard: string[] = [];
  await far.subscribe(topic, (payload) => heard.push(payload));
  await expect
    .poll(
      () =>
        near.ping().then(
          () => true,
          () => false,
        ),
      SOON,
    )
    .toBe(true);
  redis.cut();
  for (let count = 0; count < 100; count += 1) {
    const askedAt = performance.now();
    await expect(near.publish(topic, "stale")).rejects.toThrow();
    expect(performance.now() - askedAt).toBeLessThan(AT_ONCE_MS);
  }
  redis.mend();
  await expect
    .poll(
      () =>
        near.publish(topic, "fence").then(
          () => true,
          () => false,
        ),
      SOON,
    )
    .toBe(true);
  await expect.poll(() => heard, SOON).toEqual(["fence"]);
});

test("what was wanted while Redis was away is subscribed when it is back, and what was given up is not", async () => {
  await using redis = await Proxy.before(inject("redisUrl"));
  using server = atRedis(inject("redisUrl"));
  await using broker = connect(redis.url);
  const [before, ended, during, brief] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await broker.subscribe(before, nothing);
  const end = await broker.subscribe(ended, nothing);
  const reconnected = Promise.withResolvers<void>();
  broker.onReconnected(reconnected.resolve);
  redis.cut();
  await expect.poll(() => server.heard(before), SOON).toEqual([]);

  end();
  const waits = broker.subscribe(during, nothing);
  const given = new AbortController();
  void broker.subscribe(brief, nothing, given.signal);
  given.abort();
  redis.mend();
  await soon(waits);
  await soon(reconnected.promise);
  expect(await server.heard(before, ended, during, brief)).toEqual([before, during]);
});

test("a Redis that has fallen silent is left, and what was subscribed is heard on a new connection", async () => {
  await using redis = await Proxy.before(inject("redisUrl"));
  await using near = connect(redis.url);
  await using far = connect(inject("redisUrl"));
  const topic = randomUUID();
  const heard: string[] = [];
  await near.subscribe(topic, (payload) => heard.push(payload));
  const reconnected = Promise.withResolvers<void>();
  near.onReconnected(reconnected.resolve);
  redis.forget();
  await reconnected.promise;
  await far.publish(topic, "hello");
  await expect.poll(() => heard, SOON).toEqual(["hello"]);
});

describe.skipIf(await lacksNativeRedis())("a Redis with users of its own", () => {
  test("denied topics are told of once, wait without harm to the others, and are heard once they are granted", async () => {
    await using own = await startRedisServer();
    using server = atRedis(own.redisUrl);
    const user = ["parley", "on", ">secret", ...GRANTED, "resetchannels", "&open:*"];
    await server.redis.call("ACL", "SETUSER", ...user);
    const url = new URL(own.redisUrl);
    [url.username, url.password] = ["parley", "secret"];
    const refusals: unknown[] = [];
    await using broker = connect(url.href, (error) => refusals.push(error));
    const heard: string[] = [];
    const settled: string[] = [];
    const denied = Array.from({ length: 3 }, (_, index) =>
      broker
        .subscribe(`closed:${index}`, (payload) => heard.push(payload))
        .then(() => settled.push(`closed:${index}`)),
    );
    await broker.subscribe("open:1", (payload) => heard.push(payload));
    await broker.publish("open:1", "among the denied");
    await expect.poll(() => heard, SOON).toEqual(["among the denied"]);
    await expect(broker.publish("closed:0", "denied too")).rejects.toThrow("NOPERM");
    expect(refusals).toMatchObject([{ message: expect.stringContaining("NOPERM") as string }]);

    // With the connection lost all are asked for in one command, which is refused as a whole.
    const reconnected = Promise.withResolvers<void>();
    broker.onReconnected(reconnected.resolve);
    await server.redis.client("KILL", "USER", "parley");
    await soon(reconnected.promise);
    expect(await server.heard("open:1", "closed:0", "closed:1", "closed:2")).toEqual(["open:1"]);
    expect([refusals.length, settled]).toEqual([1, []]);

    await server.redis.call("ACL", "SETUSER", "parley", "&closed:*");
    await soon(Promise.all(denied));
    await server.redis.publish("closed:2", "granted");
    await expect.poll(() => heard, SOON).toEqual(["among the denied", "granted"]);
  });
});
