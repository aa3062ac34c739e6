/** Redis is a fast hint: with it gone or silent, sends are durable and followers on other nodes see them soon. */
import { expect, inject, test } from "vitest";
import { startCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { Proxy } from "./proxy.ts";

/** Without a publication the position check finds an event: promised within 2 s, and the test's machine is busy. */
const STALENESS_MAX_MS = 4_000;
/** An acknowledgement waits for PostgreSQL alone. */
const ACKNOWLEDGED_WITHIN_MS = 2_000;
/** Messages sent one behind the arrival of the other; the check alone, once a second, would take as many seconds. */
const QUICK_MESSAGES = 5;
const QUICK_WITHIN_MS = 2_000;
/** Redis is back, and soon everybody is connected to it again. */
const QUICK_AGAIN_WITHIN_MS = 8_000;

const FAULTS = [
  { fault: "gone", begin: (redis: Proxy) => redis.cut() },
  { fault: "silent", begin: (redis: Proxy) => redis.silence() },
];

test.each(FAULTS)(
  "with Redis $fault sends are acknowledged, followers elsewhere get them, streams open, and all is quick again after",
  async ({ begin }) => {
    await using redis = await Proxy.before(inject("redisUrl"));
    await using cluster = await startCluster(2, { REDIS_URL: redis.url });
    const [here, there] = cluster.nodes;
    const { ana, bo, cy, group } = await cluster.people.inGroup("ana", "bo", "cy");
    if (!here || !there) throw new Error("unreachable");
    const live = await bo.on(there).follow(group);
    await live.next();
    await expectQuick(ana, group, live);
    const inbox = await cy.on(there).inbox();
    await inbox.next();

    begin(redis);
    await within(ACKNOWLEDGED_WITHIN_MS, ana.sends(group, "one", "two"));
    expect(await within(STALENESS_MAX_MS, live.bodies(2))).toEqual(["one", "two"]);
    expect(await within(STALENESS_MAX_MS, inbox.bodies(2))).toEqual(["one", "two"]);

    const opened = await within(STALENESS_MAX_MS, cy.on(there).follow(group));
    expect(await opened.next()).toMatchObject({ __typename: "StreamReady" });
    const later = await within(ACKNOWLEDGED_WITHIN_MS, ana.makesGroup("Made meanwhile", bo, cy));
    const openedAnew = await within(STALENESS_MAX_MS, bo.on(there).follow(later));
    await openedAnew.next();
    await within(ACKNOWLEDGED_WITHIN_MS, ana.sends(group, "three"));
    await within(ACKNOWLEDGED_WITHIN_MS, ana.sends(later, "anew"));
    for (const stream of [live, opened]) {
      expect(await within(STALENESS_MAX_MS, stream.bodies(1))).toEqual(["three"]);
    }
    expect(await within(STALENESS_MAX_MS, openedAnew.bodies(1))).toEqual(["anew"]);
    const inInbox = await within(STALENESS_MAX_MS, inbox.bodies(2));
    expect(inInbox.sort()).toEqual(["anew", "three"]);

    redis.mend();
    await expect.poll(() => redisStatus(here.url), { timeout: 10_000, interval: 50 }).toBe("up");
    await expect.poll(() => redisStatus(there.url), { timeout: 10_000, interval: 50 }).toBe("up");
    await expectQuick(ana, group, live);
    await expectQuick(ana, later, openedAnew);
  },
);

test.each(FAULTS)("a node starts, serves and stops in good order with Redis $fault", async ({ begin }) => {
  await using redis = await Proxy.before(inject("redisUrl"));
  begin(redis);
  await using cluster = await startCluster(1, { REDIS_URL: redis.url });
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  const live = await within(STALENESS_MAX_MS, bo.follow(conversation));
  await ana.sends(conversation, "hello");
  expect(await within(STALENESS_MAX_MS, live.bodies(1))).toEqual(["hello"]);
});

/** Publications flow: soon, message after message arrives sooner than the position check could bring it. */
async function expectQuick(sender: Person, conversationId: string, live: Live): Promise<void> {
  const poll = { timeout: QUICK_AGAIN_WITHIN_MS, interval: 1 };
  await expect.poll(() => timeOfMessages(sender, conversationId, live), poll).toBeLessThan(QUICK_WITHIN_MS);
}

interface Live {
  bodies(count: number): Promise<string[]>;
}

async function timeOfMessages(sender: Person, conversationId: string, live: Live): Promise<number> {
  const startedAt = Date.now();
  for (let number = 0; number < QUICK_MESSAGES; number += 1) {
    const body = `quick ${number}`;
    await sender.sends(conversationId, body);
    expect(await live.bodies(1)).toEqual([body]);
  }
  return Date.now() - startedAt;
}

async function within<T>(ms: number, waiting: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`It took longer than ${ms} ms.`)), ms);
  return Promise.race([waiting, late]).finally(() => clearTimeout(timer));
}

async function redisStatus(url: string): Promise<string | undefined> {
  const answer: unknown = await (await fetch(`${url}/health/ready`)).json();
  const { dependencies } = answer as { dependencies: { redis?: { status: string } } };
  return dependencies.redis?.status;
}
