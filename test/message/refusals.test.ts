/** Every refusal leaves one line in the log, whether the client gets it as data or as an error. */
import { Writable } from "node:stream";
import { pino } from "pino";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { HistoryDocument } from "../support/documents.ts";

test("a refused mutation and a refused query are one line each, with code and request id, and no text of the person's", async () => {
  const lines: Record<string, unknown>[] = [];
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(JSON.parse(String(chunk)) as Record<string, unknown>);
      done();
    },
  });
  await using app = await startApp({}, { log: pino({ level: "info" }, sink) });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await ana.send(conversation, "secret \u0007");
  await ana.ask(HistoryDocument, { conversationId: conversation, last: 101 });
  const refusals = lines.filter(({ msg }) => String(msg).startsWith("refused"));
  expect(refusals).toMatchObject([
    { code: "INPUT_VALIDATION", mutation: "sendMessage", requestId: expect.any(String) as string },
    { code: "BAD_REQUEST", requestId: expect.any(String) as string },
  ]);
  expect(JSON.stringify(lines)).not.toContain("secret");
});
