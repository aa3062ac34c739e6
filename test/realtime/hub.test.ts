/** A hub hands each member what comes behind its place, once and in order, and lets go whom it cannot serve. */
import { expect, test } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { conversationOfFeed, follow, Gate, startHub } from "./hubScene.ts";
import { removed, sent } from "./fakes.ts";

function left(seq: number, userId: string): ConversationEvent {
  return removed(seq, { id: `member of ${userId}`, conversationId: "c", userId });
}

function renamed(seq: number, title: string): ConversationEvent {
  const conversation = { ...conversationOfFeed(seq), title };
  return {
    kind: "CONVERSATION_UPDATED",
    conversationId: "c",
    seq,
    actorId: "ana",
    occurredAt: new Date(0),
    conversation,
  };
}

function edited(seq: number, of: number, body: string): ConversationEvent {
  const event = sent(of, { changedSeq: seq, body });
  if (event.kind !== "MESSAGE_SENT") throw new Error("unreachable");
  return { ...event, kind: "MESSAGE_EDITED", seq };
}

test("members that select the same share one execution of each event, whoever and however many they are", async () => {
  const hub = startHub();
  const selection = hub.selecting("document");
  const followers = Array.from({ length: 100 }, (_, index) => follow(hub, `user ${index}`, selection));
  hub.offer(sent(1), sent(2), sent(3));
  await hub.settled();
  expect(hub.executed().toSorted()).toEqual(["document 1", "document 2", "document 3"]);
  for (const { seqs } of followers) expect(seqs).toEqual([1, 2, 3]);
  expect(hub.delivered).toEqual([
    [1, 100],
    [2, 100],
    [3, 100],
  ]);
});

test("k selections are executed k times for each event", async () => {
  const hub = startHub();
  const selections = ["one", "two", "three"].map((key) => hub.selecting(key));
  const followers = selections.flatMap((selection) => [1, 2, 3].map(() => follow(hub, "bo", selection)));
  hub.offer(sent(1), sent(2));
  await hub.settled();
  expect(hub.executed().toSorted()).toEqual(
    ["one", "three", "two"].flatMap((key) => [`${key} 1`, `${key} 2`]).toSorted(),
  );
  for (const { seqs } of followers) expect(seqs).toEqual([1, 2]);
});

test("a slow selection holds up its own members only, and they get everything in order", async () => {
  const hub = startHub();
  const gate = new Gate();
  const slow = follow(hub, "bo", hub.selecting("slow", gate));
  const quick = follow(hub, "cy", hub.selecting("quick"));
  hub.offer(sent(1), sent(2), sent(3));
  await hub.settled();
  expect([slow.seqs, quick.seqs]).toEqual([[], [1, 2, 3]]);
  gate.open();
  await hub.settled();
  expect(slow.seqs).toEqual([1, 2, 3]);
});

test("who joins beside a group that is behind gets nothing from before, and nothing twice", async () => {
  const hub = startHub();
  const gate = new Gate();
  const selection = hub.selecting("slow", gate);
  const early = follow(hub, "bo", selection);
  hub.offer(sent(1), sent(2));
  const late = follow(hub, "cy", selection);
  gate.open();
  hub.offer(sent(3));
  await hub.settled();
  expect([early.seqs, late.seqs]).toEqual([[1, 2, 3], [3]]);
});

test("a member that is not at the head is not taken in", () => {
  const hub = startHub();
  hub.offer(sent(1));
  const member = follow.member(hub, "bo", hub.selecting("document"));
  member.seq = 0;
  expect(hub.hub.join(member)).toBe(false);
});

test("a member that takes no more leaves at its place, the others go on", async () => {
  const hub = startHub();
  const selection = hub.selecting("document");
  const slow = follow(hub, "bo", selection, { takes: 2 });
  const quick = follow(hub, "cy", selection);
  hub.offer(...[1, 2, 3, 4, 5].map((seq) => sent(seq)));
  await hub.settled();
  expect(slow).toMatchObject({ seqs: [1, 2], left: ["LAGGING"], seq: 2 });
  expect(quick).toMatchObject({ seqs: [1, 2, 3, 4, 5], left: [] });
});

