/** Reactions: any emoji, one of each for each person, counted exactly, and shown to those who may see them. */
import { expect, test } from "vitest";
import { REACTIONS_MAX } from "../../src/domain/message/reactions.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

const REACTIONS = "reactions { emoji count viewerHasReacted users { edges { node { username } } } }";

interface Reacted {
  readonly reactedMessage: { readonly changedSeq: number; readonly reactions: readonly Reaction[] };
}

interface Reaction {
  readonly emoji: string;
  readonly count: number;
  readonly viewerHasReacted: boolean;
  readonly users: { readonly edges: readonly { readonly node: { readonly username: string } }[] };
}

const reacts = (person: Person, messageId: string, emoji: string) =>
  person.does<Reacted>("addReaction", { messageId, emoji }, `reactedMessage { changedSeq ${REACTIONS} }`);
const unreacts = (person: Person, messageId: string, emoji: string) =>
  person.does<Reacted>("removeReaction", { messageId, emoji }, `reactedMessage { changedSeq ${REACTIONS} }`);

/** Each as emoji, count, whose, and whether one is the asker's. */
function told({ reactions }: Pick<Reacted["reactedMessage"], "reactions">) {
  return reactions.map(({ emoji, count, users, viewerHasReacted }) => [
    emoji,
    count,
    users.edges.map(({ node }) => node.username),
    viewerHasReacted,
  ]);
}

/** A group of these people, the first its owner, with one message. */
async function startTalk(people: readonly Person[]) {
  const [owner, ...members] = people;
  if (owner === undefined) throw new Error("unreachable");
  const { createdConversation } = await owner.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Group", memberIds: members.map(({ id }) => id), clientKey: newId() },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;
  const { sentMessage } = await owner.does<{ sentMessage: { id: string } }>(
    "sendMessage",
    { conversationId, body: "react to this", clientKey: newId() },
    "sentMessage { id }",
  );
  return { conversationId, messageId: sentMessage.id };
}

test("emoji are counted in the order they came, each once for each person, and a repetition changes nothing", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const { messageId } = await startTalk([ana, bo, cy]);
  await reacts(bo, messageId, "👍");
  await reacts(cy, messageId, "🎉");
  const third = await reacts(cy, messageId, "👍");
  expect(told(third.reactedMessage)).toEqual([
    ["👍", 2, ["bo", "cy"], true],
    ["🎉", 1, ["cy"], true],
  ]);
  const before = await scene.log();
  expect(await reacts(cy, messageId, "👍")).toEqual(third);
  expect(await scene.log()).toEqual(before);

  const fewer = await unreacts(bo, messageId, "👍");
  expect(told(fewer.reactedMessage)).toEqual([
    ["👍", 1, ["cy"], false],
    ["🎉", 1, ["cy"], false],
  ]);
  expect(fewer.reactedMessage.changedSeq).toBe(third.reactedMessage.changedSeq + 1);
  expect(await unreacts(bo, messageId, "👍")).toEqual(fewer);
  expect(told((await unreacts(cy, messageId, "👍")).reactedMessage)).toEqual([["🎉", 1, ["cy"], true]]);
  expect((await scene.log()).slice(-2)).toEqual(["REACTION_REMOVED", "REACTION_REMOVED"]);
});

test("many who react at once are counted exactly", async () => {
  await using scene = await startScene();
  const people = await scene.people("ana", "bo", "cy", "dee", "eve");
  const { messageId } = await startTalk(Object.values(people));
  const all = Object.values(people).flatMap((person) => ["👍", "🎉"].map((emoji) => ({ person, emoji })));
  await Promise.all(all.map(({ person, emoji }) => reacts(person, messageId, emoji)));
  const { reactions } = (await reacts(people.ana, messageId, "👍")).reactedMessage;
  expect(Object.fromEntries(reactions.map(({ emoji, count }) => [emoji, count]))).toEqual({
    "👍": 5,
    "🎉": 5,
  });
  const rows = await scene.db.reaction.count();
  expect(rows).toBe(all.length);
});

test("an emoji is one emoji, whatever it is joined of, and nothing else is one", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { messageId } = await startTalk([ana]);
  const family = "👨‍👩‍👧‍👦";
  for (const emoji of ["👍🏽", family, "🇨🇭", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"]) await reacts(ana, messageId, emoji);
  // Without its presentation selector it is the same emoji.
  await reacts(ana, messageId, "❤");
  const { reactions } = (await reacts(ana, messageId, "❤️")).reactedMessage;
  expect(reactions.map(({ emoji }) => emoji)).toEqual(["👍🏽", family, "🇨🇭", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "❤️"]);
  const before = await scene.log();
  for (const emoji of ["", "a", "1", ":+1:", "👍👍", "👍 ", "<img>", "\u200d", "👍\u0000", "\ud83d"]) {
    expect([emoji, await ana.tries("addReaction", { messageId, emoji })]).toEqual([
      emoji,
      "InputValidationError",
    ]);
  }
  expect(await scene.log()).toEqual(before);
});

test("a message has at most fifty different emoji, and more people may still join one of them", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { messageId } = await startTalk([ana, bo]);
  for (let index = 0; index < REACTIONS_MAX; index += 1) {
    await reacts(ana, messageId, String.fromCodePoint(0x1f400 + index));
  }
  expect(await bo.tries("addReaction", { messageId, emoji: "👍" })).toBe("TooManyReactionsError");
  const { reactions } = (await reacts(bo, messageId, "🐀")).reactedMessage;
  expect([reactions.length, reactions[0]?.count]).toEqual([REACTIONS_MAX, 2]);
  await unreacts(ana, messageId, "🐁");
  expect(await bo.tries("addReaction", { messageId, emoji: "👍" })).toBe("AddReactionPayload");
});

