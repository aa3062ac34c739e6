/** Pins: what a conversation keeps at hand, in order, within a bound. */
import { expect, test } from "vitest";
import { PINS_MAX } from "../../src/domain/message/pinMessage.ts";
import { newId } from "../../src/lib/ids.ts";
import { decodeNodeId, encodeNodeId } from "../../src/schema/nodeId.ts";
import { inHours, makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

interface Pins {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly body: string } }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function pinsOf(person: Person, id: string, args: object = {}): Promise<Pins | undefined> {
  const { data } = await person.asks<{ conversation: { pinnedMessages: Pins } | null }>(
    `query ($id: ID!, $first: Int, $after: String) { conversation(id: $id) {
      pinnedMessages(first: $first, after: $after) {
        edges { cursor node { body isWithheld pinnedSeq } } pageInfo { hasNextPage endCursor }
      }
    } }`,
    { id, ...args },
  );
  return data.conversation?.pinnedMessages;
}

const bodiesOf = (pins: Pins | undefined) => pins?.edges.map(({ node }) => node.body);

async function sends(person: Person, conversationId: string, body: string): Promise<string> {
  const { sentMessage } = await person.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, body, clientKey: newId() },
    "sentMessage { id }",
  );
  return sentMessage.id;
}

test("the last one pinned stands first, in pages; pinning again changes nothing", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const ids: string[] = [];
  for (const body of ["one", "two", "three"]) ids.push(await sends(bo, group, body));
  const [one = "", two = "", three = ""] = ids;
  for (const messageId of [two, one, three]) await ana.does("pinMessage", { messageId }, "__typename");
  const before = await scene.log();
  await ana.does("pinMessage", { messageId: two }, "__typename");
  expect(await scene.log()).toEqual(before);

  const first = await pinsOf(bo, group, { first: 2 });
  expect(bodiesOf(first)).toEqual(["three", "one"]);
  expect(first?.pageInfo.hasNextPage).toBe(true);
  const second = await pinsOf(bo, group, { first: 2, after: first?.pageInfo.endCursor });
  expect(bodiesOf(second)).toEqual(["two"]);
  expect(second?.pageInfo.hasNextPage).toBe(false);

  await ana.does("unpinMessage", { messageId: one }, "__typename");
  await ana.does("unpinMessage", { messageId: one }, "__typename");
  expect(bodiesOf(await pinsOf(bo, group))).toEqual(["three", "two"]);
  await bo.does("deleteMessage", { messageId: three }, "__typename");
  expect(bodiesOf(await pinsOf(bo, group))).toEqual(["two"]);
  expect(await ana.tries("pinMessage", { messageId: three })).toBe("MessageDeletedError");
  expect((await scene.log()).slice(-2)).toEqual(["MESSAGE_UNPINNED", "MESSAGE_DELETED"]);
});

test("moderators pin in a group, both in a direct conversation, nobody else anywhere", async () => {
  await using scene = await startScene();
  const people = await scene.people("owner", "admin", "moderator", "member", "gone", "stranger");
  const { owner, admin, moderator, member, gone, stranger } = people;
  const group = await makeGroup(owner, [admin, moderator, member, gone]);
  for (const [person, role] of [
    [admin, "ADMIN"],
    [moderator, "MODERATOR"],
  ] as const) {
    const change = { conversationId: group, userId: person.id, role };
    await owner.does("changeMemberRole", change, "__typename");
  }
  await owner.does("removeMember", { conversationId: group, userId: gone.id }, "__typename");
  const messageId = await sends(member, group, "pin this");
  const expected: Record<string, readonly [Person, string]> = {
    owner: [owner, "Payload"],
    admin: [admin, "Payload"],
    moderator: [moderator, "Payload"],
    member: [member, "NotAllowedError"],
    gone: [gone, "NotFoundError"],
    stranger: [stranger, "NotFoundError"],
    anonymous: [scene.anonymous, "UNAUTHENTICATED"],
  };
  for (const [who, [person, ending]] of Object.entries(expected)) {
    for (const mutation of ["pinMessage", "unpinMessage"] as const) {
      const before = await scene.log();
      const got = await person.tries(mutation, { messageId });
      expect([who, mutation, got.endsWith("Payload") ? "Payload" : got]).toEqual([who, mutation, ending]);
      expect((await scene.log()).length - before.length).toBe(ending === "Payload" ? 1 : 0);
    }
  }
  const unknown = { messageId: encodeNodeId("Message", newId()) };
  expect(await owner.tries("pinMessage", unknown)).toBe("NotFoundError");

  const { createdConversation } = await member.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: stranger.id },
    "createdConversation { id }",
  );
  const direct = await sends(member, createdConversation.id, "ours");
  for (const person of [member, stranger]) {
    expect(await person.tries("pinMessage", { messageId: direct })).toBe("PinMessagePayload");
    expect(await person.tries("unpinMessage", { messageId: direct })).toBe("UnpinMessagePayload");
  }
});

test("a conversation has at most a hundred pinned messages", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const group = await makeGroup(ana, []);
  const last = await sends(ana, group, "one too many");
  const { id: conversationId } = decodeNodeId(group);
  const sender = await scene.db.user.findFirstOrThrow({ where: { username: "ana" } });
  for (let seq = 1_000; seq < 1_000 + PINS_MAX; seq += 1) {
    const id = newId();
    const row = { id, conversationId, seq, changedSeq: seq, senderId: sender.id, clientKey: id };
    await scene.db.message.create({
      data: { ...row, inputHash: Buffer.alloc(32), body: "x", pinnedSeq: seq },
    });
    await scene.db.pin.create({ data: { conversationId, seq, messageId: id } });
  }
  expect(await ana.tries("pinMessage", { messageId: last })).toBe("TooManyPinsError");
});

test("what was pinned before one may see is a place without content", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const group = await makeGroup(ana, [bo]);
  const messageId = await sends(ana, group, "before");
  await ana.does("pinMessage", { messageId }, "__typename");
  await scene.db.member.updateMany({ where: { user: { username: "bo" } }, data: { visibleFromSeq: 3 } });
  expect((await pinsOf(bo, group))?.edges.map(({ node }) => node)).toEqual([
    { body: "", isWithheld: true, pinnedSeq: 3 },
  ]);
  await ana.does("removeMember", { conversationId: group, userId: bo.id }, "__typename");
  expect(await pinsOf(bo, group)).toBeUndefined();
});

test("a moderator who is muted pins nothing, and unpins nothing", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const conversationId = await makeGroup(ana, [bo]);
  await ana.does("changeMemberRole", { conversationId, userId: bo.id, role: "MODERATOR" }, "__typename");
  const [one, two] = [await sends(bo, conversationId, "one"), await sends(bo, conversationId, "two")];
  await bo.does("pinMessage", { messageId: one }, "__typename");
  await ana.does("muteMember", { conversationId, userId: bo.id, until: inHours(1) }, "__typename");
  const before = await scene.log();
  expect(await bo.tries("pinMessage", { messageId: two })).toBe("MemberSilencedError");
  expect(await bo.tries("unpinMessage", { messageId: one })).toBe("MemberSilencedError");
  expect(await scene.log()).toEqual(before);
});
