/** What people show of themselves, to whom, and whom they let come to them: each setting from both sides. */
import { expect, test } from "vitest";
import { choosesStatus, Device, presencesOf, types } from "../presence/scene.ts";
import { readInbox } from "../realtime/inboxScene.ts";
import { markRead, marksSeenBy, receiptsOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { asks, calls, finds, HIDDEN, knows, sets, tries } from "./scene.ts";

const SETTINGS = `whoSeesPresence whoSeesLastSeen whoSeesReceipts whoSeesTyping whoMayWriteFirst whoMayAddToGroups
  isDiscoverable`;
const DEFAULTS = {
  whoSeesPresence: "EVERYONE",
  whoSeesLastSeen: "EVERYONE",
  whoSeesReceipts: "EVERYONE",
  whoSeesTyping: "EVERYONE",
  whoMayWriteFirst: "EVERYONE",
  whoMayAddToGroups: "EVERYONE",
  isDiscoverable: true,
};
const NOBODY = {
  whoSeesPresence: "NOBODY",
  whoSeesLastSeen: "NOBODY",
  whoSeesReceipts: "NOBODY",
  whoSeesTyping: "NOBODY",
  whoMayWriteFirst: "NOBODY",
  whoMayAddToGroups: "NOBODY",
  isDiscoverable: false,
};

test("settings begin open, are set one by one, and are nobody else's", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const settingsOf = async (person: typeof ana) =>
    (await asks<{ viewer: { settings: object } }>(person, `{ viewer { settings { ${SETTINGS} } } }`)).viewer
      .settings;

  expect(await settingsOf(ana)).toEqual(DEFAULTS);
  const changed = await calls(
    ana,
    "updatePrivacySettings",
    { whoSeesPresence: "CONTACTS" },
    `updatedSettings { ${SETTINGS} }`,
  );
  expect(changed).toMatchObject({ updatedSettings: { ...DEFAULTS, whoSeesPresence: "CONTACTS" } });
  await sets(ana, { isDiscoverable: false, whoSeesTyping: null });
  expect(await settingsOf(ana)).toEqual({ ...DEFAULTS, whoSeesPresence: "CONTACTS", isDiscoverable: false });
  await sets(ana, NOBODY);
  expect(await settingsOf(ana)).toEqual(NOBODY);
  expect(await settingsOf(bo)).toEqual(DEFAULTS);

  // What is so already is not written again.
  const xids = () => rowsOf(app, "SELECT changed_xid::text AS xid FROM privacy_settings");
  const before = await xids();
  expect(before).toHaveLength(1);
  await sets(ana, NOBODY);
  await sets(ana, {});
  expect(await xids()).toEqual(before);
});

test("a contact is whom one has written to: who only wrote to somebody is none of theirs", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await choosesStatus(bo, "BUSY", "thinking");
  await sets(bo, { whoSeesPresence: "CONTACTS" });
  await ana.sends(conversation, "hello?");
  expect(await presencesOf(ana, bo)).toEqual([HIDDEN]);
  const [answer] = await bo.sends(conversation, "hello");
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, customStatus: "thinking" }]);
  await bo.deletes(answer?.id ?? "");
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, customStatus: "thinking" }]);
  // It is bo's choice: what ana shows is another matter, and bo sees himself.
  await choosesStatus(ana, "BUSY", "waiting");
  expect(await presencesOf(bo, ana, bo)).toEqual([
    { ...HIDDEN, customStatus: "waiting" },
    { ...HIDDEN, customStatus: "thinking" },
  ]);
});

test("presence: whom one does not let see it reads one as OFFLINE, who watches already at once", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await using watcher = await Device.of(ana, app);
  await using phone = await Device.of(bo, app);
  await using inbox = await readInbox(app.url, ana);
  const live = watcher.watches(bo);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
  await inbox.until("PresenceChanged", ({ presence }) => Object(presence).status === "ONLINE");

  await sets(bo, { whoSeesPresence: "NOBODY" });
  expect(await live.next()).toEqual({ user: { username: "bo" }, ...HIDDEN });
  await inbox.until("PresenceChanged", ({ presence }) => Object(presence).status === "OFFLINE");
  expect(await presencesOf(ana, bo)).toEqual([HIDDEN]);
  await phone.isIdle(true);
  await choosesStatus(bo, "ONLINE", "unseen");
  await sets(bo, { whoSeesPresence: "EVERYONE" });
  expect(await live.next()).toMatchObject({ status: "AWAY", customStatus: "unseen" });
});

test("last seen is kept apart: who may not see it sees all the rest", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await choosesStatus(bo, "OFFLINE", "gone fishing");
  await using watcher = await Device.of(ana, app);
  const live = watcher.watches(bo);
  expect((await live.next()).lastSeenAt).not.toBeNull();
  await sets(bo, { whoSeesLastSeen: "CONTACTS" });
  const unseen = { ...HIDDEN, customStatus: "gone fishing" };
  expect(await live.next()).toEqual({ user: { username: "bo" }, ...unseen });
  expect(await presencesOf(ana, bo)).toEqual([unseen]);
  expect((await presencesOf(bo, bo))[0]?.lastSeenAt).not.toBeNull();
});

