/** An erasure of somebody who sent very much: what is read for a part does not depend on how far it has got. */
import { expect, test } from "vitest";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { RequestErasureDocument } from "../support/documents.ts";
import { PASSWORD } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { openJobs } from "../removal/scene.ts";
import type { JobsScene } from "../removal/scene.ts";

/** Cy and Bo have written by turns; Cy so many messages. */
async function writeMuch(app: TestApp, count: number) {
  const { bo, cy, group } = await app.people.inGroup("bo", "cy");
  const [conversationId, cyId, boId] = [group, cy.id, bo.id].map((id) => decodeNodeId(id).id);
  await rowsOf(
    app,
    `WITH head AS (
       UPDATE conversation SET head_seq = 1 + 2 * $4::int WHERE id = $1::uuid
     )
     INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body)
     SELECT gen_random_uuid(), $1::uuid, 1 + n, 1 + n, CASE n % 2 WHEN 0 THEN $2::uuid ELSE $3::uuid END,
       gen_random_uuid()::text, '', 'words ' || n
     FROM generate_series(1, 2 * $4::int) AS n`,
    [conversationId, cyId, boId, count],
  );
  await rowsOf(app, "ANALYZE message");
  return { bo, cy };
}

/** Rows of messages, and entries of their indexes, that were read so far. */
async function readsSoFar(app: TestApp, { db }: JobsScene): Promise<number> {
  const flush = () => db.$executeRaw`SELECT pg_stat_force_next_flush()`;
  // On each of the connections that it may have.
  await Promise.all([flush(), flush()]);
  const [row] = await rowsOf<{ reads: string }>(
    app,
    `SELECT t.seq_tup_read + (SELECT sum(i.idx_tup_read) FROM pg_stat_user_indexes i WHERE i.relname = 'message') AS reads
     FROM pg_stat_user_tables t WHERE t.relname = 'message'`,
  );
  return Number(row?.reads);
}

/** Tables as large as those that matter are read by their indexes. */
function byIndexes(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set("options", "-c enable_seqscan=off");
  return url.href;
}

/** What is read while all of it goes, in parts that are cut short one after another. */
async function readsToErase(count: number): Promise<number> {
  await using app = await startApp();
  await using jobs = openJobs({ databaseUrl: byIndexes(app.databaseUrl) });
  const { cy } = await writeMuch(app, count);
  const { requestErasure } = await cy.asks(RequestErasureDocument, { input: { password: PASSWORD } });
  expect(requestErasure.__typename).toBe("RequestErasurePayload");
  const before = await readsSoFar(app, jobs);

  while (!(await jobs.erase(cy, { parts: 2 })));
  const left = `SELECT count(*)::int AS count FROM message WHERE body <> '' AND sender_id = $1::uuid`;
  const reads = (await readsSoFar(app, jobs)) - before;
  expect(await rowsOf(app, left, [decodeNodeId(cy.id).id])).toEqual([{ count: 0 }]);
  expect(jobs.removed()).toBe(count);
  return reads;
}

test(
  "twice as many messages cost twice as much, however often it begins anew",
  { timeout: 60_000 },
  async () => {
    const once = await readsToErase(2_000);
    const twice = await readsToErase(4_000);
    expect(twice / once).toBeLessThan(2.3);
  },
);