test("an execution that fails in passing lets its members go at their place; they are not handed what follows", async () => {
  const hub = startHub();
  const failing = follow(
    hub,
    "bo",
    hub.selecting("failing", undefined, (seq) => seq === 2),
  );
  const fine = follow(hub, "cy", hub.selecting("fine"));
  hub.offer(sent(1), sent(2), sent(3));
  await hub.settled();
  expect(failing).toMatchObject({ seqs: [1], left: ["BEHIND"], seq: 1 });
  expect(fine.seqs).toEqual([1, 2, 3]);
});

test("the end of a membership is its member's last, the others go on", async () => {
  const hub = startHub();
  const selection = hub.selecting("document");
  const removed = follow(hub, "bo", selection);
  const other = follow(hub, "cy", selection);
  hub.offer(sent(1), left(2, "bo"), sent(3));
  await hub.settled();
  expect(removed).toMatchObject({ seqs: [1, 2], left: ["REMOVED"], seq: 2 });
  expect(other).toMatchObject({ seqs: [1, 2, 3], left: [] });
});

test("who came back, and follows anew, is not let go for the removal before that", async () => {
  const hub = startHub();
  const gate = new Gate();
  const selection = hub.selecting("slow", gate);
  follow(hub, "cy", selection);
  hub.offer(left(1, "bo"));
  hub.offer(sent(2));
  const back = follow(hub, "bo", selection);
  gate.open();
  hub.offer(sent(3));
  await hub.settled();
  expect(back).toMatchObject({ seqs: [3], left: [] });
});

test("who was removed is shown nothing of the conversation from after that, though all arrived at once", async () => {
  const hub = startHub();
  const removed = follow(hub, "bo", hub.selecting("document"));
  hub.offer(renamed(1, "known"));
  await hub.settled();
  hub.offer(sent(2), left(3, "bo"), renamed(4, "after the removal"));
  await hub.settled();
  // What it was not handed it reads on its own, as one whose membership has ended.
  const titles = removed.payloads.map(({ audience }) => audience?.conversation?.title);
  expect(titles).not.toContain("after the removal");
});

test("what was edited after the removal is not handed to who was removed before it", async () => {
  const hub = startHub();
  const gate = new Gate();
  const removed = follow(hub, "bo", hub.selecting("slow", gate));
  hub.offer(sent(1), sent(2), left(3, "bo"), edited(4, 2, "after the removal"));
  gate.open();
  await hub.settled();
  expect(JSON.stringify(removed.payloads)).not.toContain("after the removal");
});

test("to whom an edited message is from before their time it says less: two executions", async () => {
  const hub = startHub();
  const selection = hub.selecting("document");
  const others = ["cy", "dee"].map((userId) => follow(hub, userId, selection));
  hub.offer(sent(1), sent(2));
  await hub.settled();
  const late = [1, 2].map((time) => follow(hub, `late ${time}`, selection, { visibleFromSeq: 2 }));
  hub.offer(edited(3, 1, "secret"), edited(4, 2, "for all"));
  await hub.settled();
  expect(hub.executed().slice(2)).toEqual(["document 3", "document 3 withheld", "document 4"]);
  for (const { payloads } of late)
    expect(payloads.map(({ isWithheld }) => isWithheld)).toEqual([true, false]);
  for (const { payloads } of others) {
    expect(payloads.map(({ isWithheld }) => isWithheld)).toEqual([false, false, false, false]);
  }
});

test("what depends on the viewer is executed for each, and the slowest holds up only its group", async () => {
  const hub = startHub();
  const selection = hub.selecting(null);
  const followers = ["bo", "cy", "dee"].map((userId) => follow(hub, userId, selection));
  hub.offer(sent(1), sent(2));
  await hub.settled();
  expect(hub.executed()).toEqual([]);
  for (const { seqs, presented } of followers)
    expect([seqs, presented]).toEqual([
      [1, 2],
      [1, 2],
    ]);
});

test("who stopped is handed nothing more, also of what was under way", async () => {
  const hub = startHub();
  const gate = new Gate();
  const selection = hub.selecting("slow", gate);
  const gone = follow(hub, "bo", selection);
  const other = follow(hub, "cy", selection);
  hub.offer(sent(1), sent(2));
  gone.leave();
  gate.open();
  await hub.settled();
  expect([gone.seqs, gone.left, other.seqs]).toEqual([[], ["GONE"], [1, 2]]);
});