test("receipts: who hides them is nobody's reader and moves no mark that others see", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [message] = await ana.sends(group, "who reads this?");
  const { id, seq } = message ?? { id: "", seq: 0 };
  await sets(bo, { whoSeesReceipts: "NOBODY" });
  await markRead(bo, group, seq);
  await markRead(cy, group, seq);

  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 1, deliveredCount: 1, readBy: ["cy"] });
  const seen = await marksSeenBy(ana, group);
  expect(seen.get("bo")).toMatchObject({ readSeq: null, deliveredSeq: null });
  expect(seen.get("cy")).toMatchObject({ readSeq: seq, deliveredSeq: seq });
  // To himself he has read it, and he goes on seeing others' receipts.
  const own = await marksSeenBy(bo, group);
  expect([own.get("bo")?.readSeq, own.get("cy")?.readSeq]).toEqual([seq, seq]);
  expect((await receiptsOf(bo, id))?.readBy).toEqual(["bo", "cy"]);

  await sets(bo, { whoSeesReceipts: "EVERYONE" });
  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 2, readBy: ["bo", "cy"] });
});

test("receipts for contacts: in a group they are named to those, and counted for all", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await bo.sends(await bo.opensConversationWith(cy), "to a contact");
  await sets(bo, { whoSeesReceipts: "CONTACTS" });
  const [message] = await ana.sends(group, "who reads this?");
  const { id, seq } = message ?? { id: "", seq: 0 };
  await markRead(bo, group, seq);

  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 1, readBy: [] });
  expect(await receiptsOf(cy, id)).toMatchObject({ readCount: 1, readBy: ["bo"] });
  expect((await marksSeenBy(ana, group)).get("bo")?.readSeq).toBeNull();
  expect((await marksSeenBy(cy, group)).get("bo")?.readSeq).toBe(seq);
});

test("between two people the count says what one shows to the other", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [message] = await ana.sends(conversation, "hello?");
  const { id, seq } = message ?? { id: "", seq: 0 };
  await sets(bo, { whoSeesReceipts: "CONTACTS" });
  await markRead(bo, conversation, seq);
  await markRead(ana, conversation, seq);
  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 0, deliveredCount: 0, readBy: [] });
  await bo.sends(conversation, "now you are a contact");
  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 1, deliveredCount: 1, readBy: ["bo"] });
  // The sender's own mark is not counted, nor taken away where it does not count.
  await sets(ana, { whoSeesReceipts: "NOBODY" });
  expect(await receiptsOf(ana, id)).toMatchObject({ readCount: 1, deliveredCount: 1 });
});

const namesIn = (members: unknown): string[] =>
  (members as { user: { username: string } }[]).map(({ user }) => user.username);

test("receipts that advance are told to those who may see them, live and after an absence", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await bo.sends(await bo.opensConversationWith(cy), "to a contact");
  await sets(bo, { whoSeesReceipts: "CONTACTS" });
  const [message] = await ana.sends(group, "who reads this?", "and this?");
  const { seq } = message ?? { seq: 0 };
  await using forAna = await readInbox(app.url, ana);
  await using forCy = await readInbox(app.url, cy);
  const [ready] = await forAna.until("StreamReady");
  const [cyReady] = await forCy.until("StreamReady");

  await markRead(bo, group, seq);
  const [toCy] = (await forCy.until("ReceiptsAdvanced")).toReversed();
  expect([namesIn(toCy?.["members"]), toCy?.["count"]]).toEqual([["bo"], 1]);
  // Ana is told of cy's, and of nothing before.
  await markRead(cy, group, seq);
  const [toAna] = (await forAna.until("ReceiptsAdvanced")).toReversed();
  expect([namesIn(toAna?.["members"]), toAna?.["count"]]).toEqual([["cy"], 1]);

  const resumed = async (person: typeof ana, after: unknown) => {
    await using inbox = await readInbox(app.url, person, { after: String(after) });
    const items = await inbox.until("StreamReady");
    return items
      .filter(
        ({ __typename, conversation }) =>
          __typename === "ReceiptsAdvanced" && Object(conversation).id === group,
      )
      .flatMap(({ members, count }) => [namesIn(members).toSorted(), count] as const);
  };
  expect(await resumed(ana, ready?.["cursor"])).toEqual([["cy"], 1]);
  expect(await resumed(cy, cyReady?.["cursor"])).toEqual([["bo"], 1]);
});

