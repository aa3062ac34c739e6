/** The contract of rate limits, kept in memory and in Redis alike. */
import { randomUUID } from "node:crypto";
import { connect, createServer } from "node:net";
import type { Socket } from "node:net";
import { pino } from "pino";
import { describe, expect, inject, test } from "vitest";
import { createMemoryRateLimits } from "../../src/auth/rateLimits.memory.ts";
import { connectRedisRateLimits } from "../../src/auth/rateLimits.redis.ts";
import type { RateLimitName, RateLimits } from "../../src/domain/rateLimits.ts";
import type { RateRules } from "../../src/auth/rateRules.ts";

const RULES: RateRules = {
  request: { points: 3, windowSeconds: 60 },
  send: { points: 2, windowSeconds: 60 },
  mutation: { points: 3, windowSeconds: 60 },
  search: { points: 3, windowSeconds: 60 },
  release: { points: 3, windowSeconds: 60 },
  signIn: { points: 3, windowSeconds: 60 },
  signInAccount: { points: 3, windowSeconds: 60 },
};
/** So many points that busy keys are taken in blocks. */
const WIDE: RateRules = {
  request: { points: 400, windowSeconds: 60 },
  send: { points: 2, windowSeconds: 60 },
  mutation: { points: 100, windowSeconds: 2 },
  search: { points: 3, windowSeconds: 60 },
  release: { points: 3, windowSeconds: 60 },
  signIn: { points: 400, windowSeconds: 60 },
  signInAccount: { points: 400, windowSeconds: 60 },
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

describe("while Redis is silent", () => {
  test("all that wait are let through in order, and nobody waits again until Redis has answered", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, RULES, SILENT);
    const key = await readyKey(limits);
    proxy.freeze();
    const allowed: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, (_, n) => limits.charge("send", key).then(() => allowed.push(n))),
    );
    expect(allowed).toEqual([0, 1, 2, 3, 4]);
    // A probe that is not answered is given up after two seconds, and another follows: all that while nobody waits.
    while (proxy.seen("exists") < 2) expect(await isDecidedAtOnce(limits.charge("send", key))).toBe(true);
  });

  test("sign-ins are counted alone at once, and with Redis again after its answer", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, RULES, SILENT);
    const key = await readyKey(limits);
    proxy.freeze();
    for (let n = 0; n < 3; n += 1) await limits.charge("signIn", key);
    expect(await isRefused(limits.charge("signIn", key))).toBe(true);
    proxy.thaw();
    await readyKey(limits);
    using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, RULES, SILENT);
    await readyKey(other);
    const fresh = randomUUID();
    expect(await chargeUntilRefused(limits, "signIn", fresh)).toBe(3);
    expect(await isRefused(other.charge("signIn", fresh))).toBe(true);
  });
});

