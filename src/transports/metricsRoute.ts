/** `/metrics`, for Prometheus and nobody else. */
import { timingSafeEqual } from "node:crypto";
import { sha256 } from "../lib/hash.ts";
import type { Metrics } from "../metrics.ts";
import { isLoopback } from "./clientAddress.ts";
import { respond, respondJson } from "./exchange.ts";
import type { Route } from "./exchange.ts";

/**
 * Answers loopback addresses, unless they forward for somebody, and those who bear `token`; for all others there is
 * nothing here.
 */
export function createMetricsRoute(metrics: Metrics, token: string | null): Route {
  return async (exchange) => {
    const { authorization } = exchange.request.headers;
    const bearsToken = token !== null && isSame(authorization ?? "", `Bearer ${token}`);
    // Behind a proxy that TRUSTED_PROXIES does not name, everybody seems to come from the proxy's address.
    const isForwarded = exchange.request.headers["x-forwarded-for"] !== undefined;
    if (!bearsToken && (isForwarded || !isLoopback(exchange.client.address))) {
      respondJson(exchange, 404, { status: "not found" });
      return;
    }
    const { contentType, text } = await metrics.render();
    respond(exchange, 200, contentType, text);
  };
}

/** Takes the same time wherever two texts differ. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(sha256(one), sha256(other));
}
