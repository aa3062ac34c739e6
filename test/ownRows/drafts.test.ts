/** Drafts: what somebody has written and not sent, on all their devices and on nobody else's. */
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { startApp } from "../support/app.ts";
import { countStatements } from "../support/countStatements.ts";
import { rowsOf } from "../support/rows.ts";
import { asks, does, drafts, draftsOf } from "./scene.ts";
import type { Person } from "../support/people.ts";

interface Draft {
  readonly id: string;
  readonly body: string;
  readonly savedAt: string;
}

async function draftIn(person: Person, conversationId: string): Promise<Draft | null | undefined> {
  const { conversation } = await asks<{ conversation: { viewerDraft: Draft | null } | null }>(
    person,
    "query ($id: ID!) { conversation(id: $id) { viewerDraft { id body savedAt } } }",
    { id: conversationId },
  );
  return conversation?.viewerDraft;
}

async function node(person: Person, id: string): Promise<{ body?: string } | null> {
  return (
    await asks<{ node: { body?: string } | null }>(
      person,
      "query ($id: ID!) { node(id: $id) { id ... on Draft { body } } }",
      { id },
    )
  ).node;
}

test("a draft is kept as written, one per conversation, until an empty one takes its place", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  expect(await draftIn(bo, group)).toBeNull();
  const saved = await drafts(bo, group, "  Dear all,\n\n");
  expect(saved).toMatchObject({ body: "  Dear all,\n\n" });
  expect(await draftIn(bo, group)).toEqual(saved);
  expect(await drafts(bo, group, "Dear ana")).toMatchObject({ body: "Dear ana" });
  expect(await draftsOf(bo)).toEqual(["Dear ana"]);
  // Sending is another matter.
  await bo.sends(group, "Dear ana");
  expect(await draftsOf(bo)).toEqual(["Dear ana"]);

  for (const nothing of ["", " \n\t "]) {
    await drafts(bo, group, "once more");
    expect(await drafts(bo, group, nothing)).toBeNull();
    expect([await draftIn(bo, group), await draftsOf(bo)]).toEqual([null, []]);
  }
});

test("the same draft again is not written, nor is the end of one that never was", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  const written = () => rowsOf(app, "SELECT xmin::text, body, saved_at FROM draft");
  expect(await drafts(bo, group, "")).toBeNull();
  expect(await written()).toEqual([]);
  const saved = await drafts(bo, group, "Dear all");
  const before = await written();
  expect(await drafts(bo, group, "Dear all")).toEqual(saved);
  expect(await written()).toEqual(before);
  await drafts(bo, group, "");
  const emptied = await written();
  expect(emptied).toMatchObject([{ body: "" }]);
  await drafts(bo, group, "");
  expect(await written()).toEqual(emptied);
});

test("a draft has at most as many characters as a body, and no control characters", async () => {
  await using app = await startApp();
  const { bo, group } = await app.people.inGroup("ana", "bo");
  const longest = "🦜".repeat(16_384);
  expect(await drafts(bo, group, longest)).toMatchObject({ body: longest });
  for (const body of [`${longest}.`, "\u0000", "\ud800"]) {
    expect(await drafts(bo, group, body)).toBe("InputValidationError");
  }
  expect(await draftIn(bo, group)).toMatchObject({ body: longest });
});

