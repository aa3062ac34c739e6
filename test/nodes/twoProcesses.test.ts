/** Two processes, one Redis, one PostgreSQL: every member sees every message once and in order, whoever restarts. */
import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { createPeople } from "../support/people.ts";
import type { Person } from "../support/people.ts";
import { createDatabase } from "../support/postgres.ts";
import { Follower } from "./follower.ts";
import { Slot } from "./slot.ts";
import { Stored, upTo } from "./stored.ts";

const SENDERS = 10;
const CONVERSATIONS = 5;
/** Each sender is a member of two conversations. */
const MEMBERS = (SENDERS * 2) / CONVERSATIONS;
/** Of each sender to each of its conversations: 1,000 messages in all. */
const MESSAGES = 50;
const SEND_WITHIN_MS = 10_000;
const ARRIVE_WITHIN_MS = 15_000;
/** Two processes start, and one machine is both and their 40 clients. */
const TIMEOUT_MS = 60_000;

test(
  "1,000 messages by 10 senders into 5 conversations reach every member on both processes once, in order",
  { timeout: TIMEOUT_MS },
  async () => {
    await using scene = await startScene();
    await Promise.all(scene.senders.map((sender) => sendAll(scene, sender)));
    await expectAllDelivered(scene);
    expect(scene.followers.flatMap(({ closeCodes }) => closeCodes)).toEqual([]);
  },
);

test(
  "the same holds when one process is killed and the other told to restart meanwhile",
  { timeout: TIMEOUT_MS },
  async () => {
    await using scene = await startScene();
    const [first, second] = scene.slots;
    const restarts = async (): Promise<void> => {
      await scene.acknowledged(300);
      await first.kill();
      await first.start();
      await scene.acknowledged(600);
      expect(await second.stop()).toEqual({ code: 0, signal: null });
      await second.start();
    };
    await Promise.all([restarts(), ...scene.senders.map((sender) => sendAll(scene, sender))]);
    await expectAllDelivered(scene);

    // Killed, a socket breaks; told to restart, the server says so.
    const codes = scene.followers.flatMap(({ closeCodes }) => closeCodes);
    expect([...new Set(codes)].sort((one, other) => one - other)).toEqual([1006, 1012]);
  },
);

interface Sender {
  readonly person: Person;
  readonly conversations: readonly string[];
  /** Where this sender talks to, while it is up. */
  readonly slots: readonly [Slot, Slot];
}

interface Scene extends AsyncDisposable {
  readonly slots: readonly [Slot, Slot];
  readonly conversations: readonly string[];
  readonly senders: readonly Sender[];
  /** Two for each member: one on each process. */
  readonly followers: readonly Follower[];
  readonly stored: Stored;
  /** The clientKeys of acknowledged sends, by conversation. */
  readonly sent: ReadonlyMap<string, Set<string>>;
  /** Resolves when so many sends have been acknowledged. */
  acknowledged(count: number): Promise<void>;
  acknowledge(conversationId: string, clientKey: string): void;
}

async function sendAll(scene: Scene, { person, conversations, slots }: Sender): Promise<void> {
  for (const number of upTo(MESSAGES)) {
    for (const conversationId of conversations) {
      const clientKey = randomUUID();
      await sendSurely(slots, person, conversationId, `message ${number}`, clientKey);
      scene.acknowledge(conversationId, clientKey);
    }
  }
}

