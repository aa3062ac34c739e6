/** What one member is told of typing and receipts, of what is kept from whom. */
import { expect, test } from "vitest";
import type { TypingState } from "../../src/domain/presence/ports.ts";
import type { Restriction } from "../../src/domain/privacy/restriction.ts";
import { viewNewTyping, viewReceipts, viewTyping } from "../../src/domain/privacy/viewSignal.ts";
import type { ReceiptsItem } from "../../src/domain/receipts/ports.ts";
import { markedMember } from "../realtime/fakes.ts";

const FROM_ANA: Restriction = { onlyTo: null, notTo: ["ana"] };
const TO_CY: Restriction = { onlyTo: ["cy"], notTo: [] };

function receipts(count: number, ...moved: readonly (readonly [string, Restriction?])[]): ReceiptsItem {
  const members = moved.map(([userId, restriction]) => ({
    ...markedMember(1, { userId }),
    ...(restriction && { restriction }),
  }));
  return { type: "RECEIPTS", conversationId: "conversation", members, count };
}

test("of receipts one sees those that are not kept from one, and as many less are counted", () => {
  const item = receipts(50, ["one"], ["two", FROM_ANA], ["three", TO_CY]);
  expect(viewReceipts(item, "cy")).toBe(item);
  expect(viewReceipts(item, "bo")).toMatchObject({
    count: 49,
    members: [{ userId: "one" }, { userId: "two" }],
  });
  expect(viewReceipts(item, "ana")).toMatchObject({ count: 48, members: [{ userId: "one" }] });
  expect(viewReceipts(receipts(1, ["two", FROM_ANA]), "ana")).toBeNull();
});

function typing(...typists: readonly (readonly [string, Restriction?])[]): TypingState {
  const restrictions = typists.flatMap(([userId, restriction]) =>
    restriction === undefined ? [] : [[userId, restriction] as const],
  );
  return {
    type: "TYPING",
    conversationId: "conversation",
    userIds: typists.map(([userId]) => userId),
    count: typists.length,
    ...(restrictions.length > 0 && { restrictions: new Map(restrictions) }),
  };
}

test("of typing one sees whom it is not kept from one, and hears nothing while only others change", () => {
  const bo = typing(["bo"]);
  const both = typing(["bo"], ["dee", FROM_ANA]);
  expect(viewTyping(bo, "ana")).toBe(bo);
  expect(viewTyping(both, "cy")).toBe(both);
  expect(viewTyping(both, "ana")).toMatchObject({ userIds: ["bo"], count: 1 });
  expect(viewNewTyping(both, bo, "cy")).toBe(both);
  expect(viewNewTyping(both, bo, "ana")).toBeNull();
  expect(viewNewTyping(bo, both, "ana")).toBeNull();
  expect(viewNewTyping(typing(["dee", FROM_ANA]), null, "ana")).toBeNull();
  expect(viewNewTyping(typing(["dee", FROM_ANA]), both, "ana")).toMatchObject({ userIds: [], count: 0 });
});