test("a group that was left by all and is joined again goes on from there", async () => {
  const hub = startHub();
  const gate = new Gate();
  const selection = hub.selecting("slow", gate);
  const first = follow(hub, "bo", selection);
  hub.offer(sent(1));
  first.leave();
  const second = follow(hub, "cy", selection);
  hub.offer(sent(2));
  gate.open();
  await hub.settled();
  expect(second).toMatchObject({ seqs: [2], left: [] });
  second.leave();
  const third = follow(hub, "dee", selection);
  hub.offer(sent(3));
  await hub.settled();
  expect(third.seqs).toEqual([3]);
});

test("when the log becomes another one every member is told, once", async () => {
  const hub = startHub();
  const [one, other] = [follow(hub, "bo", hub.selecting("one")), follow(hub, "cy", hub.selecting("other"))];
  hub.offer(sent(1));
  await hub.settled();
  hub.feed.void();
  await hub.settled();
  expect([one.left, other.left]).toEqual([["VOID"], ["VOID"]]);
  expect(hub.hub.join(follow.member(hub, "dee", hub.selecting("one")))).toBe(false);
});

test("after a read of the table that failed halfway, followers share executions again", async () => {
  const hub = startHub({
    read: async () => {
      throw new Error("away");
    },
    readConversation: async () => conversationOfFeed(2),
    onReadFailed: () => undefined,
  });
  const selection = hub.selecting("document");
  const followers = ["bo", "cy"].map((userId) => follow(hub, userId, selection));
  await hub.feed.heal();
  // What the table did not tell comes late by itself.
  hub.offer(sent(1), sent(2));
  await hub.settled();
  const again = ["dee", "eve"].map((userId) => follow(hub, userId, selection));
  hub.offer(sent(3));
  await hub.settled();
  for (const { seqs, presented, left } of again) expect([seqs, presented, left]).toEqual([[3], [], []]);
  for (const { left } of followers) expect(left.every((why) => why === "BEHIND")).toBe(true);
});

test("what the broker has lost is handed to all by one execution of what the table has", async () => {
  const hub = startHub({
    read: async (after) => [sent(1), sent(2)].filter(({ seq }) => seq > after),
    readConversation: async () => conversationOfFeed(2),
  });
  const selection = hub.selecting("document");
  const followers = ["bo", "cy"].map((userId) => follow(hub, userId, selection));
  await hub.feed.heal();
  await hub.settled();
  for (const { seqs, presented, left: went } of followers)
    expect([seqs, presented, went]).toEqual([[1, 2], [], []]);
  expect(hub.executed().toSorted()).toEqual(["document 1", "document 2"]);
});

test("what is published while the table is read waits for what was read, and nobody leaves", async () => {
  const gate = new Gate();
  const hub = startHub({
    read: async (after) => {
      await gate.isOpened;
      return [sent(1)].filter(({ seq }) => seq > after);
    },
    readConversation: async () => conversationOfFeed(1),
  });
  const selection = hub.selecting("document");
  const followers = ["bo", "cy"].map((userId) => follow(hub, userId, selection));
  const healing = hub.feed.heal();
  await hub.settled();
  hub.offer(sent(1), sent(2));
  await hub.settled();
  gate.open();
  await healing;
  await hub.settled();
  for (const { seqs, presented, left: went } of followers)
    expect([seqs, presented, went]).toEqual([[1, 2], [], []]);
  expect(hub.executed().toSorted()).toEqual(["document 1", "document 2"]);
});

test("who was removed while the group was busy is not shown what was changed behind, though one read brought both", async () => {
  const hub = startHub({
    read: async (after) => [left(2, "bo"), renamed(3, "changed behind")].filter(({ seq }) => seq > after),
    readConversation: async () => ({ ...conversationOfFeed(3), title: "changed behind" }),
  });
  const gate = new Gate();
  const gone = follow(hub, "bo", hub.selecting("document", gate));
  hub.offer(sent(1));
  await hub.settled();
  // The broker has lost both.
  await hub.feed.heal();
  gate.open();
  await hub.settled();
  expect(gone.payloads.map(({ audience }) => audience?.conversation?.title)).not.toContain("changed behind");
  expect(gone.left).toEqual(["BEHIND"]);
});
