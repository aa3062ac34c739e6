/** ReceiptsAdvanced: what is told of marks while they move, to whom, and how often. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createReceipts } from "../../src/realtime/receipts.ts";
import { createSignalBus } from "../../src/realtime/signalBus.ts";
import { signalTopic } from "../../src/realtime/topics.ts";
import type { MarkedMember, ReceiptsItem } from "../../src/domain/receipts/ports.ts";
import { RECEIPTS_SAMPLE_MAX } from "../../src/domain/receipts/ports.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { graphql } from "../gen/index.ts";
import { failOn, markedMember } from "../realtime/fakes.ts";
import { startApp, startCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { listen, markRead, markUnread } from "./scene.ts";

const ReceiptsDocument = graphql(`
  subscription Receipts($conversationId: ID!) {
    receipts(conversationId: $conversationId) {
      __typename
      count
      conversation {
        id
      }
      members {
        deliveredSeq
        readSeq
        unreadCount
        user {
          username
        }
      }
    }
  }
`);

/** Marks one message after the other until the listener hears of it: nothing tells when it has begun to listen. */
async function firstHeard<Item>(
  items: AsyncGenerator<Item>,
  person: Person,
  conversationId: string,
): Promise<{ item: Item; seq: number }> {
  const heard = items.next();
  for (let seq = 1; seq <= 100; seq += 1) {
    await markRead(person, conversationId, seq);
    const result = await Promise.race([heard, new Promise<null>((resolve) => setTimeout(resolve, 50, null))]);
    if (result !== null) {
      if (result.done === true) throw new Error("The stream is over.");
      return { item: result.value, seq };
    }
  }
  throw new Error("Nothing was heard.");
}

test("receipts that advance are told on every process, with the marks as they are now", async () => {
  await using cluster = await startCluster(2);
  const [here, there] = cluster.nodes;
  if (here === undefined || there === undefined) throw new Error("Two servers were asked for.");
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  await ana.sends(conversation, ...Array.from({ length: 100 }, (_, index) => `message ${index}`));
  await using near = listen(here.url, ana, ReceiptsDocument, { conversationId: conversation });
  await using far = listen(there.url, ana, ReceiptsDocument, { conversationId: conversation });
  await Promise.all([firstHeard(near, bo, conversation), firstHeard(far, bo, conversation)]);

  await markRead(bo, conversation, 101);
  for (const items of [near, far]) {
    for await (const { receipts } of items) {
      expect(receipts.conversation.id).toBe(conversation);
      expect(receipts.count).toBe(1);
      expect(receipts.members).toMatchObject([{ unreadCount: null, user: { username: "bo" } }]);
      if (receipts.members[0]?.readSeq === 101) break;
    }
  }
});

test("marking as unread is told to nobody, and a mark that does not move neither", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, ...Array.from({ length: 100 }, (_, index) => `message ${index}`));
  await using items = listen(app.url, ana, ReceiptsDocument, { conversationId: conversation });
  const { seq } = await firstHeard(items, bo, conversation);

  await markUnread(bo, conversation, 1);
  await markRead(bo, conversation, seq);
  await markRead(ana, conversation, 50);
  // What was told in the same quarter of a second may be told together, but only of those who moved.
  for await (const { receipts } of items) {
    const names = receipts.members.map((member) => member.user.username);
    if (!names.includes("ana")) continue;
    expect(receipts.members.find((member) => member.user.username === "bo")?.readSeq ?? seq).toBe(seq);
    break;
  }
});

test("a stranger's subscription to receipts is refused as one to a conversation that does not exist", async () => {
  await using app = await startApp();
  const { conversation } = await app.people.inConversation("ana", "bo");
  const eve = await app.people.register("eve");
  for (const conversationId of [conversation, encodeNodeId("Conversation", newId()), "junk"]) {
    await using items = listen(app.url, eve, ReceiptsDocument, { conversationId });
    await expect(items.next()).rejects.toThrow("NOT_FOUND");
  }
});

test("a removed member hears nothing more of receipts, and their subscription ends", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await ana.sends(group, ...Array.from({ length: 100 }, (_, index) => `message ${index}`));
  await using items = listen(app.url, cy, ReceiptsDocument, { conversationId: group });
  const { seq } = await firstHeard(items, bo, group);
  await ana.removes(group, cy);
  for await (const { receipts } of items) {
    expect(receipts.members[0]?.readSeq).toBeLessThanOrEqual(seq);
  }
});

/** A member of a conversation, and no row of it. */
function member(conversationId: string, userId: string): MarkedMember {
  return markedMember(7, { id: newId(), conversationId, userId });
}

