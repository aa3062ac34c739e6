/** What whole nodes ask of Redis: the topics of what somebody on them follows, and nothing that they cannot do without. */
import { Redis } from "ioredis";
import { pino } from "pino";
import { expect, inject, test } from "vitest";
import { conversationTopic } from "../../src/realtime/topics.ts";
import { idOf } from "../../src/schema/nodeId.ts";
import { startApp, startCluster } from "../support/app.ts";
import { lacksNativeRedis, startRedisServer } from "../support/redis.ts";

const SOON = { timeout: 10_000, interval: 20 };

test("a node hears of a conversation while somebody on it follows it, and of no other", async () => {
  await using cluster = await startCluster(2);
  const [, there] = cluster.nodes;
  if (!there) throw new Error("unreachable");
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  const other = await ana.makesGroup("Nobody looks", bo);
  const redis = new Redis(inject("redisUrl"));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => redis.disconnect());
  const hearing = async (): Promise<unknown[]> => {
    const topics = [conversation, other].map((id) => conversationTopic(idOf("Conversation", id)));
    const [, one, , two] = await redis.pubsub("NUMSUB", ...topics);
    return [one, two];
  };
  expect(await hearing()).toEqual([0, 0]);
  const live = await bo.on(there).follow(conversation);
  const second = await bo.on(there).follow(conversation);
  await expect.poll(hearing, SOON).toEqual([1, 0]);
  await live.close();
  await ana.sends(conversation, "still followed");
  expect(await second.bodies(1)).toEqual(["still followed"]);
  expect(await hearing()).toEqual([1, 0]);
  await second.close();
  await expect.poll(hearing, SOON).toEqual([0, 0]);
});

test.skipIf(await lacksNativeRedis())(
  "a Redis that denies its channels is told of in one line, and events arrive from the table",
  { timeout: 30_000 },
  async () => {
    await using own = await startRedisServer({ args: ["--acl-pubsub-default", "resetchannels"] });
    const admin = new Redis(own.redisUrl);
    await using stack = new AsyncDisposableStack();
    stack.defer(() => admin.disconnect());
    await admin.call("ACL", "SETUSER", "parley", "on", ">secret", "~*", "+@all");
    const REDIS_URL = own.redisUrl.replace("//", "//parley:secret@");
    const lines: string[] = [];
    const log = pino({ level: "error" }, { write: (line: string) => lines.push(line) });
    await using app = await startApp({ REDIS_URL }, { log });
    const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
    const later = await ana.makesGroup("Another one", bo);
    const streams = [await bo.follow(conversation), await bo.inbox()];
    await bo.follow(later);
    await ana.sends(conversation, "one", "two");
    for (const stream of streams) expect(await stream.bodies(2)).toEqual(["one", "two"]);
    expect(lines.filter((line) => line.includes("Redis denies topics"))).toHaveLength(1);
    expect(lines).toHaveLength(1);
  },
);
