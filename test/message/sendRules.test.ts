/** Rules that a send is held to under the conversation's lock: slow mode, and blocks between two. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

const sends = (person: Person, conversationId: string, clientKey = newId()) =>
  person.tries("sendMessage", { conversationId, body: "hello", clientKey });

async function refusal(person: Person, conversationId: string): Promise<number> {
  const { data } = await person.asks<{ sendMessage: { retryAfterMs?: number } }>(
    `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
      ... on SlowModeError { retryAfterMs }
    } }`,
    { input: { conversationId, body: "hello", clientKey: newId() } },
  );
  return data.sendMessage.retryAfterMs ?? 0;
}

test("in slow mode a plain member waits between two messages, and nobody else does", async () => {
  await using scene = await startScene();
  const { ana, mod, bo, cy } = await scene.people("ana", "mod", "bo", "cy");
  const group = await makeGroup(ana, [mod, bo, cy]);
  const role = { conversationId: group, userId: mod.id, role: "MODERATOR" };
  await ana.does("changeMemberRole", role, "__typename");
  await ana.does("updateConversation", { conversationId: group, slowModeSeconds: 30 }, "__typename");

  expect(await sends(bo, group, "first")).toBe("SendMessagePayload");
  const before = await scene.log();
  expect(await sends(bo, group)).toBe("SlowModeError");
  const retryAfterMs = await refusal(bo, group);
  expect(retryAfterMs).toBeGreaterThan(20_000);
  expect(retryAfterMs).toBeLessThanOrEqual(30_000);
  // A retry of what was sent is no new message.
  expect(await sends(bo, group, "first")).toBe("SendMessagePayload");
  expect(await scene.log()).toEqual(before);
  for (const person of [cy, ana, ana, mod, mod])
    expect(await sends(person, group)).toBe("SendMessagePayload");

  await scene.db.slowModeSend.updateMany({ data: { sentAt: new Date(Date.now() - 31_000) } });
  expect(await sends(bo, group)).toBe("SendMessagePayload");
  expect(await sends(bo, group)).toBe("SlowModeError");
  await ana.does("updateConversation", { conversationId: group, slowModeSeconds: 0 }, "__typename");
  for (let times = 0; times < 2; times += 1) expect(await sends(bo, group)).toBe("SendMessagePayload");
});

test("of what comes at once from one who has to wait, one message is sent, and its retries are answered", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  await ana.does("updateConversation", { conversationId: group, slowModeSeconds: 30 }, "__typename");
  const keys = ["one", "two", "one", "three", "two", "one"];
  const endings = await Promise.all(keys.map((key) => sends(bo, group, key)));
  const sent = keys.filter((_key, index) => endings[index] === "SendMessagePayload");
  expect(new Set(sent).size).toBe(1);
  expect(sent).toHaveLength(keys.filter((key) => key === sent[0]).length);
  expect(endings.filter((ending) => ending === "SlowModeError")).toHaveLength(keys.length - sent.length);
  expect((await scene.db.message.findMany()).map(({ clientKey }) => clientKey)).toEqual([sent[0]]);
});

test("who has to wait is told how long, however long ago they sent before", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  await ana.does("updateConversation", { conversationId: group, slowModeSeconds: 30 }, "__typename");
  await sends(bo, group);
  await scene.db.slowModeSend.updateMany({ data: { sentAt: new Date(Date.now() - 3_600_000) } });
  const waits = await Promise.all(Array.from({ length: 6 }, () => refusal(bo, group)));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
  for (const wait of waits.filter((each) => each > 0)) expect(wait).toBeGreaterThan(20_000);
});

test("a key whose first send was refused is free for the next, also when both come at once", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  const input = { conversationId, clientKey: "key", body: "hello" };
  const replyToId = encodeNodeId("Message", newId());
  for (let round = 0; round < 5; round += 1) {
    const clientKey = `key ${round}`;
    const endings = await Promise.all([
      ana.tries("sendMessage", { ...input, clientKey, replyToId }),
      ana.tries("sendMessage", { ...input, clientKey }),
    ]);
    expect(endings).toContain("SendMessagePayload");
    expect(["NotFoundError", "IdempotencyConflictError"]).toContain(endings[0]);
  }
});

test("neither of two writes to the other where one has blocked the other; in groups both go on", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  const [direct, group] = [createdConversation.id, await makeGroup(ana, [bo])];
  expect(await sends(bo, direct, "before")).toBe("SendMessagePayload");
  await ana.does("blockUser", { userId: bo.id }, "__typename");
  const before = await scene.log();
  for (const person of [ana, bo]) {
    expect(await sends(person, direct)).toBe("NotAllowedError");
    expect(await sends(person, direct, "before")).toBe(
      person === bo ? "SendMessagePayload" : "NotAllowedError",
    );
  }
  expect(await scene.log()).toEqual(before);
  for (const person of [ana, bo]) expect(await sends(person, group)).toBe("SendMessagePayload");
  await ana.does("unblockUser", { userId: bo.id }, "__typename");
  for (const person of [ana, bo]) expect(await sends(person, direct)).toBe("SendMessagePayload");
});
