/** Mentions of everybody: `@all` and `@here`, by those who may. */
import { expect, test } from "vitest";
import { mentionScopeOf } from "../../src/domain/message/mentions.ts";
import { newId } from "../../src/lib/ids.ts";
import { makeGroup } from "../conversation/group.ts";
import { startScene } from "../conversation/scene.ts";
import type { Person } from "../conversation/scene.ts";

interface Sent {
  readonly id: string;
  readonly mentionScope: string | null;
}

async function sends(person: Person, conversationId: string, body: string): Promise<Sent> {
  const { sentMessage } = await person.does<{ sentMessage: Sent }>(
    "sendMessage",
    { conversationId, body, clientKey: newId() },
    "sentMessage { id mentionScope }",
  );
  return sentMessage;
}

async function countsOf(person: Person, id: string): Promise<readonly number[]> {
  const { data } = await person.asks<{
    viewer: { mentionCount: number };
    conversation: { viewerMember: { unreadCount: number; mentionCount: number } };
  }>(
    "query ($id: ID!) { viewer { mentionCount } conversation(id: $id) { viewerMember { unreadCount mentionCount } } }",
    { id },
  );
  const { unreadCount, mentionCount } = data.conversation.viewerMember;
  expect(data.viewer.mentionCount).toBe(mentionCount);
  return [unreadCount, mentionCount];
}

test("everybody is named by a word of its own, in any case", () => {
  const scopes: Record<string, string | null> = {
    "@all": "ALL",
    "hello @All.": "ALL",
    "(@here)": "HERE",
    "@here and @all": "ALL",
    "@allan": null,
    "me@all.example": null,
    "@all@example.com": null,
    "all here": null,
  };
  for (const [body, scope] of Object.entries(scopes))
    expect([body, mentionScopeOf(body)]).toEqual([body, scope]);
});

test("a moderator mentions every member once, whoever is named as well; of a plain member it stays text", async () => {
  await using scene = await startScene();
  const { ana, bo, cy } = await scene.people("ana", "bo", "cy");
  const group = await makeGroup(ana, [bo, cy]);
  expect(await sends(bo, group, "@all look")).toMatchObject({ mentionScope: null });
  expect(await countsOf(cy, group)).toEqual([1, 0]);
  const both = await sends(ana, group, "@all and @cy");
  expect(both).toMatchObject({ mentionScope: "ALL" });
  expect(await sends(ana, group, "@here")).toMatchObject({ mentionScope: "HERE" });
  expect(await countsOf(cy, group)).toEqual([3, 2]);
  expect(await countsOf(bo, group)).toEqual([2, 2]);
  expect(await countsOf(ana, group)).toEqual([1, 0]);

  await ana.does("editMessage", { messageId: both.id, body: "nobody" }, "__typename");
  expect(await countsOf(bo, group)).toEqual([2, 1]);
  await ana.does("editMessage", { messageId: both.id, body: "@all again" }, "__typename");
  expect(await countsOf(bo, group)).toEqual([2, 2]);
  await ana.does("deleteMessage", { messageId: both.id }, "__typename");
  expect(await countsOf(bo, group)).toEqual([1, 1]);
  await bo.does("markRead", { conversationId: group, seq: 4 }, "__typename");
  expect(await countsOf(bo, group)).toEqual([0, 0]);
});

test("between two there is no everybody, and nobody is called so", async () => {
  await using scene = await startScene();
  const { ana, bo } = await scene.people("ana", "bo");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createDirectConversation",
    { userId: bo.id },
    "createdConversation { id }",
  );
  expect(await sends(ana, createdConversation.id, "@all")).toMatchObject({ mentionScope: null });
  for (const username of ["all", "Here"]) {
    const input = {
      username,
      displayName: "x",
      email: `${username}@example.com`,
      password: "correct horse battery",
    };
    expect(await scene.anonymous.tries("register", input)).toBe("InputValidationError");
  }
});
