/** The suite proves itself: servers that are wrong on purpose have to be found wrong. */
import { setTimeout as delay } from "node:timers/promises";
import { idOf } from "../../../src/schema/nodeId.ts";
import pg from "pg";
import { check, count, KINDS, undecided } from "../checker.ts";
import type { Kind } from "../checker.ts";
import type { Defect } from "../defects.ts";
import type { FollowerLog } from "../history.ts";
import { ALLOW_DUPLICATES, CHANGES_PLACES } from "../mutants.ts";
import { NOTHING_RECORDED } from "../row.ts";
import type { Figures, Row } from "../row.ts";
import { Stage } from "../stage.ts";

const PROGRAM = "test/faults/defectiveServer.ts";
const TOLD_WITHIN_MS = 10_000;

export const mutants: Row = {
  name: "mutants",
  fault:
    "six servers, each wrong in one way: each is found out, of its kind and of no other, by those who follow the conversation and by inboxes",
  boundSeconds: 120,
  run: async ({ say }) => {
    await using stage = await Stage.open({
      nodes: 1,
      program: PROGRAM,
      // One for each kind, and one in which all is well.
      conversations: KINDS.length + 1,
      senders: 2,
      followers: 2,
      inboxes: 2,
      everyMs: 50,
    });
    await stage.arena.rows(ALLOW_DUPLICATES);
    const ids = stage.conversations.map((id) => idOf("Conversation", id));
    stage.arena.slot(0).process.child.send(KINDS.map((kind, index) => [ids[index], kind]));
    await misbehave(stage);
    await stage.settle();
    await sendRefused(stage, conversationOf(stage, "phantom"));

    const violations = undecided(stage.sends);
    for (const [index, conversationId] of stage.conversations.entries()) {
      const expected = KINDS[index] ?? null;
      const inboxes = stage.inboxes.flatMap(({ logs }) => logs);
      for (const [witnesses, logs] of Object.entries({ followers: stage.followers, inboxes })) {
        const found = count(await judge(stage, conversationId, logs));
        const kinds = KINDS.filter((kind) => found[kind] > 0);
        const words = kinds.map((kind) => `${kind} × ${found[kind]}`).join(", ") || "nothing";
        say(`${expected ?? "none"}: ${witnesses} found ${words}`);
        if (kinds.join() === (expected ?? "")) continue;
        violations.push(`a server with ${expected ?? "no wrong"} was found by ${witnesses} to have ${words}`);
      }
    }
    return proven(
      stage,
      `${KINDS.length} mutants and a sound server, ${violations.length} violations`,
      violations,
    );
  },
};

/** In every conversation alike: a follower is away while a message is edited, and one is removed while others send. */
async function misbehave(stage: Stage): Promise<void> {
  await stage.acknowledges(100);
  const away = [...stage.followers, ...stage.inboxes].map(({ life }) => life.leave());
  const until = performance.now() + TOLD_WITHIN_MS;
  while ((await stage.arena.metric(0, "parley_feeds")) > 0 && performance.now() < until) await delay(20);
  await Promise.all(
    stage.conversations.map(async (conversationId) => {
      const [sent] = await stage.owner.sends(conversationId, "to be edited");
      if (sent === undefined) throw new Error("unreachable");
      await stage.owner.edits(sent.id, "edited");
      await stage.owner.sends(conversationId, ...CHANGES_PLACES, "and the last");
    }),
  );
  for (const comeBack of away) comeBack();
  await stage.acknowledges(100);
  const [, removed] = stage.members;
  if (removed === undefined) throw new Error("unreachable");
  for (const conversationId of stage.conversations) await stage.owner.removes(conversationId, removed);
  await stage.acknowledges(100);
}

/** The very last thing: the server tells it, and the table has nothing there. */
async function sendRefused(stage: Stage, conversationId: string): Promise<void> {
  const listener = stage.followers.find((follower) => follower.conversationId === conversationId);
  if (listener === undefined) throw new Error("unreachable");
  await stage.arena.rows(
    "UPDATE member SET silenced_until = now() + interval '1 hour' WHERE conversation_id = $1 AND user_id = $2",
    [idOf("Conversation", conversationId), idOf("User", stage.owner.id)],
  );
  const { headSeq } = await stage.arena.table(conversationId);
  await stage.owner.send(conversationId, "refused");
  await Promise.all([
    listener.reaches(headSeq + 1, TOLD_WITHIN_MS),
    ...stage.inboxes.map((inbox) => inbox.reaches(conversationId, headSeq + 1, TOLD_WITHIN_MS)),
  ]);
}