test("thousands that move at once are a few announcements: a sample, and how many", async () => {
  await using broker = createMemoryBroker((error) => {
    throw error;
  });
  const conversationId = newId();
  const listener = newId();
  const moved = Array.from({ length: 5_000 }, () => member(conversationId, newId()));
  const byId = new Map(moved.map((one) => [one.userId, one]));
  const asked: number[] = [];
  using receipts = createReceipts({
    signals: createSignalBus(broker, (error) => {
      throw error;
    }),
    readMembers: (_conversationId, userIds) => {
      asked.push(userIds.length);
      return Promise.resolve(userIds.map((userId) => byId.get(userId) ?? member(conversationId, userId)));
    },
    onError: (error) => {
      throw error;
    },
  });
  let published = 0;
  const unsubscribe = await broker.subscribe(signalTopic(conversationId), () => {
    published += 1;
  });
  const items = receipts.follow(listener, conversationId);
  const first = items.next();
  await new Promise(setImmediate);

  for (const one of moved) receipts.announce(one);
  const told: ReceiptsItem[] = [];
  for (let next = await first; next.done !== true; next = await items.next()) {
    told.push(next.value);
    if (told.reduce((sum, item) => sum + item.count, 0) >= moved.length) break;
  }
  await items.return(undefined);
  unsubscribe();

  expect(told.reduce((sum, item) => sum + item.count, 0)).toBe(moved.length);
  expect(published).toBe(2);
  expect(told.length).toBeLessThanOrEqual(2);
  for (const item of told) expect(item.members.length).toBeLessThanOrEqual(RECEIPTS_SAMPLE_MAX);
  for (const count of asked) expect(count).toBeLessThanOrEqual(RECEIPTS_SAMPLE_MAX + 1);
});

test("who is no member any more when something is announced is not told of it, whoever told of the removal", async () => {
  await using broker = createMemoryBroker((error) => {
    throw error;
  });
  const conversationId = newId();
  const [stays, gone] = [newId(), newId()];
  using receipts = createReceipts({
    signals: createSignalBus(broker, (error) => {
      throw error;
    }),
    readMembers: (_conversationId, userIds) =>
      Promise.resolve(
        userIds.filter((userId) => userId !== gone).map((userId) => member(conversationId, userId)),
      ),
    onError: (error) => {
      throw error;
    },
  });
  const heard = [stays, gone].map((userId) => receipts.follow(userId, conversationId));
  const next = heard.map((items) => items.next());
  await new Promise(setImmediate);
  receipts.announce(member(conversationId, stays));
  expect((await Promise.all(next)).map(({ done }) => done)).toEqual([false, true]);
  await heard[0]?.return(undefined);
});

test("a slow reader gets what it has missed as one announcement", async () => {
  await using broker = createMemoryBroker((error) => {
    throw error;
  });
  const conversationId = newId();
  const people = Array.from({ length: 3 }, () => member(conversationId, newId()));
  using receipts = createReceipts({
    signals: createSignalBus(broker, (error) => {
      throw error;
    }),
    readMembers: (_conversationId, userIds) =>
      Promise.resolve(
        userIds.map(
          (userId) => people.find((one) => one.userId === userId) ?? member(conversationId, userId),
        ),
      ),
    onError: (error) => {
      throw error;
    },
  });
  const slow = receipts.follow(newId(), conversationId);
  const quick = receipts.follow(newId(), conversationId);
  const heard = [slow.next(), quick.next()];
  await new Promise(setImmediate);
  const [ana, bo, cy] = people;
  if (ana === undefined || bo === undefined || cy === undefined) throw new Error("Three were asked for.");
  receipts.announce(ana);
  expect((await Promise.all(heard)).map((next) => next.value?.count)).toEqual([1, 1]);

  // The quick one tells when each was told.
  for (const one of [bo, cy, bo]) {
    receipts.announce(one);
    expect((await quick.next()).value?.members).toEqual([one]);
  }
  const missed: ReceiptsItem = (await slow.next()).value;
  expect(missed.count).toBe(2);
  expect(missed.members).toEqual([bo, cy]);
  await Promise.all([slow.return(undefined), quick.return(undefined)]);
});

test("who is kept from a member's receipts is not told that they advance, and those of nobody are not told at all", async () => {
  await using broker = createMemoryBroker(failOn);
  const conversationId = newId();
  const [ana, bo] = [newId(), newId()];
  const [open, closed, hidden] = [newId(), newId(), newId()].map((userId) => member(conversationId, userId));
  if (open === undefined || closed === undefined || hidden === undefined) throw new Error("Three were made.");
  const restricted = new Map([
    [closed.userId, { ...closed, restriction: { onlyTo: null, notTo: [ana] } }],
    [hidden.userId, { ...hidden, restriction: { onlyTo: [], notTo: [] } }],
  ]);
  const named: string[][] = [];
  using receipts = createReceipts({
    signals: createSignalBus(broker, failOn),
    readMembers: (_conversationId, userIds, namedIds) => {
      named.push([...namedIds]);
      return Promise.resolve(
        userIds.map((userId) => restricted.get(userId) ?? member(conversationId, userId)),
      );
    },
    onError: failOn,
  });
  const [forAna, forBo] = [receipts.follow(ana, conversationId), receipts.follow(bo, conversationId)];
  const [anas, bos] = [forAna.next(), forBo.next()];
  await new Promise(setImmediate);
  receipts.announce(hidden);
  receipts.announce(closed);
  expect((await bos).value).toMatchObject({ count: 1, members: [{ userId: closed.userId }] });
  receipts.announce(open);
  const first: ReceiptsItem = (await anas).value;
  expect(first).toMatchObject({ count: 1, members: [{ userId: open.userId }] });
  // Restrictions are looked up of those named, not of all who listen.
  for (const ids of named) expect(ids).not.toContain(ana);
  await Promise.all([forAna.return(undefined), forBo.return(undefined)]);
});
