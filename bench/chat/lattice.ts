/**
 * Many conversations at once, each of a few people, who send over the sockets they follow on (or over HTTP). Every socket's
 * deliveries are counted against what was sent to its conversations; a few sockets read all they get.
 */
import { setTimeout as delay } from "node:timers/promises";
import { Crowd } from "../crowd/crowd.ts";
import type { ServerProcess } from "../support/spawnServer.ts";
import type { Person } from "../support/world.ts";
import type { Contestant, Sender } from "./contestants.ts";
import { HttpSends } from "./httpSends.ts";
import type { LatticeOptions } from "./latticeOptions.ts";
import { bodyOf, readReceived } from "./message.ts";
import type { Stage } from "./stage.ts";

const SAMPLES = 8;
const PROBE_WITHIN_MS = 20_000;
const QUIET_WITHIN_MS = 60_000;
const POLL_MS = 5;

export class Lattice implements AsyncDisposable {
  readonly contestant: Contestant;
  readonly server: ServerProcess;
  readonly conversationIds: readonly string[];
  readonly followers: Crowd;
  sent = 0;
  #acknowledged = 0;
  #isRunning = false;
  #expected = 0;
  readonly #stage: Stage;
  readonly #options: LatticeOptions;
  readonly #people: readonly Person[];
  readonly #senders: readonly Sender[];
  /** Null where sends go over the sockets. */
  readonly #http: HttpSends | null;
  /** Per conversation. */
  readonly #sentTo: Int32Array;
  readonly #conversationsOf: readonly (readonly number[])[];
  readonly #read = new Map<number, Map<number, number>>();
  readonly #runKey = crypto.randomUUID().slice(0, 8);
  readonly #failing = Promise.withResolvers<never>();
  /** Since it was opened: what lies in the tables in the end. */
  #sentEver = 0;

  private constructor(parts: {
    readonly stage: Stage;
    readonly contestant: Contestant;
    readonly server: ServerProcess;
    readonly options: LatticeOptions;
    readonly people: readonly Person[];
    readonly senders: readonly Sender[];
    readonly conversationIds: readonly string[];
    readonly conversationsOf: readonly (readonly number[])[];
    readonly followers: Crowd;
    readonly http: HttpSends | null;
  }) {
    this.#stage = parts.stage;
    this.contestant = parts.contestant;
    this.server = parts.server;
    this.#options = parts.options;
    this.#people = parts.people;
    this.#senders = parts.senders;
    this.conversationIds = parts.conversationIds;
    this.#conversationsOf = parts.conversationsOf;
    this.followers = parts.followers;
    this.#http = parts.http;
    this.#sentTo = new Int32Array(parts.conversationIds.length);
    this.#failing.promise.catch(() => undefined);
    for (const { acknowledgements } of this.#senders) {
      if (acknowledgements !== null) acknowledgements.onAcknowledged = () => this.#acknowledge();
    }
    this.followers.onDelivery = () => this.#pump();
  }

  static async open(stage: Stage, contestant: Contestant, options: LatticeOptions): Promise<Lattice> {
    const { signal } = stage.context;
    const server = await stage.serverOf(contestant);
    const people = stage.world.people.slice(0, options.peopleCount);
    const personAt = (index: number): Person => {
      const person = people[index];
      if (person === undefined) throw new Error("A member who is not there.");
      return person;
    };
    const lists = options.members.map((members) => members.map(personAt));
    const conversationIds = await stage.world.makeConversations(lists, options.kind);
    const conversationsOf: number[][] = people.map(() => []);
    for (const [conversation, members] of options.members.entries()) {
      for (const member of members) conversationsOf[member]?.push(conversation);
    }
    const senders = people.map((person, index) => {
      const own = (conversationsOf[index] ?? []).map((place) => conversationIds[place] ?? "");
      if (options.follows === "all") return contestant.followAll(person, own);
      const [conversationId = ""] = own;
      return contestant.follow({ index, person, conversationId, epoch: stage.epoch, headSeq: 0 });
    });
    await using opened = new AsyncDisposableStack();
    const http =
      contestant.post === undefined ? null : opened.use(await HttpSends.open(server.url, options.underWay));
    let lattice: Lattice | null = null;
    const followers = opened.use(
      await Crowd.open({
        url: server.url,
        count: people.length,
        signal,
        speakerOf: (index) => (senders[index] ?? contestant.send(personAt(index))).speaker,
        sampleOf: (index) => (index < SAMPLES ? (text) => lattice?.read(index, text) : null),
      }),
    );
    lattice = new Lattice({
      stage,
      contestant,
      server,
      options,
      people,
      senders,
      conversationIds,
      conversationsOf,
      followers,
      http,
    });
    await lattice.#probe();
    opened.move();
    return lattice;
  }

  /** Keeps as many messages under way as it may, until it is stopped. */
  start(): void {
    this.#isRunning = true;
    this.#pump();
  }

  /** Resolves when everything sent has arrived and was acknowledged; throws when something is missing, doubled or wrong. */
  async stop(): Promise<void> {
    this.#isRunning = false;
    const deadline = performance.now() + QUIET_WITHIN_MS;
    const isAnswered = (): boolean =>
      this.#acknowledged === this.sent || (this.#http === null && this.#senders[0]?.acknowledgements == null);
    while (this.followers.deliveries < this.#expected || !isAnswered()) {
      if (performance.now() > deadline) {
        throw new Error(
          `${this.contestant.name}: ${this.followers.deliveries} of ${this.#expected} deliveries came (${this.sent} sent, ${this.#acknowledged} acknowledged).`,
        );
      }
      await this.wait(POLL_MS);
    }
    this.#verify();
    this.#reset();
  }

