/** What a member sets for themselves in a conversation: theirs alone, and on all their devices. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { does, lists, sets, settingsSeenBy } from "./scene.ts";

const AT_FIRST = {
  notificationLevel: "ALL",
  mutedUntil: null,
  isPinned: false,
  isArchived: false,
  isHidden: false,
};
const NOBODYS = {
  notificationLevel: null,
  mutedUntil: null,
  isPinned: null,
  isArchived: null,
  isHidden: null,
};
const LATER = "2030-01-01T00:00:00.000Z";
const FOR_EVER = "9999-12-31T23:59:59.999Z";

test("what is set stands, what is absent stays, and null ends a mute and nothing else", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  expect((await settingsSeenBy(bo, group)).get("bo")).toEqual(AT_FIRST);

  const stands: Record<string, unknown> = { ...AT_FIRST };
  for (const changes of [
    { notificationLevel: "MENTIONS" },
    { mutedUntil: LATER },
    { isPinned: true },
    { isArchived: true },
    { notificationLevel: "NONE", isPinned: false },
    { isHidden: true },
    { isHidden: false },
    { mutedUntil: null },
    { mutedUntil: FOR_EVER, isArchived: false },
  ]) {
    Object.assign(stands, changes);
    expect(await sets(bo, group, changes)).toEqual(stands);
  }
  const nulls = { notificationLevel: null, isPinned: null, isArchived: null, isHidden: null };
  for (const nothing of [{}, nulls]) expect(await sets(bo, group, nothing)).toEqual(stands);
  expect((await settingsSeenBy(bo, group)).get("bo")).toEqual(stands);
});

test("settings are nobody else's: the others see none, and the log says nothing", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await sets(bo, group, { isPinned: true, notificationLevel: "NONE", mutedUntil: LATER });
  await sets(ana, group, { isArchived: true });
  const seen = await settingsSeenBy(ana, group);
  expect(seen.get("bo")).toEqual(NOBODYS);
  expect(seen.get("ana")).toEqual({ ...AT_FIRST, isArchived: true });
  expect(await rowsOf(app, "SELECT head_seq FROM conversation")).toEqual([{ head_seq: 1 }]);
});

test("what is set already is not written again, and of two at once both count", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  const written = () => rowsOf(app, "SELECT xmin::text, changed_xid::text FROM member_setting");
  for (const nothing of [
    {},
    { isPinned: false, isHidden: false, notificationLevel: "ALL", mutedUntil: null },
  ]) {
    await sets(bo, group, nothing);
    expect(await written()).toEqual([]);
  }
  const changes = { isPinned: true, mutedUntil: LATER, isHidden: true };
  await sets(bo, group, changes);
  const before = await written();
  expect(before).toHaveLength(1);
  await sets(bo, group, changes);
  await sets(bo, group, {});
  expect(await written()).toEqual(before);

  await Promise.all([
    sets(bo, group, { notificationLevel: "MENTIONS" }),
    sets(bo, group, { isArchived: true }),
    sets(bo, group, { isPinned: false }),
  ]);
  expect((await settingsSeenBy(bo, group)).get("bo")).toEqual({
    notificationLevel: "MENTIONS",
    mutedUntil: LATER,
    isPinned: false,
    isArchived: true,
    isHidden: true,
  });
});

test("a hidden conversation is out of the list until the next message, which nothing but a message of its history is", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const dee = await app.people.register("dee");
  const [first] = await ana.sends(group, "first");
  const hidden = { filter: { isHidden: true } };
  expect([(await lists(bo)).titles, (await lists(bo, hidden)).titles]).toEqual([["Group"], []]);

  await sets(bo, group, { isHidden: true });
  expect([(await lists(bo)).titles, (await lists(bo, hidden)).titles]).toEqual([[], ["Group"]]);
  expect((await lists(ana)).titles).toEqual(["Group"]);
  await ana.edits(first?.id ?? "", "first, better");
  await ana.adds(group, dee);
  const reply = { conversationId: group, clientKey: "reply", body: "reply", threadRootId: first?.id };
  expect(await does(ana, "sendMessage", reply)).toMatchObject({ __typename: "SendMessagePayload" });
  expect((await lists(bo)).titles).toEqual([]);

  const [second] = await ana.sends(group, "second");
  expect([(await lists(bo)).titles, (await lists(bo, hidden)).titles]).toEqual([["Group"], []]);
  expect((await settingsSeenBy(bo, group)).get("bo")?.isHidden).toBe(false);
  // It has come, whatever becomes of it.
  await ana.deletes(second?.id ?? "");
  expect((await lists(bo)).titles).toEqual(["Group"]);
  await sets(bo, group, { isHidden: true });
  await bo.sends(group, "from another device");
  expect((await lists(bo)).titles).toEqual(["Group"]);
  await sets(bo, group, { isHidden: true });
  expect(await sets(bo, group, { isHidden: false })).toMatchObject({ isHidden: false });
  expect((await lists(bo)).titles).toEqual(["Group"]);
});

test("a mute ends within the years that a DateTime can be written for", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  for (const mutedUntil of ["+010000-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z"]) {
    expect(await sets(bo, group, { mutedUntil })).toBe("InputValidationError");
  }
  for (const mutedUntil of [FOR_EVER, "1970-01-01T00:00:00.000Z"]) {
    expect(await sets(bo, group, { mutedUntil })).toMatchObject({ mutedUntil });
  }
});

test("for a stranger and for who has left there is nothing to set; who comes back finds it as it was", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  await sets(bo, group, { isPinned: true });
  await ana.removes(group, bo);
  for (const person of [bo, eve]) {
    for (const id of [group, encodeNodeId("Conversation", newId()), "junk"]) {
      expect(await sets(person, id, { isPinned: false })).toBe("NotFoundError");
    }
  }
  expect(await rowsOf(app, "SELECT is_pinned FROM member_setting")).toEqual([{ is_pinned: true }]);
  await ana.adds(group, bo);
  expect((await settingsSeenBy(bo, group)).get("bo")).toEqual({ ...AT_FIRST, isPinned: true });
});