test("typing: who hides it from somebody types alone for them, and everybody else is told", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await bo.sends(await bo.opensConversationWith(cy), "to a contact");
  await sets(bo, { whoSeesTyping: "CONTACTS" });
  await using stack = new AsyncDisposableStack();
  const [anas, cys] = [stack.use(await Device.of(ana, app)), stack.use(await Device.of(cy, app))];
  const [toAna, toCy] = [anas.followsTyping(group), cys.followsTyping(group)];
  const inboxes = [
    stack.use(await readInbox(app.url, ana)),
    stack.use(await readInbox(app.url, cy)),
  ] as const;
  for (const inbox of inboxes) await inbox.until("StreamReady");
  for (const live of [toAna, toCy]) expect(await live.next()).toEqual({ typing: [], count: 0 });
  const nextTyping = async (inbox: (typeof inboxes)[number]) => {
    const [item] = (await inbox.until("TypingChanged")).toReversed();
    return { typing: item?.["typing"], count: item?.["count"] };
  };

  await types(bo, group);
  const bos = { typing: [{ username: "bo" }], count: 1 };
  expect(await toCy.next()).toEqual(bos);
  expect(await nextTyping(inboxes[1])).toEqual(bos);
  await types(cy, group);
  const cysOnly = { typing: [{ username: "cy" }], count: 1 };
  expect(await toAna.next()).toEqual(cysOnly);
  expect(await nextTyping(inboxes[0])).toEqual(cysOnly);
  expect(await toCy.next()).toEqual({ typing: [{ username: "bo" }, { username: "cy" }], count: 2 });
  // An inbox that opens meanwhile is told the same.
  await using later = await readInbox(app.url, ana);
  expect(await nextTyping(later)).toEqual(cysOnly);
  await types(bo, group, false);
  await types(cy, group, false);
  expect(await toAna.next()).toEqual({ typing: [], count: 0 });
  expect(await nextTyping(inboxes[0])).toEqual({ typing: [], count: 0 });

  await sets(cy, { whoSeesTyping: "NOBODY" });
  const dee = await app.people.register("dee");
  await ana.adds(group, dee);
  const deesGroup = await cy.makesGroup("Another", ana, dee);
  const inNew = anas.followsTyping(deesGroup);
  expect(await inNew.next()).toEqual({ typing: [], count: 0 });
  await types(cy, deesGroup);
  await types(dee, deesGroup);
  expect(await inNew.next()).toEqual({ typing: [{ username: "dee" }], count: 1 });
});

test("who may write first: others open no direct conversation, and one that is there stays", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const cy = await app.people.register("cy");
  await sets(bo, { whoMayWriteFirst: "NOBODY" });
  expect(await calls(cy, "createDirectConversation", { userId: bo.id })).toEqual({
    __typename: "NotAllowedError",
    code: "NOT_ALLOWED",
  });
  expect(await ana.opensConversationWith(bo)).toBe(conversation);
  await ana.sends(conversation, "still here");
  // He himself writes to whom he likes.
  const own = await bo.opensConversationWith(cy);
  expect(await cy.opensConversationWith(bo)).toBe(own);
});

test("who may add to groups: nobody is added where one refuses, and it is said who", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [dee, eve] = [await app.people.register("dee"), await app.people.register("eve")];
  await sets(dee, { whoMayAddToGroups: "NOBODY" });
  await sets(bo, { whoMayAddToGroups: "NOBODY" });
  const refused = (...names: string[]) => ({
    __typename: "CannotAddUsersError",
    code: "CANNOT_ADD_USERS",
    users: names.map((username) => ({ username })),
  });
  const add = (...people: { id: string }[]) =>
    calls(ana, "addMembers", { conversationId: group, userIds: people.map(({ id }) => id) });

  expect(await add(dee, eve)).toEqual(refused("dee"));
  expect((await marksSeenBy(ana, group)).has("eve")).toBe(false);
  // Who is a member already is not asked again.
  expect(await add(bo, cy)).toEqual({ __typename: "AddMembersPayload" });
  const make = (...people: { id: string }[]) =>
    calls(ana, "createGroup", { title: "New", clientKey: "new", memberIds: people.map(({ id }) => id) });
  expect(await make(bo, dee, eve)).toEqual(refused("bo", "dee"));

  await dee.sends(await dee.opensConversationWith(ana), "you may");
  await sets(dee, { whoMayAddToGroups: "CONTACTS" });
  expect(await add(dee, eve)).toEqual({ __typename: "AddMembersPayload" });
  expect(await make(dee, eve)).toEqual({ __typename: "CreateGroupPayload" });
  // A retry is answered with what was made, whatever they chose since.
  await sets(dee, { whoMayAddToGroups: "NOBODY" });
  expect(await make(dee, eve)).toEqual({ __typename: "CreateGroupPayload" });
  expect(await tries(eve, "createGroup", { title: "No", clientKey: "no", memberIds: [dee.id] })).toBe(
    "CannotAddUsersError",
  );
});

test("who does not want to be found is not, but by the whole username, and finds themselves", async () => {
  await using app = await startApp();
  const [ana, anna] = [await app.people.register("ana"), await app.people.register("anna")];
  expect(await finds(ana, "an")).toEqual(["ana", "anna"]);
  await sets(anna, { isDiscoverable: false });
  expect(await finds(ana, "an")).toEqual(["ana"]);
  expect(await finds(anna, "an")).toEqual(["ana", "anna"]);
  expect(await knows(ana, "anna")).toBe(true);
});
