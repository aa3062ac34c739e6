/** One contract, two brokers. */
import { randomUUID } from "node:crypto";
import { describe, expect, inject, test } from "vitest";
import { createMemoryBroker } from "../../src/realtime/broker.memory.ts";
import { createRedisBroker } from "../../src/realtime/broker.redis.ts";
import type { Broker } from "../../src/realtime/broker.ts";

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

/** Collects payloads; `next` waits for one. */
function inbox() {
  const payloads: string[] = [];
  let wake = (): void => undefined;
  return {
    listener: (payload: string): void => {
      payloads.push(payload);
      wake();
    },
    next: async (): Promise<string> => {
      while (payloads.length === 0) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error("Nothing was published.")), 5_000);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return payloads.shift() ?? "";
    },
  };
}

describe.for(Object.entries(brokers))("the %s broker", ([_name, create]) => {
  test("delivers what is published after subscribe has resolved, to every listener of the topic alone", async () => {
    await using broker = create(() => undefined);
    const [topic, other] = [randomUUID(), randomUUID()];
    const [one, two, elsewhere] = [inbox(), inbox(), inbox()];
    await broker.subscribe(topic, one.listener);
    await broker.subscribe(topic, two.listener);
    await broker.subscribe(other, elsewhere.listener);
    await broker.publish(topic, "first ünïcode 😀");
    await broker.publish(topic, "second");
    await broker.publish(other, "fence");
    expect([await one.next(), await one.next()]).toEqual(["first ünïcode 😀", "second"]);
    expect([await two.next(), await two.next()]).toEqual(["first ünïcode 😀", "second"]);
    expect(await elsewhere.next()).toBe("fence");
  });

  test("never says of a topic that somebody listens to that nobody would hear", async () => {
    await using broker = create(() => undefined);
    const topic = randomUUID();
    const [one, two] = [inbox(), inbox()];
    const stops = [await broker.subscribe(topic, one.listener), await broker.subscribe(topic, two.listener)];
    expect(broker.isHeard(topic)).toBe(true);
    stops[0]?.();
    expect(broker.isHeard(topic)).toBe(true);
  });

  test("delivers nothing to who has ended it, and goes on for the others", async () => {
    await using broker = create(() => undefined);
    const topic = randomUUID();
    const [leaver, stayer] = [inbox(), inbox()];
    const leave = await broker.subscribe(topic, leaver.listener);
    await broker.subscribe(topic, stayer.listener);
    leave();
    await broker.publish(topic, "for the stayer");
    expect(await stayer.next()).toBe("for the stayer");
    await broker.subscribe(topic, leaver.listener);
    await broker.publish(topic, "for both");
    expect(await leaver.next()).toBe("for both");
  });

  test("a listener that throws is reported and disturbs nobody", async () => {
    const errors: unknown[] = [];
    await using broker = create((error) => errors.push(error));
    const topic = randomUUID();
    const quiet = inbox();
    await broker.subscribe(topic, () => {
      throw new Error("clumsy");
    });
    await broker.subscribe(topic, quiet.listener);
    await broker.publish(topic, "still here");
    expect(await quiet.next()).toBe("still here");
    expect(errors).toMatchObject([{ message: "clumsy" }]);
  });

  test("answers a ping", async () => {
    await using broker = create(() => undefined);
    await broker.subscribe(randomUUID(), () => undefined);
    await expect(broker.ping()).resolves.toBeUndefined();
  });
});
