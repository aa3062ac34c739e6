// Bans: somebody is kept away, for a time or for ever, and those who may ban see who.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { countStatements } from "../support/countStatements.ts";
import { endingsOf, HOUR_MS, inHours, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

interface BanAnswer {
  readonly id: string;
  readonly bannedUntil: string | null;
}

const ban = async (by: Person, conversationId: string, userId: string, until: string | null = null) =>
  (
    await by.does<{ placedBan: BanAnswer }>(
      "banMember",
      { conversationId, userId, until },
      "placedBan { id bannedUntil }",
    )
  ).placedBan;

interface Page {
  readonly edges: readonly { readonly node: { readonly bannedUser: { readonly username: string } } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Who is banned, by username, newest first; null for who may not know. */
async function bansOf(person: Person, id: string, args: object = {}) {
  const { data } = await person.asks<{ conversation: { bans: Page | null } | null }>(
    `query ($id: ID!, $first: Int, $after: String) { conversation(id: $id) {
      bans(first: $first, after: $after) {
        edges { node { bannedUser { username } } } pageInfo { hasNextPage endCursor }
      } } }`,
    { id, ...args },
  );
  const page = data.conversation?.bans ?? null;
  return page && { ...page.pageInfo, names: page.edges.map(({ node }) => node.bannedUser.username) };
}

test("who is banned is gone and stays away until somebody ends it", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeGroup(ana, [bo]);
  const add = (...people: Person[]) =>
    ana.tries("addMembers", { conversationId, userIds: people.map(({ id }) => id) });

  const placed = await ban(ana, conversationId, bo.id);
  expect(placed.bannedUntil).toBeNull();
  expect(await bo.tries("sendMessage", { conversationId, clientKey: "k", body: "Hm." })).toBe(
    "NotFoundError",
  );
  expect(await bo.tries("leaveConversation", { conversationId })).toBe("LeaveConversationPayload");
  // Nobody of them is added.
  expect(await add(cy, bo)).toBe("MemberBannedError");
  expect((await bansOf(ana, conversationId))?.names).toEqual(["bo"]);

  const input = { conversationId, userId: bo.id };
  await ana.does("unbanMember", input, "unbannedUser { username }");
  await ana.does("unbanMember", input, "unbannedUser { username }");
  expect((await bansOf(ana, conversationId))?.names).toEqual([]);
  expect(await add(cy, bo)).toBe("AddMembersPayload");
  expect(await scene.log()).toEqual([
    "CONVERSATION_CREATED",
    "MEMBER_BANNED",
    "MEMBER_LEFT",
    "MEMBER_UNBANNED",
    "MEMBER_JOINED",
    "MEMBER_JOINED",
  ]);
});

test("the refusal says who is banned, and until when", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const until = inHours(1);
  await ban(ana, conversationId, bo.id, until);

  const { data } = await ana.asks<{ addMembers: object }>(
    `mutation ($input: AddMembersInput!) { addMembers(input: $input) {
      ... on MemberBannedError { code bannedUser { username } bannedUntil }
    } }`,
    { input: { conversationId, userIds: [bo.id] } },
  );
  expect(data.addMembers).toEqual({
    code: "MEMBER_BANNED",
    bannedUser: { username: "bo" },
    bannedUntil: until,
  });
});

test("its end is set: the same again is no event; a ban that is over is none", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, []);
  const [early, late] = [inHours(1), inHours(2)];

  const first = await ban(ana, conversationId, bo.id, early);
  expect(await ban(ana, conversationId, bo.id, early)).toEqual(first);
  expect((await ban(ana, conversationId, bo.id, late)).bannedUntil).toBe(late);
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "MEMBER_BANNED", "MEMBER_BANNED"]);

  await scene.db.ban.updateMany({ data: { bannedUntil: new Date(Date.now() - HOUR_MS) } });
  expect((await bansOf(ana, conversationId))?.names).toEqual([]);
  await ana.does("unbanMember", { conversationId, userId: bo.id }, "__typename");
  expect((await scene.log()).length).toBe(3);
  await ana.does("addMembers", { conversationId, userIds: [bo.id] }, "__typename");
  // Again, of somebody who came back meanwhile.
  await ban(ana, conversationId, bo.id, late);
  expect((await scene.log()).slice(3)).toEqual(["MEMBER_JOINED", "MEMBER_BANNED", "MEMBER_LEFT"]);
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  const tries = (until: string | null, userId = bo.id) =>
    ana.tries("banMember", { conversationId, userId, until });

  expect(await tries(inHours(-1))).toBe("InputValidationError");
  expect(await tries(inHours(3_661 * 24))).toBe("InputValidationError");
  for (const userId of [encodeNodeId("User", newId()), conversationId, "junk"]) {
    expect(await tries(null, userId)).toBe("NotFoundError");
    expect(await ana.tries("unbanMember", { conversationId, userId })).toBe("NotFoundError");
  }
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});

