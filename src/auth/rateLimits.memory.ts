/** Rate limits of one process, in its memory. */
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { rateLimited } from "../domain/errors.ts";
import type { RateLimits } from "../domain/rateLimits.ts";
import { boundedKey, mapRules } from "./rateRules.ts";
import type { RateRules } from "./rateRules.ts";

/** A charge is decided at once, in the order of the calls. Windows are fixed: they begin with the first charge of a key. */
export function createMemoryRateLimits(rules: RateRules): RateLimits {
  const limiters = mapRules(rules, ({ points, windowSeconds }) => {
    return new RateLimiterMemory({ points, duration: windowSeconds });
  });
  return {
    async charge(name, key) {
      try {
        await limiters[name].consume(boundedKey(key));
      } catch (error) {
        throw error instanceof RateLimiterRes ? rateLimited(error.msBeforeNext) : error;
      }
    },
    async refund(name, key) {
      await limiters[name].reward(boundedKey(key));
    },
  };
}