function conversationOf(stage: Stage, kind: Kind): string {
  return stage.conversations[KINDS.indexOf(kind)] ?? "";
}

/** By what these have recorded. */
async function judge(stage: Stage, conversationId: string, followers: readonly FollowerLog[]) {
  const isHere = (one: { readonly conversationId: string }): boolean => one.conversationId === conversationId;
  return check({
    sends: stage.sends.filter(isHere),
    followers: followers.filter(isHere),
    table: [await stage.arena.table(conversationId)],
    memberships: await stage.arena.memberships(conversationId),
  });
}

/** With each defect, the same fault that a sound server survives in another row is one that this one does not. */
const SCENES: Readonly<Record<Defect, (stage: Stage) => Promise<void>>> = {
  "publish-before-commit": async (stage) => {
    await stage.acknowledges(200);
  },

  // What is written is held back in memory, as under load, for longer than the default 200 ms.
  "asynchronous-commit": async (stage) => {
    await stage.arena.rows("ALTER SYSTEM SET wal_writer_delay = '10s'");
    await stage.arena.rows("SELECT pg_reload_conf()");
    await stage.acknowledges(100);
    await stage.arena.postgres.crash();
    await stage.arena.postgres.start();
    await stage.acknowledges(20);
  },

  // A writer with an early number commits late, after looks that saw later numbers.
  "global-sequence": async (stage) => {
    const [late] = stage.conversations;
    if (late === undefined) throw new Error("unreachable");
    await stage.hush(late);
    const writer = new pg.Client({ connectionString: stage.arena.postgres.databaseUrl });
    writer.on("error", () => undefined);
    await writer.connect();
    await writer.query("BEGIN");
    await writer.query(
      `WITH head AS (
         UPDATE conversation SET head_seq = head_seq + 1, head_xid = pg_current_xact_id(), title = 'Late'
         WHERE id = $1 RETURNING head_seq
       )
       INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
       SELECT $1, head_seq, 'CONVERSATION_UPDATED', $2, '{}' FROM head`,
      [idOf("Conversation", late), idOf("User", stage.owner.id)],
    );
    await delay(3_000);
    await writer.query("COMMIT");
    await writer.end();
  },
};

export const defects: readonly Row[] = Object.entries(SCENES).map(([name, scene]) => ({
  name,
  fault: `a server with the defect ${name} is found out`,
  boundSeconds: 120,
  run: async ({ say }) => {
    const wrong = await caught(scene, { program: PROGRAM, settings: { FAULTS_DEFECT: name } });
    say(`with the defect: ${wrong.said}`);
    const sound = await caught(scene, {});
    say(`without: ${sound.said}`);
    const violations = [
      ...(wrong.total > 0 ? [] : [`the defect ${name} was not found`]),
      ...sound.figures.violations.map((sentence) => `the same scene without the defect: ${sentence}`),
    ];
    return { ...NOTHING_RECORDED, ...sound.figures, notes: [`with the defect: ${wrong.said}`], violations };
  },
}));

async function caught(
  scene: (stage: Stage) => Promise<void>,
  options: { readonly program?: string; readonly settings?: Record<string, string> },
) {
  await using stage = await Stage.open({ nodes: 2, catchUpMs: 4_000, ...options });
  await stage.acknowledges(20);
  await scene(stage);
  await stage.settle();
  const figures = await stage.figures();
  const said = KINDS.filter((kind) => figures[kind] !== 0).map((kind) => `${kind} × ${figures[kind]}`);
  const total = KINDS.reduce((sum, kind) => sum + (figures[kind] ?? 0), 0);
  return { figures, total, said: said.join(", ") || "nothing wrong" };
}

function proven(stage: Stage, note: string, violations: readonly string[]): Figures {
  const { acknowledged } = stage;
  const peakMemoryBytes = stage.arena.peakMemoryBytes;
  return { ...NOTHING_RECORDED, acknowledged, peakMemoryBytes, notes: [note], violations };
}
