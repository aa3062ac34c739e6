/** The contract of rate limits, kept in memory and in Redis alike. */
import { randomUUID } from "node:crypto";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { pino } from "pino";
import { describe, expect, inject, test } from "vitest";
import { createMemoryRateLimits } from "../../src/auth/rateLimits.memory.ts";
import { connectRedisRateLimits } from "../../src/auth/rateLimits.redis.ts";
import type { RateLimits } from "../../src/domain/rateLimits.ts";
import type { RateRules } from "../../src/auth/rateRules.ts";

const RULES: RateRules = {
  request: { points: 3, windowSeconds: 60 },
  send: { points: 2, windowSeconds: 60 },
  mutation: { points: 3, windowSeconds: 60 },
  signIn: { points: 3, windowSeconds: 60 },
  signInAccount: { points: 3, windowSeconds: 60 },
};
const SILENT = pino({ level: "silent" });

const VARIANTS: readonly [string, () => RateLimits & Disposable][] = [
  ["memory", () => ({ ...createMemoryRateLimits(RULES), [Symbol.dispose]: () => undefined })],
  ["Redis", () => connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, RULES, SILENT)],
];

describe.each(VARIANTS)("in %s", (_name, start) => {
  test("the charge after the last point is refused, with the time to wait", async () => {
    using limits = start();
    const key = await readyKey(limits);
    for (let n = 0; n < 3; n += 1) await limits.charge("request", key);
    await expect(limits.charge("request", key)).rejects.toSatisfy(
      ({ code, details: { retryAfterMs } }: { code: string; details: { retryAfterMs: number } }) =>
        code === "RATE_LIMITED" && retryAfterMs > 0 && retryAfterMs <= 60_000,
    );
  });

  test("keys and names do not count together, however long a key is", async () => {
    using limits = start();
    const key = `${await readyKey(limits)}${"x".repeat(10_000)}`;
    for (let n = 0; n < 3; n += 1) await limits.charge("request", key);
    await limits.charge("request", `${key}y`);
    await limits.charge("mutation", key);
    await expect(limits.charge("request", key)).rejects.toThrow();
  });

  test("a refund gives a point back", async () => {
    using limits = start();
    const key = await readyKey(limits);
    for (let n = 0; n < 3; n += 1) await limits.charge("request", key);
    await limits.refund("request", key);
    await limits.charge("request", key);
    await expect(limits.charge("request", key)).rejects.toThrow();
  });

  test("charges made together are decided in the order in which they were made", async () => {
    using limits = start();
    const key = await readyKey(limits);
    const decided: string[] = [];
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        limits.charge("request", key).then(
          () => decided.push(`${n} allowed`),
          () => decided.push(`${n} refused`),
        ),
      ),
    );
    expect(decided).toEqual(["0 allowed", "1 allowed", "2 allowed", "3 refused", "4 refused", "5 refused"]);
  });
});

test("two processes on one Redis count together", async () => {
  using one = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, RULES, SILENT);
  using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, RULES, SILENT);
  const key = await readyKey(one);
  await readyKey(other);
  await one.charge("send", key);
  await other.charge("send", key);
  await expect(one.charge("send", key)).rejects.toThrow();
});

test("with Redis away every charge but a sign-in is allowed, and one line says so", async () => {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });
  using limits = connectRedisRateLimits({ kind: "single", url: "redis://127.0.0.1:1" }, RULES, log);
  for (let n = 0; n < 10; n += 1) await limits.charge("send", "key");
  await limits.refund("send", "key");
  expect(lines).toHaveLength(1);
});

test("with Redis away sign-ins are counted by the process alone", async () => {
  using limits = connectRedisRateLimits({ kind: "single", url: "redis://127.0.0.1:1" }, RULES, SILENT);
  for (const name of ["signIn", "signInAccount"] as const) {
    for (let n = 0; n < 3; n += 1) await limits.charge(name, "key");
    await expect(limits.charge(name, "key")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await limits.charge(name, "another key");
  }
});

test("a Redis that falls silent lets all that wait through, in order, and is not asked for a while", async () => {
  await using proxy = await startProxy(inject("redisUrl"));
  using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, RULES, SILENT);
  const key = await readyKey(limits);
  proxy.freeze();
  const allowed: number[] = [];
  await Promise.all(
    Array.from({ length: 5 }, (_, n) => limits.charge("send", key).then(() => allowed.push(n))),
  );
  expect(allowed).toEqual([0, 1, 2, 3, 4]);
  // Unasked: a hundred of these would take 25 s otherwise.
  for (let n = 0; n < 100; n += 1) await limits.charge("send", key);
});

/** A fresh key, once the limits really count: while Redis is still connecting, all is allowed. */
async function readyKey(limits: RateLimits): Promise<string> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const key = randomUUID();
    const verdicts = [];
    for (let n = 0; n < 3; n += 1)
      verdicts.push(
        await limits.charge("send", key).then(
          () => true,
          () => false,
        ),
      );
    if (verdicts.includes(false)) return randomUUID();
    if (Date.now() > deadline) throw new Error("Redis did not come.");
    await new Promise(setImmediate);
  }
}

/** Stands before Redis; frozen, it still takes what is written and hands nothing on. */
async function startProxy(redisUrl: string) {
  const { hostname, port } = new URL(redisUrl);
  let isFrozen = false;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      from.on("data", (chunk) => isFrozen || to.write(chunk));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("unreachable");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    freeze: () => {
      isFrozen = true;
    },
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