test("who may ban, end it, and see who is banned", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  const { conversationId } = staff;
  const refused = {
    anonymous: "UNAUTHENTICATED",
    stranger: "NotFoundError",
    gone: "NotFoundError",
    member: "NotAllowedError",
  };
  const payload = "BanMemberPayload";

  // Of somebody who is no member; each bans, and the next finds it done.
  const before = await scene.log();
  expect(await endingsOf(staff, "banMember", () => ({ userId: staff.stranger.id }))).toEqual({
    ...refused,
    moderator: payload,
    admin: payload,
    owner: payload,
  });
  expect((await scene.log()).length).toBe(before.length + 1);

  const seen = { names: ["stranger"], hasNextPage: false };
  for (const role of ["moderator", "admin", "owner"] as const) {
    expect(await bansOf(staff[role], conversationId)).toMatchObject(seen);
  }
  for (const role of ["member", "gone", "stranger"] as const) {
    expect(await bansOf(staff[role], conversationId)).toBeNull();
  }
  const placed = await ban(staff.owner, conversationId, staff.stranger.id, inHours(1));
  for (const role of ["owner", "moderator", "member", "gone", "stranger", "anonymous"] as const) {
    const { data } = await staff[role].asks<{ node: object | null }>(
      "query ($id: ID!) { node(id: $id) { id } }",
      {
        id: placed.id,
      },
    );
    const isSeen = role === "owner" || role === "moderator";
    expect([role, data.node]).toEqual([role, isSeen ? { id: placed.id } : null]);
  }

  expect(await endingsOf(staff, "unbanMember", () => ({ userId: staff.stranger.id }))).toEqual({
    ...refused,
    moderator: "UnbanMemberPayload",
    admin: "UnbanMemberPayload",
    owner: "UnbanMemberPayload",
  });

  // Nobody bans themselves, nor who stands as high or higher; owners excepted.
  const target = (role: "owner" | "admin" | "moderator" | "member") => () => ({ userId: staff[role].id });
  const denied = "NotAllowedError";
  expect(await endingsOf(staff, "banMember", target("owner"), ["moderator", "admin", "owner"])).toEqual({
    moderator: denied,
    admin: denied,
    owner: denied,
  });
  expect(await endingsOf(staff, "banMember", target("admin"), ["moderator", "admin"])).toEqual({
    moderator: denied,
    admin: denied,
  });
  expect(await endingsOf(staff, "banMember", target("moderator"), ["moderator"])).toEqual({
    moderator: denied,
  });
  expect(await endingsOf(staff, "banMember", target("member"), ["moderator"])).toEqual({
    moderator: payload,
  });
  expect(await endingsOf(staff, "banMember", target("moderator"), ["admin"])).toEqual({ admin: payload });
  expect(await endingsOf(staff, "banMember", target("admin"), ["owner"])).toEqual({ owner: payload });
});

test("bans come page by page, newest first, in two statements for a list of conversations", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const crowd = await scene.crowd(5);
  const groups = await Promise.all([makeGroup(ana, []), makeGroup(ana, []), makeGroup(ana, [])]);
  for (const id of groups) for (const userId of crowd) await ban(ana, id, userId);
  const [id] = groups;
  const newestFirst = crowd.map((_, index) => `crowd${index}`).toReversed();

  for (const first of [1, 2, 5, 100]) {
    const names: string[] = [];
    let page: { hasNextPage: boolean; endCursor: string | null; names: string[] } | null = null;
    do {
      page = await bansOf(ana, id, { first, after: page?.endCursor ?? undefined });
      names.push(...(page?.names ?? []));
    } while (page?.hasNextPage === true);
    expect(names).toEqual(newestFirst);
  }
  const list = (first: number) =>
    countStatements(
      scene,
      ana,
      `{ viewer { conversations(first: ${first}) { edges { node { bans(first: 3) { edges { node {
          bannedUntil bannedUser { username } bannedBy { username }
        } } } } } } } }`,
    );
  // Conversations, own memberships, bans, people.
  for (const first of [1, 3]) expect(await list(first)).toBeLessThanOrEqual(4);
});
