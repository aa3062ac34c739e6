/** Rate limits shared by all processes, in Redis. */
import type { Logger } from "pino";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimited } from "../domain/errors.ts";
import type { RateLimits } from "../domain/rateLimits.ts";
import { createRedisClient } from "../redis.ts";
import type { RedisClient } from "../redis.ts";
import type { RedisPlace } from "../redisPlace.ts";
import { createMemoryRateLimits } from "./rateLimits.memory.ts";
import { boundedKey, mapRules } from "./rateRules.ts";
import type { RateRules } from "./rateRules.ts";

/** A charge that takes longer is allowed; Redis answers in well under a millisecond, or is in trouble. */
const CHARGE_TIMEOUT_MS = 250;
/** After such a silence everything is allowed for so long, unasked: one charge a second waits for a dead Redis, not each. */
const REST_MS = 1_000;
const LOG_EVERY_MS = 60_000;

export interface RedisRateLimitsOptions {
  readonly rules: RateRules;
  /** Made and closed elsewhere; best without an offline queue, so that a charge fails at once while Redis is away. */
  readonly client: RedisClient;
  readonly log: Logger;
}

/** The same with a connection of its own, closed when disposed. */
export function connectRedisRateLimits(
  place: RedisPlace,
  rules: RateRules,
  log: Logger,
): RateLimits & Disposable {
  const client = createRedisClient(place, (error) => {
    log.debug({ err: error }, "rate limits: Redis is not reachable");
  });
  return { ...createRedisRateLimits({ rules, client, log }), [Symbol.dispose]: () => client.disconnect() };
}

/** Charges are decided in the order of the calls: one connection, and when it fails, all that wait are let through in order. */
export function createRedisRateLimits({ rules, client, log }: RedisRateLimitsOptions): RateLimits {
  const limiters = mapRules(rules, ({ points, windowSeconds }, name) => {
    return new RateLimiterRedis({
      storeClient: client,
      keyPrefix: `parley:rate:${name}`,
      points,
      duration: windowSeconds,
      rejectIfRedisNotReady: true,
    });
  });
  /** Counts sign-ins while Redis does not answer: passwords are guessed when nobody counts. */
  const alone = createMemoryRateLimits(rules);
  /** What lets those through who wait for an answer. */
  const waiting = new Set<() => void>();
  let restsUntil = 0;
  let loggedAt = Number.NEGATIVE_INFINITY;

  const report = (error: unknown): void => {
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    loggedAt = now;
    log.warn({ err: error }, "rate limits are off: Redis does not answer");
  };

  const giveUp = (): void => {
    restsUntil = performance.now() + REST_MS;
    for (const letThrough of waiting) letThrough();
    report(new Error(`No answer in ${CHARGE_TIMEOUT_MS} ms.`));
  };

  /** Resolves with the verdict, or with null when Redis failed or took too long. */
  const ask = async (question: () => Promise<RateLimiterRes>): Promise<RateLimiterRes | null> => {
    if (performance.now() < restsUntil) return null;
    const verdict = Promise.withResolvers<RateLimiterRes | null>();
    const letThrough = (): void => verdict.resolve(null);
    waiting.add(letThrough);
    const timer = setTimeout(giveUp, CHARGE_TIMEOUT_MS);
    question().then(verdict.resolve, (error: unknown) => {
      if (!(error instanceof RateLimiterRes)) report(error);
      verdict.resolve(error instanceof RateLimiterRes ? error : null);
    });
    try {
      return await verdict.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(letThrough);
    }
  };

  return {
    async charge(name, key) {
      const verdict = await ask(() => limiters[name].consume(boundedKey(key)));
      if (verdict === null && (name === "signIn" || name === "signInAccount")) await alone.charge(name, key);
      if (verdict !== null && verdict.consumedPoints > rules[name].points)
        throw rateLimited(verdict.msBeforeNext);
    },
    async refund(name, key) {
      await ask(() => limiters[name].reward(boundedKey(key)));
    },
  };
}
