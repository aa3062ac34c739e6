/** A database that does not answer: bounded waits, a typed error, and everything goes on afterwards. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { HistoryDocument, SendMessageDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";

test("a lock that is not given up is waited for so long, then the send is UNAVAILABLE and wrote nothing", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const holder = new pg.Client({ connectionString: app.databaseUrl });
  await holder.connect();
  await holder.query("BEGIN; SELECT 1 FROM conversation FOR UPDATE");
  const input = { conversationId: conversation, clientKey: randomUUID(), body: "patient" };
  const refused = await ana.ask(SendMessageDocument, { input });
  expect(refused.errors).toMatchObject([{ extensions: { code: "UNAVAILABLE" } }]);
  await holder.end();

  expect(await ana.send(conversation, "patient", input.clientKey)).toMatchObject({ sentMessage: { seq: 2 } });
  expect(await rowsOf(app, "SELECT seq FROM message")).toEqual([{ seq: 2 }]);
});

test("connections that are cut are made anew; a retry tells what became of a send", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const cut =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  const keys = Array.from({ length: 20 }, () => randomUUID());
  const sends = keys.map((clientKey) =>
    ana.ask(SendMessageDocument, { input: { conversationId: conversation, clientKey, body: clientKey } }),
  );
  await rowsOf(app, cut);
  for (const { errors } of await Promise.all(sends)) {
    if (errors !== undefined) expect(errors).toMatchObject([{ extensions: { code: "UNAVAILABLE" } }]);
  }
  await rowsOf(app, cut);
  const read = await ana.ask(HistoryDocument, { conversationId: conversation, last: 1 });
  if (read.errors !== undefined) expect(read.errors).toMatchObject([{ extensions: { code: "UNAVAILABLE" } }]);

  for (const clientKey of keys) {
    expect(await ana.send(conversation, clientKey, clientKey)).toMatchObject({
      __typename: "SendMessagePayload",
    });
  }
  const rows = await rowsOf<{ seq: number }>(app, "SELECT seq FROM event ORDER BY seq");
  expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
});
