/** Two people who talk all the time, on the node that stays: what others feel of a crowd, and what the crowd adds. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../support/people.ts";
import type { Arena } from "./arena.ts";
import { RecordingFollower } from "./follower.ts";
import type { SendEntry } from "./history.ts";
import { Sender } from "./sender.ts";

const EVERY_MS = 50;
/** PostgreSQL's counters are told by each connection: every second by one at work, after ten by one that rests. */
const COUNTED_AFTER_MS = 11_000;

export class Talk implements AsyncDisposable {
  readonly conversationId: string;
  readonly sends: readonly SendEntry[];
  readonly listeners: readonly RecordingFollower[];
  readonly #started: AsyncDisposableStack;
  readonly #curtain = new AbortController();
  readonly #running: Promise<unknown>;

  private constructor(
    parts: Pick<Talk, "conversationId" | "listeners"> & { senders: readonly Sender[]; sends: SendEntry[] },
    started: AsyncDisposableStack,
  ) {
    this.conversationId = parts.conversationId;
    this.sends = parts.sends;
    this.listeners = parts.listeners;
    this.#started = started;
    this.#running = Promise.all(parts.senders.map((sender) => sender.run(EVERY_MS, this.#curtain.signal)));
  }

  /** Resolves when they have begun. */
  static async begin(arena: Arena, people: readonly Person[], node: number): Promise<Talk> {
    await using started = new AsyncDisposableStack();
    const conversationId = await arena.group(people);
    const sends: SendEntry[] = [];
    const common = { conversationId, url: arena.url(node) };
    const listeners = people.map(({ authorization, id: userId, username: name }) =>
      started.use(new RecordingFollower({ ...common, name, userId, authorization })),
    );
    await Promise.all(listeners.map((listener) => listener.begin()));
    const senders = people.map(({ authorization, username: name }) =>
      started.use(new Sender({ ...common, name, authorization, over: "socket", log: sends })),
    );
    return new Talk({ conversationId, sends, listeners, senders }, started.move());
  }

  /** Resolves when what was said is decided. */
  async stop(): Promise<void> {
    this.#curtain.abort();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#started.disposeAsync();
  }
}

/** What has been counted so far. */
export interface Reading {
  readonly at: number;
  /** PostgreSQL's transactions: a statement outside of one is one. */
  readonly statements: number;
  /** Publications in Redis. */
  readonly published: number;
  /** Sends of the talk that were acknowledged. */
  readonly said: number;
}

/** Waits until what has happened is counted. */
export async function readCounters(arena: Arena, { sends }: Talk): Promise<Reading> {
  await delay(COUNTED_AFTER_MS);
  const [row] = await arena.rows<{ count: number }>(
    "SELECT (xact_commit + xact_rollback)::int AS count FROM pg_stat_database WHERE datname = current_database()",
  );
  const info = await arena.redis.command("INFO", "commandstats");
  return {
    at: performance.now(),
    statements: row?.count ?? Number.NaN,
    published: Number(/cmdstat_publish:calls=(\d+)/.exec(info)?.[1] ?? 0),
    said: sends.filter(({ type }) => type === "OK").length,
  };
}

/** What came between two readings beside the talk, whose part is known from a time in which there was nothing else. */
export function beside(
  calm: readonly [Reading, Reading],
  [from, to]: readonly [Reading, Reading],
): Pick<Reading, "statements" | "published"> {
  const share = (to.said - from.said) / Math.max(1, calm[1].said - calm[0].said);
  const left = (read: (reading: Reading) => number): number =>
    read(to) - read(from) - share * (read(calm[1]) - read(calm[0]));
  return { statements: left(({ statements }) => statements), published: left(({ published }) => published) };
}