test("a deleted message has none and takes none", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { messageId } = await startTalk([ana, bo]);
  await reacts(bo, messageId, "👍");
  const { deletedMessage } = await ana.does<{ deletedMessage: Reacted["reactedMessage"] }>(
    "deleteMessage",
    { messageId },
    `deletedMessage { changedSeq ${REACTIONS} }`,
  );
  expect(told(deletedMessage)).toEqual([]);
  expect(await scene.db.reaction.count()).toBe(0);
  expect(await bo.tries("addReaction", { messageId, emoji: "👍" })).toBe("MessageDeletedError");
  expect(await bo.tries("removeReaction", { messageId, emoji: "👍" })).toBe("RemoveReactionPayload");
});

test("who may only read may react; who is silenced, outside, gone, or shown no content may not", async () => {
  await using scene = await startScene();
  const people = await scene.people("ana", "reader", "silenced", "gone", "late", "stranger");
  const { ana, reader, silenced, gone, late, stranger } = people;
  const { conversationId, messageId } = await startTalk([ana, reader, silenced, gone, late]);
  await ana.does("updateConversation", { conversationId, postingPolicy: "MODERATORS" }, "__typename");
  await ana.does("removeMember", { conversationId, userId: gone.id }, "__typename");
  const change = async (username: string, data: object) =>
    scene.db.member.updateMany({ where: { user: { username } }, data });
  await change("silenced", { silencedUntil: new Date(Date.now() + 60_000) });
  await change("late", { visibleFromSeq: 3 });
  const before = await scene.log();

  const endings: Record<string, readonly [Person, string, string]> = {
    silenced: [silenced, "MemberSilencedError", "RemoveReactionPayload"],
    gone: [gone, "NotFoundError", "NotFoundError"],
    late: [late, "NotFoundError", "NotFoundError"],
    stranger: [stranger, "NotFoundError", "NotFoundError"],
    anonymous: [scene.anonymous, "UNAUTHENTICATED", "UNAUTHENTICATED"],
  };
  for (const [who, [person, adding, removing]] of Object.entries(endings)) {
    const input = { messageId, emoji: "👍" };
    expect([who, await person.tries("addReaction", input)]).toEqual([who, adding]);
    expect([who, await person.tries("removeReaction", input)]).toEqual([who, removing]);
  }
  const unknown = { messageId: encodeNodeId("Message", newId()), emoji: "👍" };
  expect(await ana.tries("addReaction", unknown)).toBe("NotFoundError");
  expect(await scene.log()).toEqual(before);
  expect(await reader.tries("addReaction", { messageId, emoji: "👍" })).toBe("AddReactionPayload");

  const shown = async (person: Person) =>
    (
      await person.asks<{ node: Reacted["reactedMessage"] | null }>(
        `query ($id: ID!) { node(id: $id) { ... on Message { changedSeq ${REACTIONS} } } }`,
        { id: messageId },
      )
    ).data.node;
  expect(await shown(stranger)).toBeNull();
  expect(await shown(gone)).toBeNull();
  expect((await shown(late))?.reactions).toEqual([]);
  expect((await shown(silenced))?.reactions).toMatchObject([{ emoji: "👍", count: 1 }]);
});

test("who has reacted comes in pages, and a cursor belongs to its emoji", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const { messageId } = await startTalk([ana, bo, cy]);
  for (const person of [cy, ana, bo]) await reacts(person, messageId, "👍");
  await reacts(ana, messageId, "🎉");
  interface Answer {
    readonly node: {
      readonly reactions: readonly (Reaction & { users: { pageInfo: { endCursor: string } } })[];
    };
  }
  const page = async (after: string | null) =>
    ana.asks<Answer>(
      `query ($id: ID!, $after: String) { node(id: $id) { ... on Message {
        reactions { emoji users(first: 2, after: $after) { edges { node { username } } pageInfo { endCursor hasNextPage } } }
      } } }`,
      { id: messageId, after },
    );
  const [thumbs] = (await page(null)).data.node.reactions;
  expect(thumbs?.users).toMatchObject({
    edges: [{ node: { username: "cy" } }, { node: { username: "ana" } }],
    pageInfo: { hasNextPage: true },
  });
  const { codes } = await page(thumbs?.users.pageInfo.endCursor ?? "");
  expect(codes).toEqual(["BAD_REQUEST"]);
  await unreacts(ana, messageId, "🎉");
  const rest = await page(thumbs?.users.pageInfo.endCursor ?? "");
  expect(rest.data.node.reactions[0]?.users).toMatchObject({
    edges: [{ node: { username: "bo" } }],
    pageInfo: { hasNextPage: false },
  });
});
