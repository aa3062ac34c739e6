// A conversation's slow mode, retention and custom data: what is kept, and what is refused.

import { expect, test } from "vitest";
import { assertCustomData } from "../../src/domain/customData.ts";
import { InputValidationError } from "../../src/domain/errors.ts";
import { endingsOf, makeGroup, staffOf } from "./group.ts";
import { startScene } from "./scene.ts";
import type { Person } from "./scene.ts";

const ROLES = {
  anonymous: "UNAUTHENTICATED",
  stranger: "NotFoundError",
  gone: "NotFoundError",
  member: "NotAllowedError",
  moderator: "NotAllowedError",
  admin: "UpdateConversationPayload",
  owner: "UpdateConversationPayload",
};

async function update(by: Person, conversationId: string, input: object) {
  const { updatedConversation } = await by.does<{ updatedConversation: object }>(
    "updateConversation",
    { conversationId, ...input },
    "updatedConversation { slowModeSeconds retentionDays customData headSeq }",
  );
  return updatedConversation;
}

/** `levels` objects in each other. */
const nested = (levels: number): object => (levels === 1 ? {} : { inner: nested(levels - 1) });

test("custom data is kept as it is given, and removed by null or nothing in it", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await makeGroup(ana, []);
  const customData = {
    b: [1, 2.5, null, true],
    a: { clé: "значение 💬" },
    "": "",
  };

  expect(await update(ana, id, { customData })).toMatchObject({ slowModeSeconds: 0, customData, headSeq: 2 });
  // The same in another order is the same.
  const { a, b, ...rest } = customData;
  expect(await update(ana, id, { customData: { a, ...rest, b } })).toMatchObject({ headSeq: 2 });
  const { data } = await ana.asks<object>("query ($id: ID!) { conversation(id: $id) { customData } }", {
    id,
  });
  expect(data).toEqual({ conversation: { customData } });
  expect(await update(ana, id, { customData: null })).toMatchObject({ customData: {}, headSeq: 3 });
  expect(await update(ana, id, { customData: {} })).toMatchObject({ headSeq: 3 });
});

test("custom data is an object of at most 8 KB and eight levels, of text that can be kept", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const conversationId = await makeGroup(ana, []);
  const tries = (customData: unknown) => ana.tries("updateConversation", { conversationId, customData });
  // Five bytes of it are the frame.
  const bytes = (count: number) => ({ "": "é".repeat((count - 7) / 2) + "x".repeat((count - 7) % 2) });

  expect(Buffer.byteLength(JSON.stringify(bytes(8_193)))).toBe(8_193);
  expect(await tries(bytes(8_192))).toBe("UpdateConversationPayload");
  expect(await tries(bytes(8_193))).toBe("InputValidationError");
  expect(await tries(nested(8))).toBe("UpdateConversationPayload");
  expect(await tries(nested(9))).toBe("InputValidationError");
  expect(await tries({ list: [[[[[[[[]]]]]]]] })).toBe("InputValidationError");
  expect(await tries({ nul: "\u0000" })).toBe("InputValidationError");
  expect(await tries({ "\ud800": 1 })).toBe("InputValidationError");
  expect(await tries({ backslash: "\\u0000 \\ud800" })).toBe("UpdateConversationPayload");
  for (const other of [[], "text", 1, true]) expect(await tries(other)).toBe("InputValidationError");
});

test("what is deeper than any stack is refused before it is written as text", () => {
  let deep: object = {};
  for (let level = 0; level < 100_000; level += 1) deep = { deep };
  expect(() => assertCustomData("customData", deep)).toThrow(InputValidationError);
});

test("slow mode is set in seconds, up to six hours", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await makeGroup(ana, []);
  for (const slowModeSeconds of [-1, 21_601]) {
    const input = { conversationId: id, slowModeSeconds };
    expect(await ana.tries("updateConversation", input)).toBe("InputValidationError");
  }
  expect(await update(ana, id, { slowModeSeconds: 21_600 })).toMatchObject({
    slowModeSeconds: 21_600,
    headSeq: 2,
  });
  expect(await update(ana, id, { slowModeSeconds: null })).toMatchObject({
    slowModeSeconds: 21_600,
    headSeq: 2,
  });
  expect(await update(ana, id, { slowModeSeconds: 0 })).toMatchObject({ slowModeSeconds: 0, headSeq: 3 });
});

test("messages are kept for up to a hundred years, or as long as the server keeps them", async () => {
  await using scene = await startScene();
  const { ana } = await scene.people("ana");
  const id = await makeGroup(ana, []);
  for (const retentionDays of [-1, 36_501]) {
    const input = { conversationId: id, retentionDays };
    expect(await ana.tries("updateConversation", input)).toBe("InputValidationError");
  }
  expect(await update(ana, id, { retentionDays: 36_500 })).toMatchObject({
    retentionDays: 36_500,
    headSeq: 2,
  });
  expect(await update(ana, id, { retentionDays: null })).toMatchObject({
    retentionDays: 36_500,
    headSeq: 2,
  });
  // A shorter time has a job, in the same transaction.
  expect(await scene.db.job.findMany({ select: { name: true } })).toEqual([
    { name: "removeExpiredMessages" },
  ]);
  expect(await update(ana, id, { retentionDays: 0 })).toMatchObject({ retentionDays: 0, headSeq: 3 });
});

test("who may set them", async () => {
  await using scene = await startScene();
  const staff = await staffOf(scene);
  expect(await endingsOf(staff, "updateConversation", () => ({ slowModeSeconds: 10 }))).toEqual(ROLES);
  expect(await endingsOf(staff, "updateConversation", () => ({ retentionDays: 30 }))).toEqual(ROLES);
  expect(await endingsOf(staff, "updateConversation", () => ({ customData: { by: "role" } }))).toEqual(ROLES);
});
