/** Changes of one conversation wait for each other without holding what everybody else needs. */
import pg from "pg";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { EditMessageDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";

const CONNECTIONS = 4;
const EDITS = 40;
const READS = 20;

test("with forty changes waiting for one locked conversation, everybody else's reads are answered", async () => {
  await using app = await startApp({ DATABASE_POOL_MAX: String(CONNECTIONS) });
  const { ana, group } = await app.people.inGroup("ana", "bo");
  const { cy, conversation } = await app.people.inConversation("cy", "di");
  const [message] = await ana.sends(group, "one");
  const messageId = message?.id ?? "";
  await cy.sends(conversation, "read me");

  await using lock = await lockConversations(app.databaseUrl);
  let answered = 0;
  const editing = Array.from({ length: EDITS }, async (_, index) => {
    const { data } = await ana.ask(EditMessageDocument, { input: { messageId, body: `edit ${index}` } });
    answered += 1;
    return data?.editMessage.__typename;
  });
  await becomes(async () => (await lockWaits(app)) > 0, true);
  for (let reads = 0; reads < READS; reads += 1) {
    expect((await cy.history(conversation))?.messages.edges).toMatchObject([{ node: { body: "read me" } }]);
  }
  expect({ answered, waiting: await lockWaits(app) }).toEqual({ answered: 0, waiting: 1 });
  await lock.release();
  expect(await Promise.all(editing)).toEqual(Array(EDITS).fill("EditMessagePayload"));
});

/** Holds every conversation's row until it is released. */
async function lockConversations(
  databaseUrl: string,
): Promise<AsyncDisposable & { release(): Promise<void> }> {
  const holder = new pg.Client({ connectionString: databaseUrl });
  await holder.connect();
  await holder.query("BEGIN");
  await holder.query("SELECT FROM conversation FOR UPDATE");
  const release = (): Promise<void> => holder.end();
  return { release, [Symbol.asyncDispose]: release };
}

/** Connections that wait for a lock. */
async function lockWaits(app: { readonly databaseUrl: string }): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    app,
    "SELECT count(*)::int AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return row?.count ?? 0;
}
