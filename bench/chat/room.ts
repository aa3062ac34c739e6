/**
 * One conversation with many followers and one sender, ready to be driven. The n-th delivery on a socket is the n-th
 * message, so that most sockets only count; a few read all they get, and hold it against what was sent.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Crowd } from "../crowd/crowd.ts";
import type { CrowdSocket } from "../crowd/crowdSocket.ts";
import type { Histogram } from "../crowd/histogram.ts";
import type { ServerProcess } from "../support/spawnServer.ts";
import type { Person } from "../support/world.ts";
import { HISTORY } from "./contestants.ts";
import type { Contestant, Sender } from "./contestants.ts";
import { bodyOf, readReceived } from "./message.ts";
import type { Stage } from "./stage.ts";

const SAMPLES_MIN = 4;
/** More messages under way than this are a fault of the benchmark, or a server that fell behind for good. */
const UNDER_WAY_MAX = 1 << 16;
const PROBES_MAX = 20;
const PROBE_WITHIN_MS = 20_000;
const QUIET_WITHIN_MS = 60_000;
const POLL_MS = 5;

export class Room implements AsyncDisposable {
  readonly contestant: Contestant;
  readonly server: ServerProcess;
  readonly followers: Crowd;
  readonly conversationId: string;
  /** Messages since the last reset: sent, and delivered to everybody. */
  sent = 0;
  completed = 0;
  /** Called when a message has reached everybody. */
  onCompleted: (() => void) | null = null;
  /** Told of each delivery's latency, while it is set. */
  latencies: Histogram | null = null;
  readonly #stage: Stage;
  readonly #person: Person;
  readonly #senderCrowd: Crowd;
  readonly #sender: Sender;
  readonly #samples: Sample[];
  readonly #counts = new Int32Array(UNDER_WAY_MAX);
  readonly #sentAt = new Float64Array(UNDER_WAY_MAX);
  readonly #runKey = crypto.randomUUID().slice(0, 8);
  #acknowledged = 0;
  /** Messages before the last reset: bodies go on counting. */
  #base = 0;

  private constructor(parts: {
    readonly stage: Stage;
    readonly contestant: Contestant;
    readonly server: ServerProcess;
    readonly conversationId: string;
    readonly person: Person;
    readonly senderCrowd: Crowd;
    readonly sender: Sender;
    readonly followers: Crowd;
    readonly samples: Sample[];
    readonly base: number;
  }) {
    this.#stage = parts.stage;
    this.contestant = parts.contestant;
    this.server = parts.server;
    this.conversationId = parts.conversationId;
    this.#person = parts.person;
    this.#senderCrowd = parts.senderCrowd;
    this.#sender = parts.sender;
    this.followers = parts.followers;
    this.#samples = parts.samples;
    this.#base = parts.base;
    const { acknowledgements } = this.#sender;
    if (acknowledgements !== null) {
      acknowledgements.onAcknowledged = () => {
        this.#acknowledged += 1;
      };
    }
    this.followers.onDelivery = (socket) => this.#count(socket);
  }

  /** Makes the conversation and its history, opens everybody, and returns when a message has reached them all. */
  static async open(stage: Stage, contestant: Contestant, followerCount: number): Promise<Room> {
    const { signal } = stage.context;
    const server = await stage.serverOf(contestant);
    const people = stage.world.people.slice(0, followerCount);
    const [person] = people;
    const [conversationId] = await stage.world.makeConversations([people]);
    if (person === undefined || conversationId === undefined) throw new Error("A room without people.");
    await using opened = new AsyncDisposableStack();
    const sender = contestant.send(person);
    const senderCrowd = opened.use(
      await Crowd.open({ url: server.url, count: 1, speakerOf: () => sender.speaker, signal }),
    );
    const headSeq = contestant.isParley ? HISTORY : 0;
    await sendHistory(sender, senderCrowd, person, conversationId, headSeq);
    const samples = Array.from(
      { length: Math.min(followerCount, Math.max(SAMPLES_MIN, contestant.selections)) },
      () => new Sample(contestant, isOrdered(stage, contestant)),
    );
    const { epoch } = stage;
    const followers = opened.use(
      await Crowd.open({
        url: server.url,
        count: followerCount,
        signal,
        speakerOf: (index) =>
          contestant.follow({ index, person: people[index] ?? person, conversationId, epoch, headSeq })
            .speaker,
        sampleOf: (index) => {
          const sample = samples[index];
          return sample === undefined ? null : (text) => sample.receive(text);
        },
      }),
    );
    const room = new Room({
      stage,
      contestant,
      server,
      conversationId,
      person,
      senderCrowd,
      sender,
      followers,
      samples,
      base: headSeq,
    });
    await room.#probe();
    opened.move();
    return room;
  }

  sendNext(): void {
    if (this.sent - this.completed >= UNDER_WAY_MAX) throw new Error("Too many messages are under way.");
    this.#sentAt[this.sent % UNDER_WAY_MAX] = performance.now();
    this.sent += 1;
    const [socket] = this.#senderCrowd.sockets;
    if (socket === undefined) throw new Error("A room without a sender.");
    const number = this.#base + this.sent;
    const { conversationId } = this;
    const key = `${this.#runKey}-${number}`;
    this.#sender.send(socket, { conversationId, person: this.#person, key, body: bodyOf(number) });
  }

