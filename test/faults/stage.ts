/** Recorded clients at work in an arena: they send and follow while a fault happens, catch up, and are judged. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../support/people.ts";
import { Arena } from "./arena.ts";
import type { ArenaOptions } from "./arena.ts";
import { check, count, KINDS } from "./checker.ts";
import type { Findings } from "./checker.ts";
import { RecordingFollower } from "./follower.ts";
import type { History, SendEntry } from "./history.ts";
import { healTimes, longestGap, staleTimes } from "./measure.ts";
import { quantile } from "./row.ts";
import type { Figures } from "./row.ts";
import { Sender } from "./sender.ts";

/** Everything is healed; this is for who was away to come back and read. */
const CATCH_UP_MS = 30_000;
/** Findings of a kind that are told word for word. */
const SAID_MAX = 3;
const POLL_MS = 20;

export interface StageOptions extends ArenaOptions {
  readonly conversations?: number;
  /** In each conversation; in turn on each node, over HTTP and over a socket. */
  readonly senders?: number;
  /** In each conversation, in turn on each node. */
  readonly followers?: number;
  /** Each sender sends once in so many milliseconds. */
  readonly everyMs?: number;
  /** A sender, and every second follower, takes a server that says nothing for so long for gone. */
  readonly silentMsMax?: number;
  /** How long followers get in the end. */
  readonly catchUpMs?: number;
}

export class Stage implements AsyncDisposable {
  readonly arena: Arena;
  readonly conversations: readonly string[];
  /** The owner of all conversations, who takes no part. */
  readonly owner: Person;
  readonly followers: RecordingFollower[] = [];
  readonly sends: SendEntry[] = [];
  readonly notes: string[] = [];
  readonly violations: string[] = [];
  /** Of all conversations; the first ones send and follow. */
  readonly members: readonly Person[];
  readonly #catchUpMs: number;
  readonly #senders: readonly Sender[];
  readonly #sending = new Map<string, { hushed: AbortController; running: Promise<unknown> }>();
  readonly #started: AsyncDisposableStack;
  readonly #curtain = new AbortController();

  private constructor(parts: Parts, started: AsyncDisposableStack) {
    this.arena = parts.arena;
    this.owner = parts.owner;
    this.members = parts.members;
    this.#senders = parts.senders;
    this.#catchUpMs = parts.catchUpMs;
    this.conversations = parts.conversations;
    this.sends = parts.sends;
    this.followers = parts.followers;
    this.#started = started;
  }

  /** Resolves when every follower is live and every sender has begun. */
  static async open(options: StageOptions): Promise<Stage> {
    const {
      conversations: groups = 2,
      senders: perGroup = 4,
      followers: following = 4,
      everyMs = 40,
    } = options;
    const silence = options.silentMsMax === undefined ? {} : { silentMsMax: options.silentMsMax };
    await using started = new AsyncDisposableStack();
    const arena = started.use(await Arena.start(options));
    const [owner, ...members] = await arena.crowd(1 + Math.max(perGroup, following));
    if (owner === undefined) throw new Error("unreachable");
    const sends: SendEntry[] = [];
    const conversations: string[] = [];
    const senders: Sender[] = [];
    const followers: RecordingFollower[] = [];
    for (let group = 0; group < groups; group += 1) {
      const conversationId = await arena.group([owner, ...members]);
      conversations.push(conversationId);
      for (const [index, { authorization, username, id }] of members.entries()) {
        const name = `${username.slice(-4)} in ${group}`;
        const common = { name, authorization, conversationId, ...silence };
        const over = Math.floor(index / arena.slots.length) % 2 === 0 ? "socket" : "http";
        if (index < perGroup) {
          senders.push(started.use(new Sender({ ...common, url: arena.url(index), over, log: sends })));
        }
        if (index < following) {
          const url = arena.url(index + group);
          // Every second one of a node waits for a silent server, however long.
          const patience = Math.floor(index / arena.slots.length) % 2 === 0 ? {} : silence;
          const follower = { name, authorization, conversationId, userId: id, url, ...patience };
          followers.push(started.use(new RecordingFollower(follower)));
        }
      }
    }
    await Promise.all(followers.map((follower) => follower.begin()));
    const { catchUpMs = CATCH_UP_MS } = options;
    const parts = { arena, owner, members, conversations, senders, followers, sends, catchUpMs };
    const stage = new Stage(parts, started.move());
    stage.#begin(everyMs);
    return stage;
  }

  get acknowledged(): number {
    return this.sends.filter(({ type }) => type === "OK").length;
  }

