/** A Redis that is there and says nothing costs an inbox one wait, not one for each of its conversations. */
import { expect, inject, test } from "vitest";
import { Proxy } from "../nodes/proxy.ts";
import { startCluster } from "../support/app.ts";

/** Half a second of patience for each in turn would be more than a stream's reader here waits for an item. */
const CONVERSATIONS = 24;

test("with Redis silent an inbox of many conversations opens, and carries all of them", async () => {
  await using redis = await Proxy.before(inject("redisUrl"));
  await using cluster = await startCluster(1, { REDIS_URL: redis.url });
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  const conversations = [conversation];
  while (conversations.length < CONVERSATIONS) {
    conversations.push(await ana.makesGroup(`Group ${conversations.length}`, bo));
  }
  redis.silence();
  const inbox = await bo.inbox();
  expect(await inbox.next()).toMatchObject({ __typename: "StreamReady" });
  for (const [index, id] of conversations.entries()) await ana.sends(id, `to ${index}`);
  const bodies = await inbox.bodies(CONVERSATIONS);
  expect(bodies.toSorted()).toEqual(conversations.map((_, index) => `to ${index}`).toSorted());
});
