/** Recorded clients at work in an arena: they send and follow while a fault happens, catch up, and are judged. */
import { setTimeout as delay } from "node:timers/promises";
import type { Person } from "../support/people.ts";
import { Arena } from "./arena.ts";
import type { ArenaOptions } from "./arena.ts";
import { assemble } from "./cast.ts";
import type { Cast, CastOptions } from "./cast.ts";
import { check, count, KINDS, undecided } from "./checker.ts";
import type { Findings } from "./checker.ts";
import type { RecordingFollower } from "./follower.ts";
import type { FollowerLog, History, SendEntry } from "./history.ts";
import type { InboxFollower } from "./inboxFollower.ts";
import { healTimes, longestGap, staleTimes } from "./measure.ts";
import { quantile } from "./row.ts";
import type { Figures } from "./row.ts";
import type { Sender } from "./sender.ts";

/** Everything is healed; this is for who was away to come back and read. */
const CATCH_UP_MS = 30_000;
/** Findings of a kind that are told word for word. */
const SAID_MAX = 3;
const POLL_MS = 20;
const EVERY_MS = 40;

export interface StageOptions extends ArenaOptions, CastOptions {
  /** Each sender sends once in so many milliseconds. */
  readonly everyMs?: number;
  /** How long followers get in the end. */
  readonly catchUpMs?: number;
}

export class Stage implements AsyncDisposable {
  readonly arena: Arena;
  readonly conversations: readonly string[];
  /** The owner of all conversations, who takes no part. */
  readonly owner: Person;
  readonly followers: readonly RecordingFollower[];
  readonly inboxes: readonly InboxFollower[];
  readonly sends: SendEntry[];
  readonly notes: string[] = [];
  readonly violations: string[] = [];
  /** Of all conversations; the first ones send and follow. */
  readonly members: readonly Person[];
  readonly #catchUpMs: number;
  readonly #senders: readonly Sender[];
  readonly #sending = new Map<string, { hushed: AbortController; running: Promise<unknown> }>();
  readonly #started: AsyncDisposableStack;
  readonly #curtain = new AbortController();

  private constructor(arena: Arena, cast: Cast, catchUpMs: number, started: AsyncDisposableStack) {
    this.arena = arena;
    this.owner = cast.owner;
    this.members = cast.members;
    this.conversations = cast.conversations;
    this.sends = cast.sends;
    this.followers = cast.followers;
    this.inboxes = cast.inboxes;
    this.#senders = cast.senders;
    this.#catchUpMs = catchUpMs;
    this.#started = started;
  }

  /** Resolves when every follower is live and every sender has begun. */
  static async open(options: StageOptions): Promise<Stage> {
    await using started = new AsyncDisposableStack();
    const arena = started.use(await Arena.start(options));
    const cast = await assemble(arena, started, options);
    await Promise.all([...cast.followers, ...cast.inboxes].map((follower) => follower.begin()));
    const stage = new Stage(arena, cast, options.catchUpMs ?? CATCH_UP_MS, started.move());
    stage.#begin(options.everyMs ?? EVERY_MS);
    return stage;
  }

  /** What was told of single conversations, inboxes' included. */
  get logs(): readonly FollowerLog[] {
    return [...this.followers, ...this.inboxes.flatMap(({ logs }) => logs)];
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

  /** Resolves when every inbox would resume from a checkpoint. */
  async checkpoints(withinMs = 30_000): Promise<void> {
    const until = performance.now() + withinMs;
    while (!this.inboxes.every(({ book }) => book.isCheckpoint)) {
      if (performance.now() > until) throw new Error(`An inbox had no checkpoint in ${withinMs} ms.`);
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
      const end = ({ userId }: { readonly userId: string }): number => ends.get(userId) ?? headSeq;
      const here = this.followers.filter((follower) => follower.conversationId === conversationId);
      await Promise.all([
        ...here.map((one) => one.reaches(end(one), this.#catchUpMs)),
        ...this.inboxes.map((inbox) => inbox.reaches(conversationId, end(inbox), this.#catchUpMs)),
      ]);
    }
  }

  /** The figures of the row, every finding a violation; only of what these have recorded, when they are given. */
  async figures(
    { sends, followers }: Pick<History, "sends" | "followers"> = { sends: this.sends, followers: this.logs },
  ): Promise<Figures> {
    const table = await Promise.all(this.conversations.map((id) => this.arena.table(id)));
    const memberships = await Promise.all(this.conversations.map((id) => this.arena.memberships(id)));
    const findings = check({ sends, followers, table, memberships: memberships.flat() });
    this.violations.push(...sayFindings(findings, sends));
    const failed = this.sends.flatMap((entry) => (entry.type === "FAILED" ? [entry.code] : []));
    this.demand(
      failed.length === 0,
      `${failed.length} sends were refused: ${[...new Set(failed)].join(", ")}`,
    );
    if (this.inboxes.length > 0) this.notes.push(sayInboxes(this.inboxes));
    const gap = longestGap(this.sends);
    return {
      ...count(findings),
      acknowledged: this.acknowledged,
      unavailableSeconds: gap === null ? null : gap / 1000,
      healP99Ms: quantile(healTimes(this.logs), 0.99),
      staleP99Ms: quantile(staleTimes(this.sends, this.logs), 0.99),
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

/** What was found, and what was never decided; a sentence for each kind. */
export function sayFindings(findings: Findings, sends: readonly SendEntry[]): string[] {
  const found = { ...findings, undecided: undecided(sends) };
  return ([...KINDS, "undecided"] as const).flatMap((kind) => {
    const sentences = found[kind];
    if (sentences.length === 0) return [];
    return [`${kind} ${sentences.length}: ${sentences.slice(0, SAID_MAX).join("; ")}`];
  });
}

function sayInboxes(inboxes: readonly InboxFollower[]): string {
  const sum = (read: (one: InboxFollower) => number): number =>
    inboxes.reduce((total, one) => total + read(one), 0);
  const resumed = sum(({ book }) => book.resumedFromCheckpoint);
  return `${inboxes.length} inboxes: resumed from a checkpoint ${resumed} times, ${sum(({ book }) => book.repeats)} repeats dropped`;
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