test("drafts come with the last changed first, page by page", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const groups: string[] = [];
  for (let index = 0; index < 5; index += 1) groups.push(await ana.makesGroup(`Group ${index}`, bo));
  for (const [index, group] of groups.entries()) await drafts(bo, group, `draft ${index}`);
  await drafts(bo, groups[1] ?? "", "draft 1, better");
  await drafts(bo, groups[3] ?? "", "");
  await drafts(ana, groups[0] ?? "", "not bo's");
  const wanted = ["draft 1, better", "draft 4", "draft 2", "draft 0"];
  expect(await draftsOf(bo)).toEqual(wanted);

  await rowsOf(app, "UPDATE draft SET saved_at = '2026-01-01'");
  const whole = await draftsOf(bo);
  const read: string[] = [];
  let after: string | null = null;
  do {
    const page: {
      viewer: {
        drafts: {
          edges: { node: { body: string } }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
      };
    } = await asks(
      bo,
      `query ($after: String) { viewer { drafts(first: 1, after: $after) {
        edges { node { body } } pageInfo { hasNextPage endCursor }
      } } }`,
      { after },
    );
    const { edges, pageInfo } = page.viewer.drafts;
    read.push(...edges.map((edge) => edge.node.body));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  expect(read).toEqual(whole);
  expect(read.toSorted()).toEqual(wanted.toSorted());
  await expect(asks(bo, '{ viewer { drafts(after: "junk") { edges { node { body } } } } }')).rejects.toThrow(
    "BAD_REQUEST",
  );
});

test("a thread has a draft of its own, which only what may be its root can have", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const other = await ana.makesGroup("Other", bo);
  const [root, unwanted] = await ana.sends(group, "root", "unwanted");
  const [elsewhere] = await ana.sends(other, "elsewhere");
  const reply = { conversationId: group, clientKey: "reply", body: "reply", threadRootId: root?.id };
  const { sentMessage } = await does<{ sentMessage: { id: string } }>(
    ana,
    "sendMessage",
    reply,
    "sentMessage { id }",
  );
  const saves = (threadRootId: string | undefined, body: string) => {
    const input = { conversationId: group, threadRootId, body };
    return does<{ savedDraft?: object | null }>(
      bo,
      "saveDraft",
      input,
      "savedDraft { body threadRoot { id } }",
    );
  };
  await drafts(bo, group, "in the conversation");
  expect(await saves(root?.id, "in the thread")).toMatchObject({
    savedDraft: { body: "in the thread", threadRoot: { id: root?.id } },
  });
  expect(await draftIn(bo, group)).toMatchObject({ body: "in the conversation" });
  expect(await draftsOf(bo)).toEqual(["in the thread", "in the conversation"]);
  const threadDraft = async () => {
    const seen = await asks<{ node: { thread: { viewerDraft: { body: string } | null } } }>(
      bo,
      "query ($id: ID!) { node(id: $id) { ... on Message { thread { viewerDraft { body } } } } }",
      { id: root?.id },
    );
    return seen.node.thread.viewerDraft?.body ?? null;
  };
  expect(await threadDraft()).toBe("in the thread");
  expect(await saves(root?.id, "")).toMatchObject({ savedDraft: null });
  expect([await threadDraft(), await draftsOf(bo)]).toEqual([null, ["in the conversation"]]);

  await does(bo, "deleteMessageForMe", { messageId: unwanted?.id });
  for (const id of [sentMessage.id, elsewhere?.id, unwanted?.id, encodeNodeId("Message", newId()), group]) {
    expect([id, (await saves(id, "no")).__typename]).toEqual([id, "NotFoundError"]);
  }
});

test("a page of drafts with their conversations costs two statements, however long", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  for (let index = 0; index < 12; index += 1) {
    await drafts(bo, await ana.makesGroup(`Group ${index}`, bo), `draft ${index}`);
  }
  for (const first of [1, 12]) {
    const source = `{ viewer { drafts(first: ${first}) { edges { node { body conversation { title } } } } } }`;
    expect([first, await countStatements(app, bo, source)]).toEqual([first, 2]);
  }
});

test("a draft is nobody else's, whichever way they ask for it", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  const saved = await drafts(bo, group, "secret");
  if (saved === null || typeof saved === "string") throw new Error("It was not saved.");
  expect(await node(bo, saved.id)).toMatchObject({ body: "secret" });
  for (const person of [ana, eve]) {
    expect(await node(person, saved.id)).toBeNull();
    expect(await draftsOf(person)).toEqual([]);
  }
  expect(await draftIn(ana, group)).toBeNull();
  for (const id of [encodeNodeId("Draft", `${newId()}:${newId()}`), encodeNodeId("Draft", "junk"), "junk"]) {
    expect([id, await node(bo, id)]).toEqual([id, null]);
  }
  expect(await rowsOf(app, "SELECT head_seq FROM conversation")).toEqual([{ head_seq: 1 }]);
});

test("a stranger and who has left have no drafts there; what was drafted is gone with the membership", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  const saved = await drafts(bo, group, "never sent");
  if (saved === null || typeof saved === "string") throw new Error("It was not saved.");
  await ana.removes(group, bo);
  expect([await draftsOf(bo), await node(bo, saved.id)]).toEqual([[], null]);
  expect(await rowsOf(app, "SELECT * FROM draft")).toEqual([]);
  for (const person of [bo, eve]) {
    for (const id of [group, encodeNodeId("Conversation", newId()), "junk"]) {
      expect(await drafts(person, id, "hello?")).toBe("NotFoundError");
    }
  }
  await ana.adds(group, bo);
  expect(await draftIn(bo, group)).toBeNull();
  expect(await drafts(bo, group, "again")).toMatchObject({ body: "again" });
});

test("whoever saves a draft at the moment of their removal keeps none", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([
      ana.removes(group, bo),
      ...Array.from({ length: 6 }, (_, index) => drafts(bo, group, `draft ${round} ${index}`)),
    ]);
    expect(await rowsOf(app, "SELECT * FROM draft")).toEqual([]);
    await ana.adds(group, bo);
  }
});