  async wait(ms: number): Promise<void> {
    const { signal } = this.#stage.context;
    await Promise.race([delay(ms, undefined, { signal }), this.followers.failed, this.#failing.promise]);
  }

  /** Throws unless as many messages lie in the tables as were sent since it was opened. */
  async verifyStored(): Promise<void> {
    const { isParley, module } = this.contestant;
    const table = isParley || module.includes("tutorial") ? "message" : "peer_message";
    const { rows } = await this.#stage.postgres.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM ${table} WHERE conversation_id = ANY($1::uuid[])`,
      [this.conversationIds],
    );
    if (rows[0]?.count !== this.#sentEver) {
      throw new Error(
        `${this.contestant.name}: ${this.#sentEver} messages were sent, ${rows[0]?.count ?? "?"} are stored.`,
      );
    }
  }

  /** One that reads got this. */
  read(index: number, text: string): void {
    const message = this.contestant.messageIn(text);
    const { number } = readReceived(message);
    const seen = this.#read.get(index) ?? new Map<number, number>();
    seen.set(number, (seen.get(number) ?? 0) + 1);
    this.#read.set(index, seen);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isRunning = false;
    this.followers.onDelivery = null;
    await this.followers[Symbol.asyncDispose]();
    await this.#http?.[Symbol.asyncDispose]();
  }

  #pump(): void {
    if (!this.#isRunning) return;
    const perMessage = this.#options.members[0]?.length ?? 1;
    const outstandingMax = this.#options.underWay * perMessage;
    while (
      this.#expected - this.followers.deliveries + perMessage <= outstandingMax &&
      (this.#http?.isFree ?? true)
    ) {
      this.#sendNext(this.sent % this.conversationIds.length);
    }
  }

  /** To each conversation in turn, by its members in turn. */
  #sendNext(conversation: number): void {
    const members = this.#options.members[conversation] ?? [];
    const member = members[Math.floor(this.sent / this.conversationIds.length) % members.length] ?? 0;
    const [person, sender, socket] = [
      this.#people[member],
      this.#senders[member],
      this.followers.sockets[member],
    ];
    const conversationId = this.conversationIds[conversation];
    if (person === undefined || sender === undefined || socket === undefined || conversationId === undefined)
      throw new Error("A conversation without people.");
    this.sent += 1;
    this.#sentEver += 1;
    this.#expected += members.length;
    this.#sentTo[conversation] = (this.#sentTo[conversation] ?? 0) + 1;
    const key = `${this.#runKey}-${this.#sentEver}`;
    const message = { conversationId, person, key, body: bodyOf(this.#sentEver) };
    const post = this.contestant.post?.(message);
    if (post === undefined || this.#http === null) {
      sender.send(socket, message);
      return;
    }
    // The number in the body is what the template is cut at.
    this.#http.post(post, message.body.slice(0, 10), (error) => {
      if (error !== null) {
        this.#failing.reject(error);
        return;
      }
      this.#acknowledge();
      this.#pump();
    });
  }

  #acknowledge(): void {
    this.#acknowledged += 1;
  }

  #verify(): void {
    for (const [index, socket] of this.followers.sockets.entries()) {
      const expected = this.#expectedAt(index);
      if (socket.deliveries !== expected) {
        throw new Error(
          `${this.contestant.name}: person ${index} got ${socket.deliveries} messages of ${expected}.`,
        );
      }
      if (index >= SAMPLES) continue;
      const read = this.#read.get(index) ?? new Map<number, number>();
      if (read.size !== expected || [...read.values()].some((count) => count !== 1)) {
        throw new Error(
          `${this.contestant.name}: person ${index} read ${read.size} different messages of ${expected}.`,
        );
      }
    }
  }

  #expectedAt(index: number): number {
    const own = this.#conversationsOf[index] ?? [];
    return own.reduce((sum, conversation) => sum + (this.#sentTo[conversation] ?? 0), 0);
  }

  /** One message to each conversation, again and again, until everybody has got one from each of theirs. */
  async #probe(): Promise<void> {
    const deadline = performance.now() + PROBE_WITHIN_MS;
    this.followers.onDelivery = null;
    const isComplete = (): boolean =>
      this.followers.sockets.every((socket, index) => socket.deliveries >= this.#expectedAt(index));
    for (;;) {
      this.#reset();
      for (const conversation of this.conversationIds.keys()) {
        while (this.#http?.isFree === false) await this.wait(1);
        this.#sendNext(conversation);
        await this.#whileUnderWay();
      }
      const patience = performance.now() + PROBE_WITHIN_MS / 4;
      while (!isComplete() && performance.now() < patience) await this.wait(POLL_MS);
      if (isComplete()) break;
      if (performance.now() > deadline)
        throw new Error(`${this.contestant.name}: messages do not reach everybody.`);
    }
    await this.wait(200);
    this.followers.onDelivery = () => this.#pump();
    this.#reset();
  }

  /** A probe is no storm; what has not come after a while will not come. */
  async #whileUnderWay(): Promise<void> {
    const { underWay, members } = this.#options;
    const outstandingMax = underWay * (members[0]?.length ?? 1);
    const patience = performance.now() + PROBE_WITHIN_MS / 20;
    while (this.#expected - this.followers.deliveries > outstandingMax && performance.now() < patience) {
      await this.wait(1);
    }
  }

  #reset(): void {
    this.sent = 0;
    this.#acknowledged = 0;
    this.#expected = 0;
    this.#sentTo.fill(0);
    this.#read.clear();
    this.followers.reset();
  }
}
