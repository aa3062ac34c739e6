/** Connections to Redis, be it one server, a master that sentinels watch, or a cluster; its users need not know which. */
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import { AbstractConnector, Cluster, Redis } from "ioredis";
import type { RedisOptions } from "ioredis";
import type { RedisNode, RedisPlace } from "./redisPlace.ts";

/** Redis answers in well under a millisecond, or is in trouble. */
const COMMAND_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** A connection that owes an answer for so long is dead, and made anew: a blackhole sends no RST. */
const SILENCE_MAX_MS = 5_000;
/** A command that a cluster's node could not serve is tried on others, for some 300 ms. */
const REDIRECTIONS_MAX = 4;

export type RedisClient = Redis | Cluster;

/**
 * A client for commands and publications, for several users to share. While Redis is away a command fails at once
 * instead of waiting in a queue and arriving stale; one without an answer fails after two seconds, or four behind others
 * that have none. It comes back by itself, within two seconds of Redis. Close it with `disconnect()`.
 */
export function createRedisClient(place: RedisPlace, onError: (error: Error) => void): RedisClient {
  const options = {
    ...signIn(place),
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
  };
  const client =
    place.kind === "cluster"
      ? new Cluster([...place.nodes], {
          enableOfflineQueue: false,
          maxRedirections: REDIRECTIONS_MAX,
          clusterRetryStrategy: retryDelay,
          redisOptions: options,
          // A certificate is for the name, and an address would not match it.
          ...(place.hasTls && { dnsLookup: (name, callback) => callback(null, name) }),
        })
      : new Redis({
          ...whereabouts(place),
          ...options,
          enableOfflineQueue: false,
          // What one turn of the loop asks goes out in one write; a write each is a third of what a publication costs.
          // Not in a cluster: what is redirected is not asked again there where it went out with others.
          enableAutoPipelining: true,
        });
  client.on("error", onError);
  // A cluster's own error says only that no node is left; why, e.g. a wrong password, each node says.
  client.on("node error", onError);
  return client;
}

/**
 * In a cluster one node takes all that is published under one topic: by several, publications overtake one another
 * between the nodes (measured: 7 % do). When it is away another one takes it.
 */
export async function publish(client: RedisClient, topic: string, payload: string): Promise<void> {
  const node = client instanceof Cluster ? nodeOf(client, topic) : undefined;
  if (node !== undefined && (await node.publish(topic, payload).catch(() => null)) !== null) return;
  await client.publish(topic, payload);
}

/** The same in every process that knows the same nodes. */
function nodeOf(cluster: Cluster, topic: string): Redis | undefined {
  const masters = cluster.nodes("master").toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  let hash = 0;
  for (let index = 0; index < topic.length; index += 1) hash = (hash * 31 + topic.charCodeAt(index)) >>> 0;
  const node = masters[hash % masters.length];
  return node?.status === "ready" || node?.status === "wait" ? node : undefined;
}

function keyOf({ options: { host, port } }: Redis): string {
  return `${host}:${port}`;
}

/**
 * The options of a connection that waits for Redis for as long as it takes. In a cluster it is to any one node, another
 * one after each loss: a publication reaches the subscribers of all nodes. `known` names nodes found since the start.
 */
export function waitingRedisOptions(place: RedisPlace, known: () => readonly RedisNode[]) {
  return {
    ...(place.kind === "cluster" ? { Connector: nodeConnector(place, known) } : whereabouts(place)),
    ...signIn(place),
    maxRetriesPerRequest: null,
  };
}

/** The nodes that a cluster's client has found; none for another client. */
export function knownNodes(client: RedisClient): RedisNode[] {
  if (!(client instanceof Cluster)) return [];
  return client.nodes().map(({ options: { host = "", port = 0 } }) => ({ host, port }));
}

function signIn(place: RedisPlace) {
  return {
    ...(place.kind !== "single" && {
      ...(place.username !== null && { username: place.username }),
      ...(place.password !== null && { password: place.password }),
      ...(place.hasTls && { tls: {} }),
    }),
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_MAX_MS,
    retryStrategy: retryDelay,
  };
}

/** Where the server is; a URL brings its own name and password. */
function whereabouts(place: Exclude<RedisPlace, { kind: "cluster" }>) {
  if (place.kind === "single") return fromUrl(place.url);
  return {
    sentinels: [...place.sentinels],
    name: place.name,
    sentinelRetryStrategy: retryDelay,
    sentinelCommandTimeout: COMMAND_TIMEOUT_MS,
    ...(place.sentinelUsername !== null && { sentinelUsername: place.sentinelUsername }),
    ...(place.sentinelPassword !== null && { sentinelPassword: place.sentinelPassword }),
    ...(place.hasTls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
  };
}

function fromUrl(text: string) {
  const url = new URL(text);
  const db = Number(url.pathname.slice(1));
  const family = url.searchParams.get("family");
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port || 6379),
    ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
    ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
    ...(db > 0 && { db }),
    ...(family !== null && { family: Number(family) }),
    ...(url.protocol === "rediss:" && { tls: {} }),
  };
}

function nodeConnector(
  place: Extract<RedisPlace, { kind: "cluster" }>,
  known: () => readonly RedisNode[],
): RedisOptions["Connector"] {
  let turn = Math.floor(Math.random() * place.nodes.length);
  return class NodeConnector extends AbstractConnector {
    constructor() {
      super(COMMAND_TIMEOUT_MS);
    }

    async connect() {
      const found = known();
      const nodes = found.length > 0 ? found : place.nodes;
      const { host = "", port = 0 } = nodes[turn % nodes.length] ?? {};
      turn += 1;
      this.stream = place.hasTls ? connectTls({ host, port }) : connectPlain({ host, port });
      this.stream.once("error", (error) => {
        this.firstError = error;
      });
      return this.stream;
    }
  };
}

/** Back within two seconds of Redis being back. */
function retryDelay(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 6), 2_000);
}
