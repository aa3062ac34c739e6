/** How often a user or an address may do a thing. (Memory or Redis behind it.) */

export type RateLimitName =
  "request" | "send" | "mutation" | "search" | "release" | "signIn" | "signInAccount";

export interface RateLimits {
  /**
   * Charges one point. Throws RATE_LIMITED with `retryAfterMs` when none is left. When the store behind it does not
   * answer, the charge is allowed: chat goes on. Sign-ins are then counted by this process alone.
   */
  charge(name: RateLimitName, key: string): Promise<void>;
  /** Gives a point back, e.g. for a repeated clientKey. Never throws. */
  refund(name: RateLimitName, key: string): Promise<void>;
}