/** Sends with the same clientKey until it is acknowledged. */
async function sendSurely(
  slots: readonly [Slot, Slot],
  person: Person,
  conversationId: string,
  body: string,
  clientKey: string,
): Promise<void> {
  const deadline = Date.now() + SEND_WITHIN_MS;
  for (;;) {
    const url = await anyUrl(slots);
    try {
      const { __typename } = await person.on({ url }).send(conversationId, body, clientKey);
      expect(__typename).toBe("SendMessagePayload");
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

/** Of the first slot if it is up, else of the second, else of the one that is up first. */
function anyUrl([first, second]: readonly [Slot, Slot]): Promise<string> {
  return Promise.race([first.url, second.url]);
}

async function expectAllDelivered({ followers, stored, sent, conversations, senders }: Scene): Promise<void> {
  const head = 1 + MEMBERS * MESSAGES;
  // A fence: one message more, behind everything that might still come twice.
  for (const conversationId of conversations) {
    const { person, slots } = senders.find((sender) => sender.conversations.includes(conversationId)) ?? {};
    if (person === undefined || slots === undefined) throw new Error("A conversation has no members.");
    await sendSurely(slots, person, conversationId, "fence", "fence");
  }
  await Promise.all(followers.map((follower) => follower.received(head, ARRIVE_WITHIN_MS)));

  for (const conversationId of conversations) {
    const { headSeq, seqs, messages } = await stored.log(conversationId);
    expect({ headSeq, seqs }).toEqual({ headSeq: head + 1, seqs: upTo(head + 1) });
    const keys = messages.map(({ clientKey }) => clientKey);
    expect(new Set(keys)).toEqual(new Set([...(sent.get(conversationId) ?? []), "fence"]));
    const log = messages.map(({ seq, clientKey }) => ({ seq, clientKey }));
    for (const follower of followers.filter((one) => one.conversationId === conversationId)) {
      expect(follower.complaints).toEqual([]);
      expect(follower.deliveries).toEqual(log);
    }
  }
}

async function startScene(): Promise<Scene> {
  await using started = new AsyncDisposableStack();
  const { databaseUrl } = started.use(await createDatabase());
  const stored = started.use(await Stored.open(databaseUrl));
  const env = {
    NODE_ENV: "test",
    DATABASE_URL: databaseUrl,
    REDIS_URL: inject("redisUrl"),
    ACCESS_TOKEN_SECRET: "access-token-secret-for-the-tests",
    REFRESH_TOKEN_SECRET: "refresh-token-secret-for-the-tests",
    RATE_SENDS_PER_10_SECONDS: "1000000",
    RATE_SIGN_INS_PER_MINUTE: "1000000",
    RATE_REQUESTS_PER_10_SECONDS: "1000000",
  };
  const slots = [started.use(new Slot(env)), started.use(new Slot(env))] as const;
  await Promise.all(slots.map((slot) => slot.start()));
  const people = started.use(createPeople());
  people.settleOn(await slots[0].url);

  const persons = await Promise.all(upTo(SENDERS).map((number) => people.register(`sender${number}`)));
  const membersOf = (number: number): Person[] =>
    persons.filter((_, index) => [number, (number + 1) % CONVERSATIONS].includes(index % CONVERSATIONS));
  const members = new Map<string, readonly Person[]>();
  for (let number = 0; number < CONVERSATIONS; number += 1) {
    const [owner, ...others] = membersOf(number);
    if (owner === undefined) throw new Error("A conversation has no members.");
    members.set(await owner.makesGroup(`Conversation ${number}`, ...others), [owner, ...others]);
  }
  const conversations = [...members.keys()];
  const swapped = [slots[1], slots[0]] as const;
  const senders = persons.map((person, index) => ({
    person,
    conversations: conversations.filter((id) => members.get(id)?.includes(person)),
    slots: index % 2 === 0 ? slots : swapped,
  }));

  const followers = conversations.flatMap((conversationId) =>
    (members.get(conversationId) ?? []).flatMap(({ authorization }) =>
      [slots, swapped].map((preferred) => {
        const url = (): Promise<string> => anyUrl(preferred);
        return started.use(new Follower({ authorization, conversationId, url }));
      }),
    ),
  );
  await Promise.all(followers.map((follower) => follower.begin()));

  const sent = new Map(conversations.map((id) => [id, new Set<string>()]));
  const milestones = new Map<number, () => void>();
  let count = 0;
  const kept = started.move();
  return {
    slots,
    conversations,
    senders,
    followers,
    stored,
    sent,
    acknowledge: (conversationId, clientKey) => {
      sent.get(conversationId)?.add(clientKey);
      count += 1;
      milestones.get(count)?.();
    },
    acknowledged: (milestone) => {
      if (count >= milestone) return Promise.resolve();
      return new Promise((resolve) => milestones.set(milestone, resolve));
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
