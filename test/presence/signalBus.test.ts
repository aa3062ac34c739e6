/** Signals over either broker: one topic per conversation, heard while somebody listens. */
import { randomUUID } from "node:crypto";
import { describe, expect, inject, test, vi } from "vitest";
import type { ConversationSignal } from "../../src/domain/signals.ts";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createRedisBroker } from "../../src/realtime/broker.redis.ts";
import type { Broker } from "../../src/realtime/broker.ts";
import { createPresenceBus, createSignalBus, IN_FLIGHT_MAX } from "../../src/realtime/signalBus.ts";
import { signalTopic } from "../../src/realtime/topics.ts";
import { Arrivals } from "../clients/arrivals.ts";

const brokers: Readonly<Record<string, (onError: (error: unknown) => void) => Broker>> = {
  memory: (onListenerError) => createMemoryBroker(onListenerError),
  redis: (onListenerError) =>
    createRedisBroker({
      redis: { kind: "single", url: inject("redisUrl") },
      onListenerError,
      onConnectionError: onListenerError,
      onRefused: onListenerError,
    }),
};

describe.for(Object.entries(brokers))("signals over the %s broker", ([_name, create]) => {
  test("reach everybody who listens, and nobody who has stopped", async () => {
    await using scene = await heard(create);
    const { bus, conversationId } = scene;
    const leaver = new Arrivals<ConversationSignal>();
    const leave = bus.listen(conversationId, (signal) => leaver.put(signal));
    bus.publish(conversationId, typing("ana"));
    expect([await leaver.next(), await scene.live.next()]).toEqual([typing("ana"), typing("ana")]);
    leave();
    leave();
    bus.publish(conversationId, typing("bo"));
    expect(await scene.live.next()).toEqual(typing("bo"));
    leaver.end();
    await expect(leaver.next()).rejects.toThrow("Nothing more comes.");
  });

  test("carry receipts as they are", async () => {
    await using scene = await heard(create);
    const signal: ConversationSignal = {
      type: "RECEIPTS",
      marks: [{ userId: randomUUID(), deliveredSeq: 3, readSeq: 2 }],
      count: 1,
    };
    scene.bus.publish(scene.conversationId, signal);
    expect(await scene.live.next()).toEqual(signal);
  });

  test("that are not understood, or whose listener stumbles, are reported and disturb nobody", async () => {
    await using scene = await heard(create);
    const { bus, broker, conversationId } = scene;
    const stop = bus.listen(conversationId, () => {
      throw new Error("clumsy");
    });
    await broker.publish(signalTopic(conversationId), JSON.stringify({ type: "GOSSIP" }));
    bus.publish(conversationId, typing("ana"));
    expect(await scene.live.next()).toEqual(typing("ana"));
    stop();
    expect(scene.errors).toMatchObject([
      { message: "A publication is not a signal." },
      { message: "clumsy" },
    ]);
  });

  test("of a person's presence say only that it may have changed", async () => {
    await using broker = create(fail);
    const bus = createPresenceBus(broker, fail);
    const userId = randomUUID();
    let count = 0;
    const stop = bus.listen(userId, () => {
      count += 1;
    });
    await expect
      .poll(() => {
        bus.publish(userId);
        return count;
      })
      .toBeGreaterThan(0);
    stop();
  });
});

test("a broker that takes nothing costs no more than ten thousand publications under way", async () => {
  const publish = vi.fn<Broker["publish"]>(() => new Promise(() => undefined));
  const bus = createSignalBus({ ...createMemoryBroker(fail), publish }, fail);
  for (let count = 0; count <= IN_FLIGHT_MAX; count += 1) bus.publish("anywhere", typing("ana"));
  expect(publish).toHaveBeenCalledTimes(IN_FLIGHT_MAX);
});

function typing(userId: string): ConversationSignal {
  return { type: "TYPING", userId, isTyping: true };
}

function fail(error: unknown): never {
  throw error;
}

/** A conversation to which somebody listens already: what is published from here on arrives. */
async function heard(create: (onError: (error: unknown) => void) => Broker) {
  await using started = new AsyncDisposableStack();
  const errors: unknown[] = [];
  const broker = started.use(create((error) => errors.push(error)));
  const bus = createSignalBus(broker, (error) => errors.push(error));
  const conversationId = randomUUID();
  const live = new Arrivals<ConversationSignal>();
  started.defer(bus.listen(conversationId, (signal) => live.put(signal)));
  // The broker's own promise, that the topic is heard: the bus does not wait for it.
  await expect.poll(() => broker.ping().then(() => "up", String)).toBe("up");
  const unsubscribe = await broker.subscribe(signalTopic(conversationId), () => undefined);
  unsubscribe();
  const kept = started.move();
  return { bus, broker, conversationId, live, errors, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
