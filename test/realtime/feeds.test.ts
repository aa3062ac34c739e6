/** Feeds are opened behind their topic, and a topic that came late is made up for: once, and only while it matters. */
import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import type { HeldFeed } from "../../src/realtime/feeds.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { CONVERSATION, FakeLog, OTHER, failOn } from "./fakes.ts";

/** Feeds, and the conversations whose heads were asked for. */
function feedsBehind(broker: Broker) {
  const log = new FakeLog();
  const reads: string[] = [];
  const readConversation = async (conversationId: string) => {
    reads.push(conversationId);
    return log.readConversation(conversationId);
  };
  return { feeds: createFeeds(log.feeds({ broker, readConversation })), reads };
}

test("a feed whose topic came in time reads its head once", async () => {
  const { feeds, reads } = feedsBehind(createMemoryBroker(failOn));
  const held = [await feeds.acquire(CONVERSATION), await feeds.acquire(OTHER)];
  expect(reads).toEqual([CONVERSATION, OTHER]);
  for (const { release } of held) release();
});

test("when a late topic comes at last, the open feed reads what it may have missed; closed ones read nothing", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const late = Promise.withResolvers<() => void>();
  const broker = { ...createMemoryBroker(failOn), subscribe: () => late.promise };
  const { feeds, reads } = feedsBehind(broker);
  const open = async (conversationId: string): Promise<HeldFeed> => {
    const opening = feeds.acquire(conversationId);
    await vi.advanceTimersToNextTimerAsync();
    return opening;
  };
  for (let times = 0; times < 3; times += 1) {
    (await open(CONVERSATION)).release();
  }
  const other = await open(OTHER);
  const before = reads.length;
  late.resolve(() => undefined);
  // The closed ones were told first.
  await vi.waitFor(() => expect(reads.length).toBeGreaterThan(before));
  expect(reads.slice(before)).toEqual([OTHER]);
  other.release();
});
