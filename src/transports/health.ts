/** Whether the process lives, and whether it can serve: for load balancers, containers and people. */
import type { Logger } from "pino";
import { respondJson } from "./exchange.ts";
import type { Route } from "./exchange.ts";

const CHECK_TIMEOUT_MS = 2_000;

export interface DependencyCheck {
  readonly name: string;
  /** Without a needed one the server is not ready; another one is only shown. */
  readonly isNeeded: boolean;
  /** Resolves when the dependency answers, rejects when it does not; given up after 2 s. */
  readonly check: () => Promise<unknown>;
}

interface DependencyState {
  readonly status: "up" | "down";
  readonly isNeeded: boolean;
  readonly ms: number;
}

export interface Health {
  readonly live: Route;
  readonly ready: Route;
}

export function createHealth(
  checks: readonly DependencyCheck[],
  isDraining: () => boolean,
  log: Logger,
): Health {
  let running: Promise<Record<string, DependencyState>> | null = null;

  /** One round at a time, however many ask: the route is public. */
  const checkAll = (): Promise<Record<string, DependencyState>> => {
    running ??= Promise.all(checks.map(async (check) => [check.name, await stateOf(check, log)] as const))
      .then((states) => Object.fromEntries(states))
      .finally(() => {
        running = null;
      });
    return running;
  };

  return {
    live: (exchange) => respondJson(exchange, 200, { status: "live" }),
    async ready(exchange) {
      const dependencies = await checkAll();
      const isUp = Object.values(dependencies).every(({ status, isNeeded }) => status === "up" || !isNeeded);
      const status = isDraining() ? "draining" : isUp ? "ready" : "unready";
      respondJson(exchange, status === "ready" ? 200 : 503, { status, dependencies });
    },
  };
}

async function stateOf({ name, isNeeded, check }: DependencyCheck, log: Logger): Promise<DependencyState> {
  const startedAt = performance.now();
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => timeout.reject(new Error(`No answer in ${CHECK_TIMEOUT_MS} ms.`)),
    CHECK_TIMEOUT_MS,
  );
  let status: DependencyState["status"] = "up";
  try {
    await Promise.race([check(), timeout.promise]);
  } catch (error) {
    status = "down";
    log.warn({ err: error, dependency: name }, "dependency is down");
  } finally {
    clearTimeout(timer);
  }
  return { status, isNeeded, ms: Math.round(performance.now() - startedAt) };
}
