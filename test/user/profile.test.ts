// How people present themselves: what may be set, and who learns of it when.

import { expect, test } from "vitest";
import { USERNAME_STAYS_MS } from "../../src/domain/profile/changeUsername.ts";
import { newId } from "../../src/lib/ids.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";
import { readInbox } from "../realtime/inboxScene.ts";
import { asks, calls } from "../privacy/scene.ts";
import { startApp, startCluster } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";

const PROFILE = "{ username displayName avatarUrl about }";

interface Updated {
  readonly updatedUser: object;
}

const updates = (person: Person, input: object) =>
  person.does<Updated>("updateProfile", input, `updatedUser ${PROFILE}`);

test("a profile is set field by field: what is absent stays, null removes", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const whole = {
    displayName: "Ana Álvarez",
    avatarUrl: "https://example.com/ana.png",
    about: "Line\nby line",
  };

  expect((await updates(ana, { ...whole, displayName: "  Ana Álvarez " })).updatedUser).toEqual({
    username: "ana",
    ...whole,
  });
  expect((await updates(ana, { about: "" })).updatedUser).toEqual({ username: "ana", ...whole, about: null });
  expect((await updates(ana, { avatarUrl: null, about: "Here" })).updatedUser).toEqual({
    username: "ana",
    displayName: whole.displayName,
    avatarUrl: null,
    about: "Here",
  });
  expect((await updates(ana, {})).updatedUser).toMatchObject({ about: "Here" });

  // The same again is not written: the version counts changes.
  const before = await scene.db.user.findFirstOrThrow();
  await updates(ana, { about: "Here", displayName: "Ana Álvarez" });
  expect(await scene.db.user.findFirstOrThrow()).toEqual(before);
  expect(before.profileVersion).toBe(3);
});

test("its bounds, each told", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  for (const input of [
    { displayName: null },
    { displayName: " " },
    { displayName: "x".repeat(81) },
    { displayName: "a\nb" },
    { about: "x".repeat(501) },
    { about: "\u0000" },
  ]) {
    expect([input, await ana.tries("updateProfile", input)]).toEqual([input, "InputValidationError"]);
  }
  expect(await ana.tries("updateProfile", { about: "x".repeat(500) })).toBe("UpdateProfilePayload");
  expect(await ana.tries("updateProfile", { avatarUrl: "ftp://example.com/a" })).toBe("BAD_REQUEST");
  expect(await scene.anonymous.tries("updateProfile", { about: "x" })).toBe("UNAUTHENTICATED");
});

test("a username changes once in two weeks, to what is free", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  expect(await ana.tries("changeUsername", { username: "bo" })).toBe("UsernameTakenError");
  expect(await ana.tries("changeUsername", { username: "Not a name" })).toBe("InputValidationError");
  expect(await ana.tries("changeUsername", { username: "ANA" })).toBe("ChangeUsernamePayload");
  expect(
    (await scene.db.user.findUniqueOrThrow({ where: { username: "ana" } })).usernameChangedAt,
  ).toBeNull();

  const renamed = await ana.does("changeUsername", { username: "Ana.New" }, "renamedUser { username }");
  expect(renamed).toMatchObject({ renamedUser: { username: "ana.new" } });
  expect(await ana.tries("changeUsername", { username: "ana.newer" })).toBe("UsernameChangedRecentlyError");
  // The same again changes nothing, and so is not refused.
  expect(await ana.tries("changeUsername", { username: "ana.new" })).toBe("ChangeUsernamePayload");
  // The old one is anybody's.
  expect(await bo.tries("changeUsername", { username: "ana" })).toBe("ChangeUsernamePayload");

  await scene.db.user.update({
    where: { username: "ana.new" },
    data: { usernameChangedAt: new Date(Date.now() - USERNAME_STAYS_MS + 60_000) },
  });
  const { data } = await ana.asks<{ changeUsername: { changeableAt: string } }>(
    `mutation { changeUsername(input: { username: "ana.newer" }) {
      ... on UsernameChangedRecentlyError { changeableAt }
    } }`,
  );
  const leftMs = new Date(data.changeUsername.changeableAt).getTime() - Date.now();
  expect(leftMs).toBeGreaterThan(30_000);
  expect(leftMs).toBeLessThan(60_001);
  await scene.db.user.update({
    where: { username: "ana.new" },
    data: { usernameChangedAt: new Date(Date.now() - USERNAME_STAYS_MS - 1_000) },
  });
  expect(await ana.tries("changeUsername", { username: "ana.newer" })).toBe("ChangeUsernamePayload");
});

