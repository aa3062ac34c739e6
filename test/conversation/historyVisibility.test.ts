// What new members see of what was said before they joined: places always, words as the conversation says.

import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { endingsOf, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

async function says(who: Person, conversationId: string, ...bodies: string[]): Promise<void> {
  for (const body of bodies) {
    await who.does("sendMessage", { conversationId, clientKey: newId(), body }, "__typename");
  }
}

interface History {
  readonly viewerMember: { readonly unreadCount: number };
  readonly lastMessage: { readonly body: string; readonly isWithheld: boolean } | null;
  readonly messages: {
    readonly edges: readonly { readonly node: { readonly body: string; readonly isWithheld: boolean } }[];
  };
}

/** Bodies in order, `null` for what is withheld; and how many count as unread. */
async function seenBy(person: Person, id: string) {
  const { data } = await person.asks<{ conversation: History }>(
    `query ($id: ID!) { conversation(id: $id) {
      viewerMember { unreadCount } lastMessage { body isWithheld }
      messages(last: 100) { edges { node { body isWithheld } } }
    } }`,
    { id },
  );
  const { viewerMember, messages } = data.conversation;
  for (const { node } of messages.edges) if (node.isWithheld) expect(node.body).toBe("");
  const bodies = messages.edges.map(({ node }) => (node.isWithheld ? null : node.body));
  return { bodies, unread: viewerMember.unreadCount };
}

const rule = (by: Person, conversationId: string, input: object) =>
  by.does("updateConversation", { conversationId, ...input }, "__typename");

const add = (by: Person, conversationId: string, ...people: Person[]) =>
  by.does("addMembers", { conversationId, userIds: people.map(({ id }) => id) }, "__typename");

test("who joins sees all, nothing, or the last N; who is there keeps what they see", async () => {
  await using scene = await startScene();
  const { ana, bo, cy, di, eve } = await scene.people("ana", "bo", "cy", "di", "eve");
  const conversationId = await makeGroup(ana, []);
  await says(ana, conversationId, "one", "two", "three");

  await add(ana, conversationId, bo);
  await rule(ana, conversationId, { historyVisibility: "SINCE_JOINED" });
  await add(ana, conversationId, cy);
  await rule(ana, conversationId, { historyVisibility: "LAST_N", historyLastN: 2 });
  await add(ana, conversationId, di);
  await rule(ana, conversationId, { historyLastN: 3 });
  await add(ana, conversationId, eve);
  await says(ana, conversationId, "four");

  const all = ["one", "two", "three", "four"];
  expect(await seenBy(bo, conversationId)).toEqual({ bodies: all, unread: 4 });
  expect(await seenBy(cy, conversationId)).toEqual({ bodies: [null, null, null, "four"], unread: 1 });
  expect(await seenBy(di, conversationId)).toEqual({ bodies: [null, "two", "three", "four"], unread: 3 });
  expect(await seenBy(eve, conversationId)).toEqual({ bodies: all, unread: 4 });
});

test("several who join at once see each what was said before, and who comes back sees as one who is new", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeGroup(ana, [bo]);
  await says(ana, conversationId, "one");
  await bo.does("leaveConversation", { conversationId }, "__typename");
  await rule(ana, conversationId, { historyVisibility: "SINCE_JOINED" });
  await add(ana, conversationId, cy, bo);
  await says(ana, conversationId, "two");

  for (const person of [bo, cy]) {
    expect(await seenBy(person, conversationId)).toEqual({ bodies: [null, "two"], unread: 1 });
  }
  await bo.does("leaveConversation", { conversationId }, "__typename");
  await rule(ana, conversationId, { historyVisibility: "ALL" });
  await add(ana, conversationId, bo);
  expect((await seenBy(bo, conversationId)).bodies).toEqual(["one", "two"]);
});

test("where fewer were said than N, all of them are seen", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const conversationId = await makeGroup(ana, []);
  await rule(ana, conversationId, { historyVisibility: "LAST_N", historyLastN: 1000 });
  await add(ana, conversationId, bo);
  await says(ana, conversationId, "one");
  await add(ana, conversationId, cy);

  expect((await seenBy(cy, conversationId)).bodies).toEqual(["one"]);
});

test("its bounds, and who may set it", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  for (const historyLastN of [0, -1, 1001]) {
    const input = { conversationId: staff.conversationId, historyLastN };
    expect(await staff.owner.tries("updateConversation", input)).toBe("InputValidationError");
  }
  expect(await endingsOf(staff, "updateConversation", () => ({ historyVisibility: "SINCE_JOINED" }))).toEqual(
    {
      anonymous: "UNAUTHENTICATED",
      stranger: "NotFoundError",
      gone: "NotFoundError",
      member: "NotAllowedError",
      moderator: "NotAllowedError",
      admin: "UpdateConversationPayload",
      owner: "UpdateConversationPayload",
    },
  );
});
