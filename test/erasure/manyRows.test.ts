/** An erasure of somebody who left very many rows: no statement of it changes more than a bounded number. */
import { expect, test } from "vitest";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { startScene } from "../conversation/scene.ts";
import type { Scene } from "../conversation/scene.ts";
import { openJobs } from "../removal/scene.ts";
import { PASSWORD } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";

const ROWS = 1_200;
/** What a statement of any part may change. */
const CHANGED_MAX = 1_000;

/** From now on no statement changes more rows, in whichever table. */
async function boundStatements(scene: Scene): Promise<void> {
  await rowsOf(
    scene,
    `CREATE FUNCTION refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       IF (SELECT count(*) FROM changed) > ${CHANGED_MAX} THEN
         RAISE EXCEPTION 'A statement changes % rows of %.', (SELECT count(*) FROM changed), TG_TABLE_NAME;
       END IF;
       RETURN NULL;
     END $$`,
  );
  const tables = await rowsOf<{ name: string }>(
    scene,
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  for (const { name } of tables) {
    for (const event of ["UPDATE", "DELETE"]) {
      const trigger = `CREATE TRIGGER refuse_many_${event} AFTER ${event} ON "${name}"
        REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION refuse_many()`;
      await rowsOf(scene, trigger);
    }
  }
}

/** Of each kind ROWS: what a person may leave without a bound. */
async function leaveMuch(scene: Scene, userId: string, otherId: string): Promise<void> {
  const insert = (sql: string) =>
    rowsOf(
      scene,
      `WITH place AS (
         INSERT INTO conversation (id, kind, title) VALUES (gen_random_uuid(), 'GROUP', 'Much') RETURNING id
       ), ids AS (SELECT $1::uuid AS own, $2::uuid AS other), n AS (SELECT generate_series(1, ${ROWS}) AS n)
       ${sql}`,
      [userId, otherId],
    );
  await insert(
    `, roots AS (
       INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body)
       SELECT gen_random_uuid(), place.id, n, n, other, n::text, '', 'a root' FROM place, ids, n
       RETURNING id, conversation_id
     )
     INSERT INTO thread_member (root_id, user_id, conversation_id)
     SELECT roots.id, own, conversation_id FROM roots, ids`,
  );
  await insert(
    `INSERT INTO attachment (id, owner_id, filename, content_type, byte_size, created_at)
     SELECT gen_random_uuid(), own, 'mine.png', 'image/png', 1, now() FROM ids, n`,
  );
  await insert(
    `INSERT INTO invite_link (id, conversation_id, created_by_id, secret_hash)
     SELECT gen_random_uuid(), place.id, own, sha256(n::text::bytea) FROM place, ids, n`,
  );
  await insert(
    `, reports AS (
       INSERT INTO report (id, reporter_id, kind, target_id, reason, words, created_at)
       SELECT gen_random_uuid(), own, 'USER', gen_random_uuid(), 'OTHER', 'my words', now() FROM ids, n RETURNING id
     )
     INSERT INTO report_note (id, report_id, author_id, body, created_at)
     SELECT gen_random_uuid(), reports.id, own, 'my note', now() FROM reports, ids`,
  );
}

test("no statement of an erasure changes more than a thousand rows, however many there are", async () => {
  await using scene = await startScene();
  await using jobs = openJobs(scene);
  const { ana, bo } = await scene.people("ana", "bo");
  await leaveMuch(scene, decodeNodeId(ana.id).id, decodeNodeId(bo.id).id);
  await boundStatements(scene);
  await ana.does("requestErasure", { password: PASSWORD }, "__typename");
  expect(await jobs.erase(ana)).toBe(true);

  expect(await scene.db.threadMember.count({ where: { isFollowing: true } })).toBe(0);
  expect(
    await scene.db.attachment.count({ where: { OR: [{ filename: { not: "" } }, { expiresAt: null }] } }),
  ).toBe(0);
  expect(await scene.db.inviteLink.count({ where: { revokedAt: null } })).toBe(0);
  expect(await scene.db.report.count({ where: { words: { not: "" } } })).toBe(0);
  expect(await scene.db.reportNote.count({ where: { body: { not: "" } } })).toBe(0);
});
