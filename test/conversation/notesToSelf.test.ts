// A direct conversation with oneself: one member, one per person, and otherwise a conversation like any other.

import { expect, test } from "vitest";
import { calls, tries } from "../privacy/scene.ts";
import { markRead, ownMarks, receiptsOf, viewerCounts } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { expectEventsExplain } from "../support/snapshot.ts";
import { startScene } from "./scene.ts";

const FIELDS = `createdConversation {
  id kind title memberCount headSeq members { edges { node { role user { username } } } }
}`;

test("one's notes are one conversation, however many devices open it at once, with oneself alone in it", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const opened = await Promise.all(
    Array.from({ length: 10 }, () =>
      ana.does<{ createdConversation: { id: string } }>(
        "createDirectConversation",
        { userId: ana.id },
        FIELDS,
      ),
    ),
  );
  expect(new Set(opened.map(({ createdConversation }) => createdConversation.id)).size).toBe(1);
  expect(opened[0]?.createdConversation).toMatchObject({
    kind: "DIRECT",
    title: null,
    memberCount: 1,
    headSeq: 1,
    members: { edges: [{ node: { role: "MEMBER", user: { username: "ana" } } }] },
  });
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
  // With others it is another one, and theirs are theirs.
  for (const [person, other] of [
    [ana, bo],
    [bo, bo],
  ] as const) {
    await person.does("createDirectConversation", { userId: other.id }, "createdConversation { id }");
  }
  expect(await scene.db.conversation.count()).toBe(3);
});

test("one writes, edits and reads there; nothing of one's own is unread, and nobody else sees it", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const notes = await ana.opensConversationWith(ana);
  const live = await ana.inbox();
  await expectEventsExplain(ana, notes, () => ana.sends(notes, "buy milk @ana"));
  const items = await live.until("MessageSent");
  expect(items.at(-1)).toMatchObject({ sentMessage: { body: "buy milk @ana" } });
  const [message] = await ana.sends(notes, "and bread");
  await expectEventsExplain(ana, notes, () => ana.edits(message?.id ?? "", "and butter"));
  expect(await ownMarks(ana, notes)).toMatchObject({ unreadCount: 0, mentionCount: 0 });
  await markRead(ana, notes, message?.seq ?? 0);
  expect(await receiptsOf(ana, message?.id ?? "")).toMatchObject({
    readCount: 0,
    deliveredCount: 0,
    readBy: [],
  });
  expect(await viewerCounts(ana)).toEqual({ unreadCount: 0, mentionCount: 0 });
  await ana.deletes(message?.id ?? "");
  expect(await bo.history(notes)).toBeNull();
  expect(await tries(bo, "sendMessage", { conversationId: notes, body: "hello", clientKey: "1" })).toBe(
    "NotFoundError",
  );
});

test("one's notes keep their one person, whatever one chose of who may write first", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  await calls(ana, "updatePrivacySettings", { whoMayWriteFirst: "NOBODY" });
  const notes = await ana.opensConversationWith(ana);
  for (const [mutation, input] of [
    ["addMembers", { userIds: [bo.id] }],
    ["removeMember", { userId: ana.id }],
    ["leaveConversation", {}],
    ["updateConversation", { title: "Notes" }],
    ["changeMemberRole", { userId: ana.id, role: "OWNER" }],
  ] as const) {
    expect([mutation, await tries(ana, mutation, { conversationId: notes, ...input })]).toEqual([
      mutation,
      "NotAllowedError",
    ]);
  }
});