describe("points taken ahead", () => {
  test("a busy key seldom asks Redis, and has exactly its points", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, WIDE, SILENT);
    const key = await readyKey(limits);
    for (let n = 0; n < 200; n += 1) await limits.charge("request", key);
    expect(proxy.seen(key)).toBeLessThan(25);
    expect(await chargeUntilRefused(limits, "request", key)).toBe(200);
  });

  test("charges made together are decided in order, a block and what exceeds it alike", async () => {
    using limits = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    const key = await readyKey(limits);
    for (let n = 0; n < 20; n += 1) await limits.charge("request", key);
    const decided: number[] = [];
    const refused: number[] = [];
    await Promise.all(
      Array.from({ length: 500 }, (_, n) =>
        limits
          .charge("request", key)
          .catch(() => refused.push(n))
          .then(() => decided.push(n)),
      ),
    );
    expect(refused).toEqual(Array.from({ length: 120 }, (_, n) => 380 + n));
    expect(decided.filter((n) => n < 380)).toEqual(Array.from({ length: 380 }, (_, n) => n));
  });

  test("two processes never allow more than the points, and one holds back a twentieth at most", async () => {
    using one = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    const key = await readyKey(one);
    await readyKey(other);
    for (let n = 0; n < 100; n += 1) await one.charge("request", key);
    const allowedThere = await chargeUntilRefused(other, "request", key);
    expect(allowedThere).toBeGreaterThanOrEqual(300 - 20);
    expect(allowedThere + (await chargeUntilRefused(one, "request", key))).toBe(300);
  });

  test("two processes that are busy at once allow exactly the points", async () => {
    using one = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    const key = await readyKey(one);
    await readyKey(other);
    const allowed = await Promise.all(
      [one, other, one, other, one, other].map((limits) => chargeUntilRefused(limits, "request", key)),
    );
    for (const limits of [one, other]) allowed.push(await chargeUntilRefused(limits, "request", key));
    expect(allowed.reduce((sum, count) => sum + count)).toBe(400);
  });

  test("a process holds back no more than it has spent", async () => {
    using one = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    const key = await readyKey(one);
    await readyKey(other);
    await one.charge("request", key);
    expect(await chargeUntilRefused(other, "request", key)).toBe(399);
  });

  test("they die with their window", async () => {
    using one = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    using other = connectRedisRateLimits({ kind: "single", url: inject("redisUrl") }, WIDE, SILENT);
    const key = await readyKey(one);
    await readyKey(other);
    // Of 1, 1, 2, 4 and 4 points three are left.
    for (let n = 0; n < 9; n += 1) await one.charge("mutation", key);
    await chargeUntilRefused(other, "mutation", key);
    while (await isRefused(other.charge("mutation", key)));
    const allowed = await chargeUntilRefused(other, "mutation", key);
    expect(1 + allowed + (await chargeUntilRefused(one, "mutation", key))).toBe(100);
  });

  test("a refund gives a point back to them", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, WIDE, SILENT);
    const key = await readyKey(limits);
    for (let n = 0; n < 50; n += 1) await limits.charge("request", key);
    const asked = proxy.seen(key);
    for (let n = 0; n < 10; n += 1) await limits.refund("request", key);
    expect(proxy.seen(key)).toBe(asked);
    expect(await chargeUntilRefused(limits, "request", key)).toBe(360);
  });

  test("sign-ins are never taken ahead", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, WIDE, SILENT);
    const key = await readyKey(limits);
    for (const name of ["signIn", "signInAccount"] as const) {
      const asked = proxy.seen(key);
      for (let n = 0; n < 100; n += 1) await limits.charge(name, key);
      expect(proxy.seen(key) - asked).toBe(100);
    }
  });

  test("of ten thousand other keys a process forgets the one it has not seen for longest", async () => {
    await using proxy = await startProxy(inject("redisUrl"));
    using limits = connectRedisRateLimits({ kind: "single", url: proxy.url }, WIDE, SILENT);
    const key = await readyKey(limits);
    // Of 1, 1, 2, 4, 8 and 16 points eight are left.
    for (let n = 0; n < 24; n += 1) await limits.charge("request", key);
    const asked = proxy.seen(key);
    await chargeMany(limits, 9_999);
    await limits.charge("request", key);
    expect(proxy.seen(key)).toBe(asked);
    // A machine that is busy elsewhere lets some through unasked: those push nobody out.
    for (let tries = 0; tries < 5 && proxy.seen(key) === asked; tries += 1) {
      await chargeMany(limits, 10_000);
      await readyKey(limits);
      await limits.charge("request", key);
    }
    expect(proxy.seen(key)).toBe(asked + 1);
  });
});

/** One charge of each of so many fresh keys, some at a time. */
async function chargeMany(limits: RateLimits, keys: number): Promise<void> {
  for (let left = keys; left > 0; left -= 200) {
    await Promise.all(
      Array.from({ length: Math.min(left, 200) }, () => limits.charge("request", randomUUID())),
    );
  }
}

function isRefused(charge: Promise<void>): Promise<boolean> {
  return charge.then(
    () => false,
    () => true,
  );
}

/** How many were allowed before. */
async function chargeUntilRefused(limits: RateLimits, name: RateLimitName, key: string): Promise<number> {
  for (let allowed = 0; ; allowed += 1) {
    if (await isRefused(limits.charge(name, key))) return allowed;
  }
}

/** Whether it is decided in this turn, so that nothing was waited for. */
async function isDecidedAtOnce(charge: Promise<void>): Promise<boolean> {
  let isDecided = false;
  void charge.then(() => {
    isDecided = true;
  });
  await new Promise(setImmediate);
  return isDecided;
}

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

/** Stands before Redis; frozen, it still takes what is written, and hands it on when thawed. */
async function startProxy(redisUrl: string) {
  const { hostname, port } = new URL(redisUrl);
  let written = "";
  let held: (() => void)[] | null = null;
  const sockets = new Set<Socket>();
  const handOn = (from: Socket, to: Socket): void => {
    sockets.add(from);
    from.on("error", () => to.destroy());
    from.on("close", () => to.destroy());
    from.on("data", (chunk) => (held === null ? to.write(chunk) : held.push(() => to.write(chunk))));
  };
  const server = createServer((client) => {
    const redis = connect(Number(port), hostname);
    client.on("data", (chunk) => {
      written += chunk.toString("latin1");
    });
    handOn(client, redis);
    handOn(redis, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("unreachable");
  return {
    url: `redis://127.0.0.1:${address.port}`,
    /** How often this stood in what was written to Redis. */
    seen: (text: string): number => written.split(text).length - 1,
    freeze: () => {
      held = [];
    },
    thaw: () => {
      const late = held ?? [];
      held = null;
      for (const write of late) write();
    },
    [Symbol.asyncDispose]: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
