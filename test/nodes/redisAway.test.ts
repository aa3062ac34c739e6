/** Redis is a fast hint: with it gone or silent, sends are durable and followers on other nodes see them soon. */
import pg from "pg";
import { expect, inject, test, vi } from "vitest";
import { startCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { Proxy } from "./proxy.ts";

/**
 * Without a publication the position check finds an event, and promises it within 2 s: the first check that begins after
 * the commit sees it, and checks are a second apart. One more may begin while this busy process delivers.
 */
const CHECKS_MAX = 2;
const STALENESS_MAX_MS = 2_000;
/** Of so many messages one after the other, the one in the middle tells how long it takes. */
const SLOW_MESSAGES = 3;
/** Messages sent one behind the arrival of the other: found by checks alone, each would need one of its own. */
const QUICK_MESSAGES = 5;
/** Redis is back, and soon everybody is connected to it again. */
const SOON = { timeout: 10_000, interval: 1 };

const FAULTS = [
  { fault: "gone", begin: (redis: Proxy) => redis.cut() },
  { fault: "silent", begin: (redis: Proxy) => redis.silence() },
];

test.each(FAULTS)(
  "with Redis $fault sends are acknowledged, followers elsewhere get them, streams open, and all is quick again after",
  { timeout: 30_000 },
  async ({ begin }) => {
    using checks = countChecks();
    await using redis = await Proxy.before(inject("redisUrl"));
    await using cluster = await startCluster(2, { REDIS_URL: redis.url });
    const [here, there] = cluster.nodes;
    const { ana, bo, cy, group } = await cluster.people.inGroup("ana", "bo", "cy");
    if (!here || !there) throw new Error("unreachable");
    const live = await bo.on(there).follow(group);
    await live.next();
    const expectQuick = (conversationId: string, stream: Live): Promise<void> =>
      expect
        .poll(() => checksDuring(checks, ana, conversationId, stream), SOON)
        .toBeLessThan(QUICK_MESSAGES - 1);
    await expectQuick(group, live);
    const inbox = await cy.on(there).inbox();
    await inbox.next();

    begin(redis);
    const acknowledgedFrom = checks.count;
    await ana.sends(group, "one", "two");
    expect(checks.count - acknowledgedFrom, "acknowledged without Redis").toBeLessThanOrEqual(CHECKS_MAX);
    expect(await live.bodies(2)).toEqual(["one", "two"]);
    expect(await inbox.bodies(2)).toEqual(["one", "two"]);
    await expectSoon(checks, ana, group, [live, inbox]);

    const opened = await cy.on(there).follow(group);
    expect(await opened.next()).toMatchObject({ __typename: "StreamReady" });
    const later = await ana.makesGroup("Made meanwhile", bo, cy);
    const openedAnew = await bo.on(there).follow(later);
    await openedAnew.next();
    await expectSoon(checks, ana, group, [live, opened, inbox]);
    await expectSoon(checks, ana, later, [openedAnew, inbox]);

    redis.mend();
    await expect.poll(() => redisStatus(here.url), { timeout: 10_000, interval: 50 }).toBe("up");
    await expect.poll(() => redisStatus(there.url), { timeout: 10_000, interval: 50 }).toBe("up");
    await expectQuick(group, live);
    await expectQuick(later, openedAnew);
  },
);

test.each(FAULTS)("a node starts, serves and stops in good order with Redis $fault", async ({ begin }) => {
  await using redis = await Proxy.before(inject("redisUrl"));
  begin(redis);
  await using cluster = await startCluster(1, { REDIS_URL: redis.url });
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  const live = await bo.follow(conversation);
  await ana.sends(conversation, "hello");
  expect(await live.bodies(1)).toEqual(["hello"]);
});

interface Live {
  bodies(count: number): Promise<string[]>;
}

interface Checks extends Disposable {
  /** Position checks begun so far by the nodes of this process; a node that nobody follows makes none. */
  readonly count: number;
}

/** Counts at the PostgreSQL client, where each check is one statement with a name. */
function countChecks(): Checks {
  const query = vi.spyOn(pg.Client.prototype, "query");
  return {
    get count() {
      return query.mock.calls.filter(([statement]) => nameOf(statement) === "read_positions").length;
    },
    [Symbol.dispose]: () => query.mockRestore(),
  };
}

function nameOf(statement: unknown): unknown {
  return typeof statement === "object" && statement !== null && "name" in statement
    ? statement.name
    : undefined;
}

/**
 * Each message reaches all these streams with the checks that the promise allows. Counting them takes no clock; but that
 * they come often enough does, and so this is the one place that measures: from the acknowledgement to the last arrival.
 */
async function expectSoon(
  checks: Checks,
  sender: Person,
  conversationId: string,
  streams: readonly Live[],
): Promise<void> {
  const waits: number[] = [];
  const begun = checks.count;
  for (let number = 0; number < SLOW_MESSAGES; number += 1) {
    const body = `slow ${number}`;
    await sender.sends(conversationId, body);
    const committed = { checks: checks.count, at: performance.now() };
    const arrived = await Promise.all(streams.map((stream) => stream.bodies(1)));
    waits.push(performance.now() - committed.at);
    expect(arrived).toEqual(streams.map(() => [body]));
    expect(checks.count - committed.checks).toBeLessThanOrEqual(CHECKS_MAX);
  }
  // Without publications a check brings one message, and only the first may have come by one that was under way.
  expect(checks.count - begun).toBeGreaterThanOrEqual(SLOW_MESSAGES - 1);
  const [median] = waits.toSorted((one, other) => one - other).slice(Math.floor(SLOW_MESSAGES / 2));
  expect(median, `of ${waits.map(Math.round).join(", ")} ms`).toBeLessThanOrEqual(STALENESS_MAX_MS);
}

/** How many checks begin while messages are sent, each behind the arrival of the one before. */
async function checksDuring(
  checks: Checks,
  sender: Person,
  conversationId: string,
  live: Live,
): Promise<number> {
  const before = checks.count;
  for (let number = 0; number < QUICK_MESSAGES; number += 1) {
    const body = `quick ${number}`;
    await sender.sends(conversationId, body);
    expect(await live.bodies(1)).toEqual([body]);
  }
  return checks.count - before;
}

async function redisStatus(url: string): Promise<string | undefined> {
  const answer: unknown = await (await fetch(`${url}/health/ready`)).json();
  const { dependencies } = answer as { dependencies: { redis?: { status: string } } };
  return dependencies.redis?.status;
}
