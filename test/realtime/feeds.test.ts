/** Feeds are opened behind their topic, and a topic that came late is made up for: once, and only while it matters. */
import { expect, onTestFinished, test, vi } from "vitest";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { CONVERSATION, FakeLog, OTHER, failOn } from "./fakes.ts";

/** Feeds, and the conversations whose heads were asked for. */
function feedsBehind(broker: Broker) {
  const log = new FakeLog();
  const reads: string[] = [];
  const places = log.places({
    readHead: async (conversationId) => {
      reads.push(conversationId);
      return log.headOf(conversationId);
    },
  });
  return { feeds: createFeeds({ broker, places, readEvents: log.readEvents, onError: failOn }), reads };
}

test("a feed whose topic came in time reads its head once", async () => {
  const { feeds, reads } = feedsBehind(createMemoryBroker(failOn));
  for (const conversationId of [CONVERSATION, OTHER]) await feeds.acquire(conversationId);
  expect(reads).toEqual([CONVERSATION, OTHER]);
  for (const conversationId of feeds.ids()) feeds.release(conversationId);
});

test("when a late topic comes at last, the open feed reads what it may have missed; closed ones read nothing", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const late = Promise.withResolvers<() => void>();
  const broker = { ...createMemoryBroker(failOn), subscribe: () => late.promise };
  const { feeds, reads } = feedsBehind(broker);
  const open = async (conversationId: string): Promise<void> => {
    const opening = feeds.acquire(conversationId);
    await vi.advanceTimersToNextTimerAsync();
    await opening;
  };
  for (let times = 0; times < 3; times += 1) {
    await open(CONVERSATION);
    feeds.release(CONVERSATION);
  }
  await open(OTHER);
  const before = reads.length;
  late.resolve(() => undefined);
  // The closed ones were told first.
  await vi.waitFor(() => expect(reads.length).toBeGreaterThan(before));
  expect(reads.slice(before)).toEqual([OTHER]);
  feeds.release(OTHER);
});
