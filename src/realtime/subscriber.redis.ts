/**
 * The connection on which a process hears publications. It keeps the topics that somebody here wants, and those alone.
 *
 *     away      topics are noted; nothing is queued, and what nobody wants any more is forgotten
 *     back      every wanted topic is subscribed again, then `onRestored` tells
 *     refused   an ACL denies a topic: it stays wanted, one of them is tried again every 30 s, and when it is
 *               granted all are. Until then the position check serves them
 */
import { Redis, ReplyError } from "ioredis";
import type { waitingRedisOptions } from "../redis.ts";

/** Topics in one SUBSCRIBE: a process may follow many thousands, and a refusal is for all of one command. */
const SUBSCRIBE_MAX = 500;
const REFUSED_RETRY_MS = 30_000;
const REPORT_EVERY_MS = 60_000;
/** A dead connection sends no RST; asked this often, it is found out by the options' `socketTimeout`. */
const PING_EVERY_MS = 3_000;

export interface SubscriberOptions {
  /** Told of an ACL that denies topics, at most once a minute. */
  readonly onRefused: (error: Error) => void;
  /** How long a denied topic waits before it is asked for again. */
  readonly refusedRetryMs?: number;
}

/** `subscribe` takes one topic and succeeds at once: the topic is wanted. Whether it is heard, `heard` tells. */
export class Subscriber extends Redis {
  readonly #wanted = new Map<string, PromiseWithResolvers<void>>();
  readonly #refused = new Set<string>();
  readonly #options: SubscriberOptions;
  readonly #pings: NodeJS.Timeout;
  #retry: NodeJS.Timeout | null = null;
  #onRestored: () => void = () => undefined;
  #hasBeenReady = false;
  #reportedAt = Number.NEGATIVE_INFINITY;

  constructor(connection: ReturnType<typeof waitingRedisOptions>, options: SubscriberOptions) {
    // We do both ourselves: as they come, a refusal while reconnecting is an unhandled rejection.
    super({ ...connection, autoResubscribe: false, autoResendUnfulfilledCommands: false });
    this.#options = options;
    this.on("ready", () => void this.#restore());
    this.#pings = setInterval(() => {
      if (this.status === "ready") this.ping().catch(() => undefined);
    }, PING_EVERY_MS);
  }

  override subscribe(...[topic, callback]: readonly unknown[]): Promise<unknown> {
    if (typeof topic !== "string") return Promise.reject(new Error("One topic at a time."));
    const heard = Promise.withResolvers<void>();
    this.#wanted.set(topic, heard);
    if (this.status === "ready") void this.#ask([topic]);
    if (typeof callback === "function") callback(null);
    return Promise.resolve();
  }

  override unsubscribe(...[topic]: readonly unknown[]): Promise<unknown> {
    if (typeof topic !== "string" || !this.#wanted.delete(topic)) return Promise.resolve();
    this.#refused.delete(topic);
    return this.status === "ready" ? super.unsubscribe(topic).catch(() => undefined) : Promise.resolve();
  }

  /** Patterns are not used here, and unsubscribing them would double the traffic. */
  override punsubscribe(): Promise<unknown> {
    return Promise.resolve();
  }

  /** Resolves when publications of a wanted topic arrive; never, when it is given up before. */
  heard(topic: string): Promise<void> {
    return this.#wanted.get(topic)?.promise ?? Promise.resolve();
  }

  /** Called whenever the connection is back after a loss, with every topic subscribed that is not refused. */
  onRestored(listener: () => void): void {
    this.#onRestored = listener;
  }

  /** Ends it for good. */
  leave(): void {
    clearInterval(this.#pings);
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#wanted.clear();
    this.disconnect();
  }

  async #restore(): Promise<void> {
    const isBack = this.#hasBeenReady;
    this.#hasBeenReady = true;
    const topics = [...this.#wanted.keys()];
    const asked: Promise<void>[] = [];
    for (let from = 0; from < topics.length; from += SUBSCRIBE_MAX) {
      asked.push(this.#ask(topics.slice(from, from + SUBSCRIBE_MAX)));
    }
    await Promise.all(asked);
    if (isBack) this.#onRestored();
  }

  /** Never rejects; when the connection is lost meanwhile, the next one asks again. */
  async #ask(topics: readonly string[]): Promise<void> {
    // One that is given up and wanted again meanwhile is asked for again, and waits for that.
    const waiting = topics.map((topic) => this.#wanted.get(topic));
    try {
      await super.subscribe(...topics);
      for (const topic of topics) this.#refused.delete(topic);
      for (const heard of waiting) heard?.resolve();
    } catch (error) {
      if (!(error instanceof Error && error instanceof ReplyError)) return;
      if (topics.length > 1) await Promise.all(topics.map((topic) => this.#ask([topic])));
      else for (const topic of topics) this.#refuse(topic, error);
    }
  }

  #refuse(topic: string, error: Error): void {
    if (!this.#wanted.has(topic)) return;
    this.#refused.add(topic);
    this.#report(error);
    const { refusedRetryMs = REFUSED_RETRY_MS } = this.#options;
    this.#retry ??= setTimeout(() => void this.#tryAgain(), refusedRetryMs);
  }

  #report(error: Error): void {
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    this.#options.onRefused(error);
  }

  async #tryAgain(): Promise<void> {
    this.#retry = null;
    const [probe] = this.#refused;
    if (probe === undefined || this.status !== "ready") return;
    await this.#ask([probe]);
    if (this.#refused.has(probe)) return;
    await Promise.all([...this.#refused].map((topic) => this.#ask([topic])));
    this.#onRestored();
  }
}
