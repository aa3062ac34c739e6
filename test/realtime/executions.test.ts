/** An event is executed once for all to whom it says the same, and again for those to whom it says less. */
import { expect, test } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { WHOLE } from "../../src/domain/message/policy.ts";
import type { Visibility } from "../../src/domain/message/policy.ts";
import type { Audience, InboxStreamItem, Selection } from "../../src/domain/streams.ts";
import { Executions } from "../../src/realtime/executions.ts";
import { conversationAt, sent } from "./fakes.ts";

interface Executed {
  readonly item: InboxStreamItem;
  readonly audience: Audience;
}

/** Selects under `key` whatever comes; `execute` is told of by `executed`. */
function selecting(key: string | null, executed: Executed[] = []) {
  const selection: Selection = {
    keyOf: () => key,
    execute: async (item, audience) => {
      executed.push({ item, audience });
      return { item };
    },
  };
  return { selection, executed };
}

function startExecutions() {
  let count = 0;
  const executions = new Executions({
    conversationOf: () => conversationAt(7),
    onExecuted: () => {
      count += 1;
    },
    admit: (read) => read(),
  });
  return { executions, count: () => count };
}

function itemOf(event: ConversationEvent, visibility: Visibility = WHOLE): InboxStreamItem {
  return { type: "EVENT", event, cursor: "cursor", visibility };
}

function edited(seq: number, of: number): ConversationEvent {
  const { kind, ...event } = sent(of, { changedSeq: seq });
  if (!("message" in event) || kind !== "MESSAGE_SENT") throw new Error("unreachable");
  return { ...event, kind: "MESSAGE_EDITED", seq };
}

test("whoever selects the same of an event gets the same payload, executed once, with the feed's conversation", async () => {
  const { executions, count } = startExecutions();
  const [one, other] = [selecting("key"), selecting("key")];
  const item = itemOf(sent(5));
  const payload = await executions.of(one.selection, item);
  expect(await executions.of(other.selection, item)).toBe(payload);
  expect(count()).toBe(1);
  expect(one.executed.map(({ audience }) => audience.conversation?.headSeq)).toEqual([7]);
  await executions.of(selecting("another key").selection, item);
  expect(count()).toBe(2);
  await executions.of(one.selection, itemOf(sent(5)));
  expect(count()).toBe(3);
});

test("two classes are shown an edit: with its content, and without; none sees whose time begins where", async () => {
  const { executions, count } = startExecutions();
  const { selection, executed } = selecting("key");
  const event = edited(9, 5);
  for (const fromSeq of [0, 1, 5]) await executions.of(selection, itemOf(event, { fromSeq, toSeq: null }));
  for (const fromSeq of [6, 7, 9]) await executions.of(selection, itemOf(event, { fromSeq, toSeq: null }));
  expect(count()).toBe(2);
  expect(executed.map(({ item }) => (item.type === "EVENT" ? item.visibility : null))).toEqual([
    WHOLE,
    { fromSeq: 6, toSeq: null },
  ]);
});

test("nothing is shared of what depends on the viewer, of what frames a stream, and by whose membership has ended", () => {
  const { executions, count } = startExecutions();
  expect(executions.of(selecting(null).selection, itemOf(sent(1)))).toBeNull();
  const { selection } = selecting("key");
  expect(executions.of(selection, itemOf(sent(1), { fromSeq: 0, toSeq: 9 }))).toBeNull();
  for (const item of [
    { type: "READY", cursor: "c", recovered: false, conversationId: null },
    { type: "RESET", cursor: "c", reason: "" },
    { type: "CHECKPOINT", cursor: "c" },
  ] satisfies InboxStreamItem[]) {
    expect(executions.of(selection, item)).toBeNull();
  }
  expect(count()).toBe(0);
});

test("an execution that failed is tried again by the next who asks, and a good one is not", async () => {
  const { executions, count } = startExecutions();
  let isAway = true;
  const selection: Selection = {
    keyOf: () => "key",
    execute: async () => {
      if (isAway) throw new Error("away");
      return {};
    },
  };
  const item = itemOf(sent(1));
  await Promise.all([1, 2].map(() => expect(executions.of(selection, item)).rejects.toThrow("away")));
  expect(count()).toBe(1);
  isAway = false;
  await executions.of(selection, item);
  await executions.of(selection, item);
  expect(count()).toBe(2);
});
