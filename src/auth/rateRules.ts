/** How much of each thing is allowed in how long, from the settings. */
import { isIPv6 } from "node:net";
import { addressBlock } from "../lib/addressBlock.ts";
import type { Config } from "../config.ts";
import { sha256 } from "../lib/hash.ts";
import type { RateLimitName } from "../domain/rateLimits.ts";

export interface RateRule {
  readonly points: number;
  readonly windowSeconds: number;
}

/** Of claimed reports: a claim and its release each stand in the audit log, and would fill it in turn without end. */
const RELEASES_PER_HOUR = 60;

export type RateRules = Readonly<Record<RateLimitName, RateRule>>;

export function rateRulesOf(config: Config): RateRules {
  return {
    request: { points: config.RATE_REQUESTS_PER_10_SECONDS, windowSeconds: 10 },
    send: { points: config.RATE_SENDS_PER_10_SECONDS, windowSeconds: 10 },
    mutation: { points: config.RATE_MUTATIONS_PER_10_SECONDS, windowSeconds: 10 },
    search: { points: config.RATE_SEARCHES_PER_10_SECONDS, windowSeconds: 10 },
    release: { points: RELEASES_PER_HOUR, windowSeconds: 3_600 },
    signIn: { points: config.RATE_SIGN_INS_PER_MINUTE, windowSeconds: 60 },
    signInAccount: { points: config.RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE, windowSeconds: 60 },
  };
}

export function mapRules<Value>(
  rules: RateRules,
  make: (rule: RateRule, name: RateLimitName) => Value,
): Readonly<Record<RateLimitName, Value>> {
  return {
    request: make(rules.request, "request"),
    send: make(rules.send, "send"),
    mutation: make(rules.mutation, "mutation"),
    search: make(rules.search, "search"),
    release: make(rules.release, "release"),
    signIn: make(rules.signIn, "signIn"),
    signInAccount: make(rules.signInAccount, "signInAccount"),
  };
}

const KEY_CHARS_MAX = 128;

/** Keys are chosen by clients: a long one is kept as its hash, an IPv6 address as the block it lies in. */
export function boundedKey(key: string): string {
  if (key.includes(":") && isIPv6(key)) return addressBlock(key);
  return key.length <= KEY_CHARS_MAX ? key : Buffer.from(sha256(key)).toString("base64url");
}