  /** Resolves when so many more sends were acknowledged. */
  async acknowledges(more: number, withinMs = 60_000): Promise<void> {
    const target = this.acknowledged + more;
    const until = performance.now() + withinMs;
    while (this.acknowledged < target) {
      if (performance.now() > until)
        throw new Error(`${more} sends were not acknowledged in ${withinMs} ms.`);
      await delay(POLL_MS);
    }
  }

  demand(holds: boolean, sentence: string): void {
    if (!holds) this.violations.push(sentence);
  }

  /** Nobody sends to this conversation any more; resolves when what was sent is decided. */
  async hush(conversationId: string): Promise<void> {
    const conversation = this.#sending.get(conversationId);
    conversation?.hushed.abort();
    await conversation?.running;
  }

  #begin(everyMs: number): void {
    for (const conversationId of this.conversations) {
      const hushed = new AbortController();
      const until = AbortSignal.any([hushed.signal, this.#curtain.signal]);
      const here = this.#senders.filter((sender) => sender.conversationId === conversationId);
      const running = Promise.all(here.map((sender) => sender.run(everyMs, until)));
      running.catch(() => undefined);
      this.#sending.set(conversationId, { hushed, running });
    }
  }

  /** Whether the senders were told to stop. */
  get isOver(): boolean {
    return this.#curtain.signal.aborted;
  }

  /** Lets senders finish what they began, and followers reach the head. */
  async settle(): Promise<void> {
    this.#curtain.abort();
    await Promise.all([...this.#sending.values()].map(({ running }) => running));
    for (const conversationId of this.conversations) {
      const [{ headSeq }, memberships] = await Promise.all([
        this.arena.table(conversationId),
        this.arena.memberships(conversationId),
      ]);
      const ends = new Map(memberships.map(({ userId, removedSeq }) => [userId, removedSeq ?? headSeq]));
      const here = this.followers.filter((follower) => follower.conversationId === conversationId);
      await Promise.all(here.map((one) => one.reaches(ends.get(one.userId) ?? headSeq, this.#catchUpMs)));
    }
  }

  /** Only of what these have recorded, when they are given. */
  async judge({ sends, followers }: Pick<History, "sends" | "followers"> = this): Promise<Findings> {
    const table = await Promise.all(this.conversations.map((id) => this.arena.table(id)));
    const memberships = await Promise.all(this.conversations.map((id) => this.arena.memberships(id)));
    return check({ sends, followers, table, memberships: memberships.flat() });
  }

  /** The figures of the row, every finding a violation. */
  async figures(recorded: Pick<History, "sends" | "followers"> = this): Promise<Figures> {
    const findings = await this.judge(recorded);
    for (const kind of KINDS) {
      const sentences = findings[kind];
      if (sentences.length === 0) continue;
      this.violations.push(`${kind} ${sentences.length}: ${sentences.slice(0, SAID_MAX).join("; ")}`);
    }
    const failed = this.sends.flatMap((entry) => (entry.type === "FAILED" ? [entry.code] : []));
    this.demand(
      failed.length === 0,
      `${failed.length} sends were refused: ${[...new Set(failed)].join(", ")}`,
    );
    const gap = longestGap(this.sends);
    return {
      ...count(findings),
      acknowledged: this.acknowledged,
      unavailableSeconds: gap === null ? null : gap / 1000,
      healP99Ms: quantile(healTimes(this.followers), 0.99),
      staleP99Ms: quantile(staleTimes(this.sends, this.followers), 0.99),
      peakMemoryBytes: this.arena.peakMemoryBytes,
      notes: this.notes,
      violations: this.violations,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#curtain.abort();
    await this.#started.disposeAsync();
  }
}

interface Parts {
  readonly arena: Arena;
  readonly owner: Person;
  readonly members: readonly Person[];
  readonly conversations: readonly string[];
  readonly senders: readonly Sender[];
  readonly followers: RecordingFollower[];
  readonly sends: SendEntry[];
  readonly catchUpMs: number;
}

/** Opens a stage, lets it warm up, brings the fault about, heals, and judges. */
export async function onStage(
  options: StageOptions,
  during: (stage: Stage) => Promise<void>,
): Promise<Figures> {
  await using stage = await Stage.open(options);
  await stage.acknowledges(20);
  await during(stage);
  if (!stage.isOver) await stage.acknowledges(20);
  await stage.settle();
  // Awaited here: the stage is taken down when this function is left.
  return await stage.figures();
}
