/** The broker over more than one plain Redis: a cluster that loses a node, and sentinels that name another master. */
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { connectRedisRateLimits } from "../../src/auth/rateLimits.redis.ts";
import { rateRulesOf } from "../../src/auth/rateRules.ts";
import { parseConfig } from "../../src/config.ts";
import { createRedisBroker } from "../../src/realtime/broker.redis.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import type { RedisPlace } from "../../src/redisPlace.ts";
import { lacksNativeRedis } from "../support/redis.ts";
import {
  PASSWORD,
  SENTINEL_PASSWORD,
  asking,
  startRedisCluster,
  startRedisWithSentinel,
  until,
} from "../support/redisTopologies.ts";
import { failOn } from "./fakes.ts";

/** From the loss to the first publication that arrives again, the sentinel's or the cluster's own decision included. */
const BACK_WITHIN_MS = 8_000;
/** Through several nodes one in fifteen of so many would overtake another. */
const MANY = 500;

function place(env: Record<string, string>): RedisPlace {
  const { redis } = parseConfig(env, "/srv");
  if (redis === null) throw new Error("These settings name no Redis.");
  return redis;
}

function connect(redis: RedisPlace): Broker {
  return createRedisBroker({
    redis,
    onListenerError: failOn,
    onConnectionError: () => undefined,
    onRefused: failOn,
  });
}

/** Publishes until something arrives. */
async function untilHeard(publisher: Broker, topic: string, heard: string[]): Promise<void> {
  heard.length = 0;
  await until("a publication arrives", async () => {
    await publisher.publish(topic, randomUUID()).catch(() => undefined);
    return heard.length > 0;
  });
}

function isRefused(charge: Promise<void>): Promise<boolean> {
  return charge.then(
    () => false,
    () => true,
  );
}

describe.skipIf(await lacksNativeRedis())("servers of its own", () => {
  test("in a cluster a publication reaches every process, also after the node has died on which one hears", async () => {
    await using cluster = await startRedisCluster();
    // One is enough: it tells of the others.
    const redis = place({
      REDIS_CLUSTER_NODES: `127.0.0.1:${cluster.nodes[0]?.port}`,
      REDIS_PASSWORD: PASSWORD,
    });
    await using one = connect(redis);
    await using other = connect(redis);
    const topic = randomUUID();
    const heard: string[] = [];
    await other.subscribe(topic, (payload) => heard.push(payload));
    await untilHeard(one, topic, heard);

    heard.length = 0;
    const numbers = Array.from({ length: MANY }, (_, number) => String(number));
    await Promise.all(numbers.map((number) => one.publish(topic, number)));
    await expect.poll(() => heard.length, { timeout: BACK_WITHIN_MS }).toBeGreaterThanOrEqual(MANY);
    expect(heard.slice(-MANY), "in order, as by one node").toEqual(numbers);

    const reconnected = Promise.withResolvers<void>();
    other.onReconnected(reconnected.resolve);
    const hearing = await Promise.all(
      cluster.nodes.map((node) => asking(node, (client) => client.call("PUBSUB", "CHANNELS", topic))),
    );
    expect(hearing.flat()).toEqual([topic]);
    const diedAt = performance.now();
    await cluster.nodes[hearing.findIndex((topics) => String(topics) === topic)]?.dies();
    await reconnected.promise;
    await untilHeard(one, topic, heard);
    expect(performance.now() - diedAt).toBeLessThan(BACK_WITHIN_MS);
  });

  test("in a cluster processes count rates together, whichever node a key is on", async () => {
    await using cluster = await startRedisCluster();
    const redis = place({
      REDIS_CLUSTER_NODES: cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(","),
      REDIS_PASSWORD: PASSWORD,
    });
    const rules = { ...rateRulesOf(parseConfig({}, "/srv")), send: { points: 2, windowSeconds: 60 } };
    using one = connectRedisRateLimits(redis, rules, pino({ level: "silent" }));
    using other = connectRedisRateLimits(redis, rules, pino({ level: "silent" }));
    const probe = randomUUID();
    for (const limits of [one, other]) {
      await until("it counts", () => isRefused(limits.charge("send", probe)));
    }
    for (let key = 0; key < 10; key += 1) {
      const name = randomUUID();
      expect(await isRefused(one.charge("send", name))).toBe(false);
      expect(await isRefused(other.charge("send", name))).toBe(false);
      expect(await isRefused(one.charge("send", name))).toBe(true);
    }
  });

  test("behind sentinels it goes on with the master that they name after the death of the first", async () => {
    await using servers = await startRedisWithSentinel();
    const redis = place({
      REDIS_SENTINELS: `127.0.0.1:${servers.sentinel.port}`,
      REDIS_SENTINEL_NAME: "main",
      REDIS_PASSWORD: PASSWORD,
      REDIS_SENTINEL_PASSWORD: SENTINEL_PASSWORD,
    });
    await using one = connect(redis);
    await using other = connect(redis);
    const topic = randomUUID();
    const heard: string[] = [];
    await other.subscribe(topic, (payload) => heard.push(payload));
    await untilHeard(one, topic, heard);

    const reconnected = Promise.withResolvers<void>();
    other.onReconnected(reconnected.resolve);
    const diedAt = performance.now();
    await servers.master.dies();
    await reconnected.promise;
    await untilHeard(one, topic, heard);
    expect(performance.now() - diedAt).toBeLessThan(BACK_WITHIN_MS);
  });
});
