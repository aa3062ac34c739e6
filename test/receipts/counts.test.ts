/** Unread and mention counts: exact after everything that can change them. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { markRead, markUnread, marksSeenBy, ownMarks, uuidOf, viewerCounts } from "./scene.ts";

test("unread is what lies above the mark, the viewer's own and deleted messages left out", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const unread = async () => (await ownMarks(bo, conversation))?.unreadCount;
  expect(await unread()).toBe(0);

  const [one, two] = await ana.sends(conversation, "one", "two", "three");
  expect(await unread()).toBe(3);
  await bo.sends(conversation, "mine");
  expect(await unread()).toBe(3);
  await ana.deletes(two?.id ?? "");
  expect(await unread()).toBe(2);
  await ana.edits(one?.id ?? "", "one, better");
  expect(await unread()).toBe(2);
  await markRead(bo, conversation, one?.seq ?? 0);
  expect(await unread()).toBe(1);
  await markRead(bo, conversation, 100);
  expect(await unread()).toBe(0);
  await ana.sends(conversation, "four");
  expect(await unread()).toBe(1);
  await markUnread(bo, conversation, one?.seq ?? 0);
  expect(await unread()).toBe(3);
  expect((await ownMarks(ana, conversation))?.unreadCount).toBe(1);
});

test("mentions are counted among what is unread: by a send, an edit, and until a deletion", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const mentioned = async () => (await ownMarks(bo, group))?.mentionCount;

  const [one, two] = await ana.sends(group, "@bo, look", "@cy, look", "nobody");
  expect(await mentioned()).toBe(1);
  await ana.edits(two?.id ?? "", "@cy and @Bo, look");
  expect(await mentioned()).toBe(2);
  expect((await ownMarks(cy, group))?.mentionCount).toBe(1);
  await ana.edits(two?.id ?? "", "@bo, look");
  expect((await ownMarks(cy, group))?.mentionCount).toBe(0);
  await bo.sends(group, "that is me: @bo");
  expect(await mentioned()).toBe(2);
  await ana.deletes(one?.id ?? "");
  expect(await mentioned()).toBe(1);
  await markRead(bo, group, two?.seq ?? 0);
  expect(await mentioned()).toBe(0);
  await markUnread(bo, group, two?.seq ?? 0);
  expect(await mentioned()).toBe(1);
});

test("the viewer's counts are those of all their conversations together", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const cy = await app.people.register("cy");
  const direct = await cy.opensConversationWith(bo);
  const left = await ana.makesGroup("Left", bo);
  expect(await viewerCounts(bo)).toEqual({ unreadCount: 0, mentionCount: 0 });

  await ana.sends(group, "@bo", "two");
  await cy.sends(direct, "@bo", "two", "three");
  await ana.sends(left, "@bo, lost");
  expect(await viewerCounts(bo)).toEqual({ unreadCount: 6, mentionCount: 3 });
  await ana.removes(left, bo);
  expect(await viewerCounts(bo)).toEqual({ unreadCount: 5, mentionCount: 2 });
  await markRead(bo, direct, 3);
  expect(await viewerCounts(bo)).toEqual({ unreadCount: 3, mentionCount: 1 });
});

test("counts begin where the viewer may see, and are told to nobody else", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [, two] = await ana.sends(group, "@bo one", "@bo two", "three");
  await rowsOf(app, "UPDATE member SET visible_from_seq = $1 WHERE user_id = $2", [two?.seq, uuidOf(bo.id)]);
  expect(await ownMarks(bo, group)).toMatchObject({ unreadCount: 2, mentionCount: 1 });

  const seen = await marksSeenBy(cy, group);
  expect(seen.get("bo")).toMatchObject({ readSeq: 0, unreadCount: null, mentionCount: null });
  expect(seen.get("cy")).toMatchObject({ unreadCount: 3, mentionCount: 0 });
});
