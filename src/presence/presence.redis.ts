/**
 * Who is here, between processes, in Redis.
 *
 * Three kinds of keys. `node:<id>` says that a process lives: renewed every five seconds, gone after fifteen. `user:<id>`
 * is a hash of what each process said of a user; it lasts two minutes and each process says its part again once a
 * minute, so one command every five seconds keeps all devices of a process, and what a killed process leaves behind goes
 * by itself. A field counts only while its process lives. `open:<id>` is the same of the conversations that are open.
 *
 * A renewal that finds its own key gone (a new Redis, a flush, a process that stood still for too long) says everything
 * again; what is read counts as incomplete for ten seconds, in which the others do the same. What could not be said
 * while Redis was away is said with the next renewal that gets through.
 */
import { randomUUID } from "node:crypto";
import type { Cluster, Redis } from "ioredis";
import type { Activity } from "../domain/presence/ports.ts";
import { Latch } from "../lib/latch.ts";
import type { ActivityStore } from "./store.ts";

export const TIMINGS = {
  renewEveryMs: 5_000,
  nodeTtlMs: 15_000,
  userTtlMs: 120_000,
  wholeAfterMs: 10_000,
};

/** A user's part is said again in one of so many renewals. */
const ROUNDS = 12;
const READ_TIMEOUT_MS = 500;
/** After such a silence nobody asks for so long: one reader a second waits for a dead Redis, not each. */
const REST_MS = 1_000;
/** Users said again, or read, before others have their turn. */
const CHUNK = 500;

export type PresenceRedis = Pick<
  Redis | Cluster,
  "set" | "exists" | "hset" | "hdel" | "hgetall" | "pexpire" | "on" | "off"
>;

/** `client` is made and closed elsewhere; best without an offline queue, so that a command fails at once while Redis is away. */
export function createRedisActivityStore(client: PresenceRedis, timings = TIMINGS): ActivityStore {
  return new RedisActivityStore(client, timings);
}

class RedisActivityStore implements ActivityStore {
  readonly #client: PresenceRedis;
  readonly #timings: typeof TIMINGS;
  readonly #nodeId = randomUUID();
  readonly #own = new Map<string, Activity>();
  readonly #ownOpen = new Map<string, readonly string[]>();
  /** Users of whom Redis does not have what this process last said. */
  readonly #unsaid = new Set<string>();
  /** Other processes that were alive when they were last looked for. */
  readonly #living = new Set<string>();
  readonly #due = new Latch();
  readonly #ending = new AbortController();
  readonly #renewals: Promise<void>;
  /** The others know that this process lives; before that they would clear away what it says. */
  #isKnown = false;
  #isReachable = false;
  #wholeAt = Number.POSITIVE_INFINITY;
  #hasToldWhole = false;
  #restsUntil = 0;
  #round = 0;
  #tellUnannounced: () => void = () => undefined;
  #tellRestored: (userId: string) => void = () => undefined;

