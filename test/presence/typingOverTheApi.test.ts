/** Typing as a client meets it. */
import { expect, test } from "vitest";
import { calls } from "../privacy/scene.ts";
import { startApp } from "../support/app.ts";
import { SetTypingDocument } from "../support/documents.ts";
import { Device, types } from "./scene.ts";

test("a member's typing reaches who follows it, and ends with the message, with a word, or by itself", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await using watcher = await Device.of(ana, app);
  const live = watcher.followsTyping(group);
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  expect(await types(bo, group)).toEqual({ __typename: "SetTypingPayload", isTyping: true });
  expect(await live.next()).toEqual({ typing: [{ username: "bo" }], count: 1 });
  await bo.sends(group, "sent");
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  await types(cy, group);
  expect(await live.next()).toEqual({ typing: [{ username: "cy" }], count: 1 });
  await types(cy, group, false);
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  await types(ana, group);
  expect(await live.next()).toEqual({ typing: [{ username: "ana" }], count: 1 });
  expect(await live.next()).toEqual({ typing: [], count: 0 });
});

test("a stranger can neither type nor see who types, and a removed member's stream completes", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const cy = await app.people.register("cy");
  const notFound = { __typename: "NotFoundError", code: "NOT_FOUND" };
  expect(await types(cy, group)).toEqual(notFound);
  expect(await types(cy, "nonsense")).toEqual(notFound);
  await using stranger = await Device.of(cy, app);
  for (const id of [group, "nonsense"]) {
    await expect(stranger.followsTyping(id).next()).rejects.toMatchObject([
      { message: "Conversation not found.", extensions: { code: "NOT_FOUND" } },
    ]);
  }
  await using phone = await Device.of(bo, app);
  const live = phone.followsTyping(group);
  await live.next();
  await ana.removes(group, bo);
  expect(await live.over()).toBeNull();
});

test("who may not send types for nobody", async () => {
  await using app = await startApp();
  const { ana, bo, cy, dee, group } = await app.people.inGroup("ana", "bo", "cy", "dee");
  const until = new Date(Date.now() + 3_600_000).toISOString();
  await calls(ana, "muteMember", { conversationId: group, userId: bo.id, until });
  await using watcher = await Device.of(ana, app);
  const live = watcher.followsTyping(group);
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  expect(await types(bo, group)).toEqual({ __typename: "SetTypingPayload", isTyping: true });
  await types(cy, group);
  expect(await live.next()).toEqual({ typing: [{ username: "cy" }], count: 1 });
  await types(cy, group, false);
  expect(await live.next()).toEqual({ typing: [], count: 0 });
  await calls(ana, "updateConversation", { conversationId: group, postingPolicy: "MODERATORS" });
  await types(dee, group);
  await types(ana, group);
  expect(await live.next()).toEqual({ typing: [{ username: "ana" }], count: 1 });
});

test("typing is charged like every mutation", async () => {
  await using app = await startApp({ RATE_MUTATIONS_PER_10_SECONDS: "3" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await types(ana, conversation);
  await types(ana, conversation);
  const { errors } = await ana.ask(SetTypingDocument, {
    input: { conversationId: conversation, isTyping: true },
  });
  expect(errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
});
