/** Rate limits shared by all processes, in Redis. */
import type { Logger } from "pino";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimited } from "../domain/errors.ts";
import type { RateLimitName, RateLimits } from "../domain/rateLimits.ts";
import { createRedisClient } from "../redis.ts";
import type { RedisClient } from "../redis.ts";
import type { RedisPlace } from "../redisPlace.ts";
import { createAsking } from "./rateLimits.asking.ts";
import { createBlocks, isTooSmallForBlocks } from "./rateLimits.blocks.ts";
import { createMemoryRateLimits } from "./rateLimits.memory.ts";
import { boundedKey, mapRules } from "./rateRules.ts";
import type { RateRules } from "./rateRules.ts";

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

/**
 * The charges of one name and key are decided in the order of the calls. Sign-ins and rules of few points ask Redis for
 * each charge; others take points ahead (rateLimits.blocks.ts).
 */
export function createRedisRateLimits({ rules, client, log }: RedisRateLimitsOptions): RateLimits {
  const asking = createAsking({ probe: (key) => client.exists(key), onFailure: createReport(log) });
  /** Counts sign-ins while Redis does not answer: passwords are guessed when nobody counts. */
  const alone = createMemoryRateLimits(rules);
  const counts = mapRules(rules, (rule, name) => {
    const keyPrefix = `parley:rate:${name}`;
    const limiter = new RateLimiterRedis({
      storeClient: client,
      keyPrefix,
      points: rule.points,
      duration: rule.windowSeconds,
      rejectIfRedisNotReady: true,
    });
    const take = (key: string, points: number) =>
      asking.ask(`${keyPrefix}:${key}`, () => limiter.consume(key, points).catch(toVerdict));
    const giveBack = (key: string) => asking.ask(`${keyPrefix}:${key}`, () => limiter.reward(key));
    const blocks =
      isSignIn(name) || isTooSmallForBlocks(rule.points) ? null : createBlocks({ points: rule.points, take });
    return { take, giveBack, blocks };
  });

  return {
    charge(name, key) {
      const { take, blocks } = counts[name];
      return blocks === null ? chargeOne(name, key, take) : blocks.charge(boundedKey(key));
    },
    async refund(name, key) {
      const { giveBack, blocks } = counts[name];
      if (blocks?.refund(boundedKey(key)) !== true) await giveBack(boundedKey(key));
    },
  };

  async function chargeOne(name: RateLimitName, key: string, take: Take): Promise<void> {
    const verdict = await take(boundedKey(key), 1);
    if (verdict === null && isSignIn(name)) await alone.charge(name, key);
    if (verdict !== null && verdict.consumedPoints > rules[name].points) {
      throw rateLimited(verdict.msBeforeNext);
    }
  }
}

type Take = (key: string, points: number) => Promise<RateLimiterRes | null>;

function isSignIn(name: RateLimitName): boolean {
  return name === "signIn" || name === "signInAccount";
}

/** A refusal is an answer like any other. */
function toVerdict(error: unknown): RateLimiterRes {
  if (error instanceof RateLimiterRes) return error;
  throw error;
}

function createReport(log: Logger): (error: unknown) => void {
  let loggedAt = Number.NEGATIVE_INFINITY;
  return (error) => {
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return;
    loggedAt = now;
    log.warn({ err: error }, "rate limits are off: Redis does not answer");
  };
}