  constructor(client: PresenceRedis, timings: typeof TIMINGS) {
    this.#client = client;
    this.#timings = timings;
    client.on("ready", this.#renewNow);
    this.#renewals = this.#renewForEver();
  }

  async set(userId: string, activity: Activity | null): Promise<void> {
    if (activity === null) this.#own.delete(userId);
    else this.#own.set(userId, activity);
    if (this.#isKnown) await this.#say(userId);
    else this.#unsaid.add(userId);
  }

  async read(userIds: readonly string[]): Promise<Map<string, Activity>> {
    const found = new Map<string, Activity>();
    const others: string[] = [];
    for (const userId of userIds) {
      if (this.#own.get(userId) === "ACTIVE") found.set(userId, "ACTIVE");
      else others.push(userId);
    }
    if (others.length === 0) return found;
    for (const [userId, activity] of await this.#within(() => this.#ask(others))) found.set(userId, activity);
    return found;
  }

  async setOpen(userId: string, conversationIds: readonly string[]): Promise<void> {
    if (conversationIds.length === 0) this.#ownOpen.delete(userId);
    else this.#ownOpen.set(userId, conversationIds);
    await this.#sayOpen(userId).catch(() => this.#unsaid.add(userId));
  }

  async readOpen(userIds: readonly string[]): Promise<Map<string, readonly string[]>> {
    const hashes = await this.#within(() =>
      Promise.all(userIds.map((userId) => this.#client.hgetall(openKey(userId)))),
    );
    await this.#within(() => this.#meet(hashes));
    const found = new Map<string, readonly string[]>();
    for (const [index, userId] of userIds.entries()) {
      const theirs = Object.entries(hashes[index] ?? {}).filter(([nodeId]) => this.#living.has(nodeId));
      const open = [...(this.#ownOpen.get(userId) ?? []), ...theirs.flatMap(([, ids]) => ids.split(","))];
      if (open.length > 0) found.set(userId, open);
    }
    return found;
  }

  onUnannounced(listener: () => void): void {
    this.#tellUnannounced = listener;
  }

  onRestored(listener: (userId: string) => void): void {
    this.#tellRestored = listener;
  }

  isWhole(): boolean {
    return this.#isReachable && performance.now() >= this.#wholeAt;
  }

  /** Leaves everything to expire: whoever was connected here comes back elsewhere, and was never away. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.off("ready", this.#renewNow);
    this.#ending.abort();
    await this.#renewals;
  }

  readonly #renewNow = (): void => this.#due.set();

  async #renewForEver(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      await this.#renew().catch(() => {
        this.#isReachable = false;
      });
      const timer = setTimeout(this.#renewNow, this.#timings.renewEveryMs);
      await this.#due.wait(this.#ending.signal);
      clearTimeout(timer);
    }
  }

  async #renew(): Promise<void> {
    const before = await this.#within(() =>
      this.#client.set(nodeKey(this.#nodeId), "1", "PX", this.#timings.nodeTtlMs, "GET"),
    );
    const isForgotten = before === null;
    if (isForgotten) {
      this.#wholeAt = performance.now() + this.#timings.wholeAfterMs;
      this.#hasToldWhole = false;
    }
    this.#isKnown = true;
    this.#isReachable = true;
    await this.#sayAgain(isForgotten);
    const hasLost = await this.#lookForTheDead();
    if (!this.isWhole() || (this.#hasToldWhole && !hasLost)) return;
    this.#hasToldWhole = true;
    this.#tellUnannounced();
  }

  /** What has not been said, and what is about to expire; everything, where everything was lost. Rejects at the first failure. */
  async #sayAgain(isForgotten: boolean): Promise<void> {
    this.#round = (this.#round + 1) % ROUNDS;
    const lost = new Set(isForgotten ? this.#own.keys() : this.#unsaid);
    for (const userId of this.#own.keys()) {
      if (lost.has(userId) || roundOf(userId) === this.#round) this.#unsaid.add(userId);
    }
    const queue = [...this.#unsaid];
    for (let start = 0; start < queue.length && !this.#ending.signal.aborted; start += CHUNK) {
      const chunk = queue.slice(start, start + CHUNK);
      await Promise.all(chunk.map((userId) => this.#say(userId)));
      // Each chunk of a silent Redis would take its time.
      if (chunk.some((userId) => this.#unsaid.has(userId))) throw new Error("Redis is away again.");
      for (const userId of chunk) if (lost.has(userId)) this.#tellRestored(userId);
    }
  }

  /** Never rejects: what Redis does not take now is said again. */
  async #say(userId: string): Promise<void> {
    const key = userKey(userId);
    const activity = this.#own.get(userId);
    try {
      if (activity === undefined) await this.#client.hdel(key, this.#nodeId);
      else {
        const said = this.#client.hset(key, this.#nodeId, activity);
        await Promise.all([said, this.#client.pexpire(key, this.#timings.userTtlMs)]);
        if (this.#ownOpen.has(userId)) await this.#sayOpen(userId);
      }
      this.#unsaid.delete(userId);
    } catch {
      this.#unsaid.add(userId);
    }
  }

  async #sayOpen(userId: string): Promise<void> {
    const key = openKey(userId);
    const ids = this.#ownOpen.get(userId);
    if (ids === undefined) await this.#client.hdel(key, this.#nodeId);
    else {
      const said = this.#client.hset(key, this.#nodeId, ids.join(","));
      await Promise.all([said, this.#client.pexpire(key, this.#timings.userTtlMs)]);
    }
  }

  /** Whether a process that lived is dead now. What the dead left is cleared away where it is met. */
  async #lookForTheDead(): Promise<boolean> {
    let hasLost = false;
    for (const nodeId of this.#living) {
      if (await this.#lives(nodeId)) continue;
      this.#living.delete(nodeId);
      hasLost = true;
    }
    return hasLost;
  }

  async #lives(nodeId: string): Promise<boolean> {
    return (await this.#client.exists(nodeKey(nodeId))) === 1;
  }

  async #ask(userIds: readonly string[]): Promise<[string, Activity][]> {
    const hashes = await Promise.all(userIds.map((userId) => this.#client.hgetall(userKey(userId))));
    await this.#meet(hashes);
    return hashes.flatMap((hash, index): [string, Activity][] => {
      const userId = userIds[index] ?? "";
      const said = new Set(
        Object.entries(hash).flatMap(([nodeId, part]) => this.#count(userId, nodeId, part)),
      );
      // What this process itself says is known here better.
      said.add(this.#own.get(userId) ?? "");
      if (said.has("ACTIVE")) return [[userId, "ACTIVE"]];
      return said.has("IDLE") ? [[userId, "IDLE"]] : [];
    });
  }

  /** Looks which of the processes that said something live. */
  async #meet(hashes: readonly Record<string, string>[]): Promise<void> {
    const met = new Set(hashes.flatMap((hash) => Object.keys(hash)));
    await Promise.all(
      [...met].map(async (nodeId) => {
        const isNew = nodeId !== this.#nodeId && !this.#living.has(nodeId);
        if (isNew && (await this.#lives(nodeId))) this.#living.add(nodeId);
      }),
    );
  }

  #count(userId: string, nodeId: string, part: string): string[] {
    if (nodeId === this.#nodeId) return [];
    if (this.#living.has(nodeId)) return [part];
    // A process that was only slow says everything again as soon as it renews.
    this.#client.hdel(userKey(userId), nodeId).catch(() => undefined);
    return [];
  }

  /** The answer, if it comes in time; a Redis that is silent is not asked again at once. */
  async #within<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    if (performance.now() < this.#restsUntil) throw new Error("Redis rests: it did not answer.");
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#restsUntil = performance.now() + REST_MS;
      reject(new Error(`Redis did not answer in ${READ_TIMEOUT_MS} ms.`));
    }, READ_TIMEOUT_MS);
    const answer = ask();
    answer.catch(() => undefined);
    return Promise.race([answer, late]).finally(() => clearTimeout(timer));
  }
}

function nodeKey(nodeId: string): string {
  return `parley:presence:node:${nodeId}`;
}

function userKey(userId: string): string {
  return `parley:presence:user:${userId}`;
}

function openKey(userId: string): string {
  return `parley:presence:open:${userId}`;
}

/** Spreads users over the rounds by the end of their id, which is random. */
function roundOf(userId: string): number {
  return Number.parseInt(userId.slice(-4), 16) % ROUNDS;
}