test("of many who want a username at once one gets it, and of one's own devices both are answered", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const endings = await Promise.all(
    [ana, bo, cy].map((person) => person.tries("changeUsername", { username: "wanted" })),
  );
  expect(endings.toSorted()).toEqual(["ChangeUsernamePayload", "UsernameTakenError", "UsernameTakenError"]);
  const { dee } = await scene.people("dee");
  const own = await Promise.all([1, 2, 3].map(() => dee.tries("changeUsername", { username: "dee.new" })));
  expect(own).toEqual(["ChangeUsernamePayload", "ChangeUsernamePayload", "ChangeUsernamePayload"]);
});

test("who was mentioned by an old username stays mentioned, and is found and mentioned by the new one", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [message] = await ana.sends(group, "hello @bo");
  await calls(bo, "changeUsername", { username: "robert" });
  const mentions = async (id: string) =>
    (
      await asks<{ node: { mentions: { username: string }[] } }>(
        ana,
        "query ($id: ID!) { node(id: $id) { ... on Message { mentions { username } } } }",
        { id },
      )
    ).node.mentions;
  expect(await mentions(message?.id ?? "")).toEqual([{ username: "robert" }]);
  const [next] = await ana.sends(group, "hello @robert, no more @bo");
  expect(await mentions(next?.id ?? "")).toEqual([{ username: "robert" }]);
  const { users } = await asks<{ users: { edges: object[] } }>(
    ana,
    '{ users(query: "rob") { edges { node { id } } } }',
  );
  expect(users.edges).toEqual([{ node: { id: bo.id } }]);
});

const TOLD = `subscription { inboxEvents {
  __typename
  ... on StreamReady { cursor }
  ... on ProfileChanged { user ${PROFILE} }
  ... on MessageSent { sentMessage { body sender { displayName } } }
} }`;

test("who shares a conversation learns of a new profile at once, once, on every process; a stranger does not", async () => {
  await using cluster = await startCluster(2);
  const [, there] = cluster.nodes;
  if (there === undefined) throw new Error("Two servers were asked for.");
  const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
  await ana.makesGroup("A second one with both", bo);
  const cy = await cluster.people.register("cy");
  await using shares = await readInbox(there.url, bo, { query: TOLD });
  await using own = await readInbox(there.url, ana, { query: TOLD });
  await using stranger = await readInbox(there.url, cy, { query: TOLD });
  for (const inbox of [shares, own, stranger]) await inbox.until("StreamReady");

  await calls(ana, "updateProfile", { displayName: "Ana Álvarez" });
  const told = { user: { username: "ana", displayName: "Ana Álvarez", avatarUrl: null, about: null } };
  for (const inbox of [shares, own]) expect(await inbox.nextTold()).toMatchObject(told);
  // And in what is delivered from now on. Nothing was told twice.
  await ana.sends(conversation, "it is me");
  expect(await shares.nextTold()).toMatchObject({
    sentMessage: { body: "it is me", sender: { displayName: "Ana Álvarez" } },
  });

  await calls(bo, "changeUsername", { username: "robert" });
  expect(await shares.nextTold()).toMatchObject({ user: { username: "robert" } });
  await calls(cy, "updateProfile", { about: "of nobody's" });
  await cy.makesGroup("Alone");
  await stranger.until("ConversationCreated");
  await calls(cy, "updateProfile", { about: "of cy's own" });
  expect(await stranger.nextTold()).toMatchObject({ user: { about: "of cy's own" } });
  await calls(ana, "updateProfile", { about: "a fence" });
  expect(await shares.nextTold()).toMatchObject({ user: { about: "a fence" } });
});

test("an inbox that does not select it is told of no profile", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const query = "subscription { inboxEvents { __typename ... on MessageSent { seq } } }";
  await using inbox = await readInbox(app.url, bo, { query });
  await inbox.until("StreamReady");
  await calls(ana, "updateProfile", { displayName: "Ana Álvarez" });
  await ana.sends(conversation, "a fence");
  expect(await inbox.nextTold()).toMatchObject({ __typename: "MessageSent" });
});

test("the version counts what others see, and nothing else of an account", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const version = async () =>
    (await rowsOf<{ v: number }>(app, `SELECT profile_version AS v FROM "user"`))[0]?.v;
  await rowsOf(app, `UPDATE "user" SET email = $1`, [`${newId()}@example.com`]);
  expect(await version()).toBe(0);
  await calls(ana, "updateProfile", { about: "Here" });
  expect(await version()).toBe(1);
});
