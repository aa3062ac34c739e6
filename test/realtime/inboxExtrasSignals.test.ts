/** Signals through the hub: in the order in which they were told, and behind the events that were there before. */
import { expect, test } from "vitest";
import type { MarkedMember, ReceiptsItem } from "../../src/domain/receipts/ports.ts";
import type { InboxStreamItem, Payload, SignalItem } from "../../src/domain/streams.ts";
import { Executions } from "../../src/realtime/executions.ts";
import { Feed } from "../../src/realtime/feed.ts";
import { FeedSignals } from "../../src/realtime/feedSignals.ts";
import { Hub } from "../../src/realtime/hub.ts";
import { CONVERSATION, conversationAt, EPOCH, failOn, readNoPage, sent, USER } from "./fakes.ts";

/** A follower of everything in the hub of a feed at 0; an execution takes as long as `lasts` says. */
function startHub(lasts: (item: InboxStreamItem) => Promise<void> | undefined = () => undefined) {
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationAt(0),
    read: async () => [],
    readConversation: async () => null,
    readPage: readNoPage,
    onReadFailed: failOn,
  });
  const told = new Map<string, (item: SignalItem) => void>();
  const source = (kind: SignalItem["type"]) => (_id: string, listener: (item: SignalItem) => void) => {
    told.set(kind, listener);
    return () => void told.delete(kind);
  };
  const hub = new Hub({
    feed,
    signals: new FeedSignals(CONVERSATION, { TYPING: source("TYPING"), RECEIPTS: source("RECEIPTS") }),
    executions: new Executions({
      conversationOf: (event) => feed.conversationOf(event),
      onExecuted: () => undefined,
      admit: (read) => read(),
    }),
    onDelivered: () => undefined,
    onError: failOn,
  });
  const taken: InboxStreamItem[] = [];
  const execute = async (item: InboxStreamItem): Promise<Payload> => {
    await lasts(item);
    return { item };
  };
  const member = {
    userId: USER,
    visibleFromSeq: 0,
    signals: ["TYPING", "RECEIPTS"] as const,
    seq: 0,
    onLeft: () => undefined,
    follower: {
      selection: { keyOf: () => "all", execute },
      present: execute,
      take: (payload: Payload) => {
        taken.push((payload as { item: InboxStreamItem }).item);
        return true;
      },
      drained: () => Promise.resolve(),
      end: failOn,
    },
  };
  if (!hub.join(member)) throw new Error("The hub did not take it in.");
  return {
    feed,
    tell: (item: SignalItem) => told.get(item.type)?.(item),
    listening: () => [...told.keys()],
    leave: () => hub.leave(member),
    taken: async () => {
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      return taken.map((item) => (item.type === "EVENT" ? item.event.seq : item));
    },
  };
}

function typing(...userIds: readonly string[]): SignalItem {
  return { type: "TYPING", conversationId: CONVERSATION, userIds, count: userIds.length };
}

function receiptsOf(...userIds: readonly string[]): ReceiptsItem {
  const members = userIds.map((userId) => ({ userId }) as MarkedMember);
  return { type: "RECEIPTS", conversationId: CONVERSATION, members, count: members.length };
}

test("typing that a message ends is told behind the message, also when it is the first that the feed hears of", async () => {
  const { feed, tell, taken } = startHub();
  feed.offer(sent(1));
  tell(typing());
  expect(await taken()).toEqual([1, typing()]);
});

test("what is told last is what is so, although what was told before takes longer to execute", async () => {
  const gate = Promise.withResolvers<void>();
  const { tell, taken } = startHub((item) =>
    item.type === "TYPING" && item.count > 0 ? gate.promise : undefined,
  );
  tell(typing("ana"));
  tell(typing());
  await taken();
  gate.resolve();
  expect((await taken()).at(-1)).toEqual(typing());
});

test("of signals that wait for events the newest is told; receipts are joined", async () => {
  const gate = Promise.withResolvers<void>();
  const { feed, tell, taken } = startHub((item) => (item.type === "EVENT" ? gate.promise : undefined));
  feed.offer(sent(1));
  for (const userIds of [["ana"], ["ana", "bo"]]) tell(typing(...userIds));
  for (const userIds of [["ana"], ["bo"]]) tell(receiptsOf(...userIds));
  expect(await taken()).toEqual([]);
  gate.resolve();
  expect(await taken()).toEqual([1, typing("ana", "bo"), receiptsOf("bo", "ana")]);
});

test("when the last follower leaves nothing listens for signals any more", () => {
  const { listening, leave } = startHub();
  expect(listening()).toEqual(["TYPING", "RECEIPTS"]);
  leave();
  expect(listening()).toEqual([]);
});
