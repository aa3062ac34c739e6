// A Redis Cluster, and a master with a replica and a sentinel: real processes, for the tests that lose some of them.

import { setTimeout as delay } from "node:timers/promises";
import { Redis } from "ioredis";
import { findFreePort } from "../../src/storage/freePort.ts";
import { startRedisServer, withFreePorts } from "./redis.ts";
import type { TestRedisServer } from "./redis.ts";

const SLOTS = 16_384;
const MASTERS = 3;
const READY_WITHIN_MS = 15_000;

export const PASSWORD = "of the servers";
export const SENTINEL_PASSWORD = "of the sentinel";

export interface TestCluster extends AsyncDisposable {
  readonly nodes: readonly TestRedisServer[];
}

/** Three masters and no replicas; it goes on serving what it can when one is lost. */
export async function startRedisCluster(): Promise<TestCluster> {
  await using started = new AsyncDisposableStack();
  const nodes: TestRedisServer[] = [];
  const buses: number[] = [];
  for (let index = 0; index < MASTERS; index += 1) {
    const { node, bus } = await withFreePorts(startNode);
    nodes.push(started.use(node));
    buses.push(bus);
  }
  for (const [index, node] of nodes.entries()) {
    await asking(node, async (redis) => {
      const [from = 0, to = 0] = [index, index + 1].map((part) => Math.floor((SLOTS * part) / MASTERS));
      await redis.call("CLUSTER", "ADDSLOTSRANGE", String(from), String(to - 1));
      for (const [other, { port }] of nodes.entries()) {
        await redis.call("CLUSTER", "MEET", "127.0.0.1", String(port), String(buses[other]));
      }
    });
  }
  for (const node of nodes) {
    await until("the cluster is one", () =>
      asking(node, async (redis) => {
        const info = String(await redis.call("CLUSTER", "INFO"));
        const slots = await redis.call("CLUSTER", "SLOTS");
        return info.includes("cluster_state:ok") && Array.isArray(slots) && slots.length === MASTERS;
      }),
    );
  }
  const kept = started.move();
  return { nodes, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** One that knows no other yet, and the port of its bus. */
async function startNode() {
  const bus = await findFreePort();
  const cluster = ["--cluster-enabled", "yes", "--cluster-port", String(bus)];
  const lenient = ["--cluster-require-full-coverage", "no", "--cluster-node-timeout", "1000"];
  const args = [...cluster, ...lenient, "--requirepass", PASSWORD];
  return { bus, node: await startRedisServer({ args }) };
}

export interface TestSentinel extends AsyncDisposable {
  readonly sentinel: TestRedisServer;
  readonly master: TestRedisServer;
  readonly replica: TestRedisServer;
}

/** The master is called `main`; half a second after its death the replica takes its place. */
export async function startRedisWithSentinel(): Promise<TestSentinel> {
  await using started = new AsyncDisposableStack();
  const signIn = ["--requirepass", PASSWORD, "--masterauth", PASSWORD];
  const master = started.use(await startRedisServer({ args: signIn }));
  const follow = ["--replicaof", "127.0.0.1", String(master.port)];
  const replica = started.use(await startRedisServer({ args: [...signIn, ...follow] }));
  await until("the replica follows", () =>
    asking(replica, async (redis) => (await redis.info("replication")).includes("master_link_status:up")),
  );
  const file = [
    `requirepass "${SENTINEL_PASSWORD}"`,
    `sentinel monitor main 127.0.0.1 ${master.port} 1`,
    `sentinel auth-pass main "${PASSWORD}"`,
    "sentinel down-after-milliseconds main 500",
    "sentinel failover-timeout main 3000",
  ];
  const sentinel = started.use(
    await startRedisServer({ args: ["--sentinel"], file: `${file.join("\n")}\n` }),
  );
  await until("the sentinel knows the replica", () =>
    asking(
      sentinel,
      async (redis) => {
        const replicas = await redis.call("SENTINEL", "REPLICAS", "main");
        return Array.isArray(replicas) && replicas.length === 1;
      },
      SENTINEL_PASSWORD,
    ),
  );
  const kept = started.move();
  return { sentinel, master, replica, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Resolves once `isSo` resolves to true; rejects after a while that is long enough for servers. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`In ${READY_WITHIN_MS} ms it did not come true that ${what}.`);
    await delay(50);
  }
}

/** What `ask` resolves to, over a connection of its own. */
export async function asking<T>(
  server: TestRedisServer,
  ask: (redis: Redis) => Promise<T>,
  password: string | null = PASSWORD,
): Promise<T> {
  const signIn = password === null ? {} : { password };
  const redis = new Redis({ host: "127.0.0.1", port: server.port, ...signIn, enableReadyCheck: false });
  try {
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}
