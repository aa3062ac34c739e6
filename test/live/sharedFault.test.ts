/** A fault of an execution that several share: its id finds the one line in the log, and that names none of them. */
import { pino } from "pino";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { RawSocket } from "../transports/support.ts";
import { nextItems } from "./items.ts";

const FOLLOW = `subscription ($conversationId: ID!) {
  conversationEvents(conversationId: $conversationId) {
    __typename ... on MessageSent { sentMessage { readCount } }
  }
}`;

test("whoever shares a failed execution is told the same id, which is nobody's request", async () => {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
  await using app = await startApp({}, { log: pino({ level: "error" }, { write }) });
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await using first = await RawSocket.enter(app.url, bo.authorization);
  await using second = await RawSocket.enter(app.url, cy.authorization);
  for (const socket of [first, second]) {
    socket.subscribe("1", FOLLOW, { conversationId: group });
    await nextItems(socket, 1);
  }
  await ana.sends(group, "before");
  for (const socket of [first, second]) await nextItems(socket, 1);

  await rowsOf(app, "ALTER TABLE member_mark RENAME COLUMN receipt_seq TO mislaid");
  await ana.sends(group, "struck");
  const told = [await first.next(), await second.next()];
  await rowsOf(app, "ALTER TABLE member_mark RENAME COLUMN mislaid TO receipt_seq");

  const requestId: unknown = expect.stringMatching(/^shared\/[\w-]+$/);
  expect(told[0]).toMatchObject({ payload: { errors: [{ extensions: { requestId } }] } });
  expect(told[1]).toEqual(told[0]);
  expect(lines).toMatchObject([{ msg: "operation failed", requestId }]);
  expect(JSON.stringify(told[0])).toContain(String(lines[0]?.["requestId"]));
  for (const name of ["address", "socketId"]) expect(lines[0]).not.toHaveProperty(name);
});
