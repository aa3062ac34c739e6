// A conversation's looks and rules: set, never toggled.

import { expect, test } from "vitest";
import { startScene } from "./scene.ts";

interface Updated {
  readonly updatedConversation: Readonly<Record<string, unknown>>;
}

const FIELDS = "updatedConversation { title description avatarUrl postingPolicy headSeq }";

test("what is given is set, what is absent stays, and nothing new is no event", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Tea", memberIds: [], clientKey: "k" },
    "createdConversation { id }",
  );
  const update = async (input: object) => {
    const given = { conversationId: createdConversation.id, ...input };
    return (await ana.does<Updated>("updateConversation", given, FIELDS)).updatedConversation;
  };

  const fresh = { title: "Tea", description: null, avatarUrl: null, postingPolicy: "EVERYONE", headSeq: 1 };
  expect(await update({})).toEqual(fresh);
  expect(await update({ title: " Tea ", description: "", avatarUrl: null })).toEqual(fresh);

  const all = {
    title: "Coffee",
    description: "Black.\r\nNo sugar.",
    avatarUrl: "https://example.com/cup.png",
    postingPolicy: "MODERATORS",
  };
  const set = { ...all, description: "Black.\nNo sugar.", headSeq: 2 };
  expect(await update(all)).toEqual(set);
  expect(await update(all)).toEqual(set);
  expect(await update({ title: null, postingPolicy: null })).toEqual(set);
  expect(await update({ description: null, avatarUrl: null })).toEqual({
    ...set,
    description: null,
    avatarUrl: null,
    headSeq: 3,
  });
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED", "CONVERSATION_UPDATED", "CONVERSATION_UPDATED"]);
});

test("its bounds", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const { createdConversation } = await ana.does<{ createdConversation: { id: string } }>(
    "createGroup",
    { title: "Tea", memberIds: [], clientKey: "k" },
    "createdConversation { id }",
  );
  const conversationId = createdConversation.id;

  for (const broken of [
    { title: "" },
    { title: "t".repeat(121) },
    { title: "two\nlines" },
    { description: "d".repeat(2001) },
    { description: "bell\u0007" },
  ]) {
    expect([broken, await ana.tries("updateConversation", { conversationId, ...broken })]).toEqual([
      broken,
      "InputValidationError",
    ]);
  }
  for (const avatarUrl of ["javascript:alert(1)", "cup.png", `https://example.com/${"a".repeat(2048)}`]) {
    const ending = await ana.tries("updateConversation", { conversationId, avatarUrl });
    expect([avatarUrl, ending]).toEqual([avatarUrl, "BAD_REQUEST"]);
  }
  expect(await scene.log()).toEqual(["CONVERSATION_CREATED"]);
});