  /** As long as this, unless a socket fails or the benchmark is stopped. */
  async wait(ms: number): Promise<void> {
    const { signal } = this.#stage.context;
    await Promise.race([delay(ms, undefined, { signal }), this.followers.failed, this.#senderCrowd.failed]);
  }

  /** Resolves when everything sent has been acknowledged and has reached everybody. */
  async quiet(withinMs = QUIET_WITHIN_MS): Promise<void> {
    const deadline = performance.now() + withinMs;
    const isQuiet = (): boolean =>
      this.completed === this.sent &&
      (this.#sender.acknowledgements === null || this.#acknowledged === this.sent);
    while (!isQuiet()) {
      if (performance.now() > deadline) {
        throw new Error(
          `${this.contestant.name}: of ${this.sent} messages ${this.completed} reached everybody within ${withinMs / 1000} s (${this.#acknowledged} acknowledged).`,
        );
      }
      await this.wait(POLL_MS);
    }
  }

  /** Throws unless every follower got every message since the last reset once; then counts from zero. */
  verify(): void {
    const { name, selections } = this.contestant;
    const { sockets } = this.followers;
    for (const [index, socket] of sockets.entries()) {
      const like = sockets[index % selections];
      if (socket.deliveries !== this.sent || socket.deliveredBytes !== like?.deliveredBytes) {
        throw new Error(
          `${name}: follower ${index} got ${socket.deliveries} messages in ${socket.deliveredBytes} bytes; ${this.sent} were sent, ${like?.deliveredBytes ?? "?"} bytes to another.`,
        );
      }
    }
    for (const sample of this.#samples) sample.verify(this.#base + 1, this.sent);
    this.#reset();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.followers.onDelivery = null;
    await this.followers[Symbol.asyncDispose]();
    await this.#senderCrowd[Symbol.asyncDispose]();
  }

  #count(socket: CrowdSocket): void {
    const place = (socket.deliveries - 1) % UNDER_WAY_MAX;
    this.latencies?.record(performance.now() - (this.#sentAt[place] ?? 0));
    const count = (this.#counts[place] ?? 0) + 1;
    if (count < this.followers.sockets.length) {
      this.#counts[place] = count;
      return;
    }
    this.#counts[place] = 0;
    this.completed += 1;
    this.onCompleted?.();
  }

  /** Peers do not say when a subscription is live: messages tell, when one has reached everybody. */
  async #probe(): Promise<void> {
    this.followers.onDelivery = null;
    const hasAll = (): boolean => this.followers.sockets.every(({ deliveries }) => deliveries > 0);
    const deadline = performance.now() + PROBE_WITHIN_MS;
    for (let probe = 1; !hasAll(); probe += 1) {
      if (probe > PROBES_MAX || performance.now() > deadline) {
        throw new Error(`${this.contestant.name}: messages do not reach all followers.`);
      }
      this.sendNext();
      const patience = performance.now() + PROBE_WITHIN_MS / 4;
      while (!hasAll() && performance.now() < patience) await this.wait(POLL_MS);
    }
    for (let seen = -1; seen !== this.followers.deliveries;) {
      seen = this.followers.deliveries;
      await this.wait(100);
    }
    this.followers.onDelivery = (socket) => this.#count(socket);
    this.#reset();
  }

  #reset(): void {
    this.#base += this.sent;
    this.sent = 0;
    this.completed = 0;
    this.#acknowledged = 0;
    this.#counts.fill(0);
    this.followers.reset();
    for (const sample of this.#samples) sample.reset(this.#base);
  }
}

/** What one reading follower got. */
class Sample {
  readonly #contestant: Contestant;
  readonly #isOrdered: boolean;
  #numbers = new Set<number>();
  #last = 0;
  #lastSeq = 0;

  constructor(contestant: Contestant, isOrdered: boolean) {
    this.#contestant = contestant;
    this.#isOrdered = isOrdered;
  }

  receive(text: string): void {
    const { number, seq } = readReceived(this.#contestant.messageIn(text));
    const isNext = this.#last === 0 || (number === this.#last + 1 && seq === this.#lastSeq + 1);
    if (this.#isOrdered && !isNext) {
      throw new Error(
        `${this.#contestant.name}: message ${number} (seq ${seq}) came after ${this.#last} (seq ${this.#lastSeq}).`,
      );
    }
    this.#last = number;
    this.#lastSeq = seq;
    this.#numbers.add(number);
  }

  verify(first: number, count: number): void {
    const isWhole =
      this.#numbers.size === count && [...this.#numbers].every((n) => n >= first && n < first + count);
    if (!isWhole) {
      throw new Error(
        `${this.#contestant.name}: a follower read ${this.#numbers.size} different messages of ${count}.`,
      );
    }
  }

  /** The number goes on; where a probe was missed, the seq does too. */
  reset(last: number): void {
    this.#numbers = new Set();
    if (this.#last !== 0) this.#last = last;
  }
}

function isOrdered(stage: Stage, { keepsOrder }: Contestant): boolean {
  return stage.isStoring ? keepsOrder.storing : keepsOrder.passing;
}

async function sendHistory(
  sender: Sender,
  crowd: Crowd,
  person: Person,
  conversationId: string,
  count: number,
): Promise<void> {
  const [socket] = crowd.sockets;
  const { acknowledgements } = sender;
  if (count === 0 || socket === undefined || acknowledgements === null) return;
  const all = new Promise<void>((resolve) => {
    let acknowledged = 0;
    acknowledgements.onAcknowledged = () => {
      acknowledged += 1;
      if (acknowledged === count) resolve();
    };
  });
  for (let number = 1; number <= count; number += 1) {
    sender.send(socket, { conversationId, person, key: `history-${number}`, body: bodyOf(number) });
  }
  await Promise.race([all, crowd.failed]);
}
