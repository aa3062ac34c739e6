/** Picks where rates are counted: in Redis where several processes share it, else in this process's memory. */
import type { Logger } from "pino";
import type { Config } from "../config.ts";
import { createMemoryRateLimits } from "./rateLimits.memory.ts";
import { connectRedisRateLimits } from "./rateLimits.redis.ts";
import type { RateLimits } from "../domain/rateLimits.ts";
import { rateRulesOf } from "./rateRules.ts";

/** Disposing closes the connection that it opened, if any. */
export function createRateLimits(config: Config, log: Logger): RateLimits & Disposable {
  const rules = rateRulesOf(config);
  if (config.redis !== null) return connectRedisRateLimits(config.redis, rules, log);
  return { ...createMemoryRateLimits(rules), [Symbol.dispose]: () => undefined };
}
