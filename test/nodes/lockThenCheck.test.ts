/** Who may send is checked behind the conversation's lock: what commits while a send waits for it, counts. */
import { createHash, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { idOf } from "../../src/schema/nodeId.ts";
import { startApp, startCluster } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { Stored, upTo } from "./stored.ts";

const SENDS = 32;

interface Change {
  readonly name: string;
  /** What every send that waited meanwhile is told. */
  readonly refusal: string;
  /** Events it adds to the log. */
  readonly events: number;
  /** With database ids: the conversation, who may not send any more, and the owner. */
  readonly sql: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "a removal",
    refusal: "NotFoundError",
    events: 1,
    sql: `WITH head AS (
        UPDATE conversation SET head_seq = head_seq + 1, head_xid = pg_current_xact_id(), member_count = member_count - 1
        WHERE id = $1 RETURNING head_seq
      ), removed AS (
        UPDATE member SET removed_seq = head_seq, changed_seq = head_seq FROM head
        WHERE conversation_id = $1 AND user_id = $2 RETURNING member.id, head_seq
      )
      INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
      SELECT $1, head_seq, 'MEMBER_LEFT', $3, jsonb_build_object('memberId', id) FROM removed`,
  },
  {
    name: "a silencing",
    refusal: "MemberSilencedError",
    events: 0,
    sql: `UPDATE member SET silenced_until = now() + interval '1 hour'
      WHERE conversation_id = $1 AND user_id = $2 AND $3::uuid IS NOT NULL`,
  },
  {
    name: "a change of the posting policy",
    refusal: "PostingRestrictedError",
    events: 0,
    sql: `UPDATE conversation SET posting_policy = 'MODERATORS'
      WHERE id = $1 AND $2::uuid <> $3::uuid`,
  },
];

test.each(CHANGES)(
  "$name that commits while 32 sends wait on two nodes refuses them all",
  async ({ sql, refusal, events }) => {
    await using cluster = await startCluster(2);
    const { ana, bo, group } = await cluster.people.inGroup("ana", "bo");
    const [here, there] = cluster.nodes;
    if (!here || !there) throw new Error("unreachable");
    await using stored = await Stored.open(cluster.databaseUrl);
    const begun = [await operationsBegun(here.url), await operationsBegun(there.url)];

    const ids = idsOf(group, bo, ana);
    const answers = await whileLocked(stored, ids[0], {
      start: () =>
        upTo(SENDS).map((number) => bo.on(number % 2 === 0 ? here : there).send(group, `message ${number}`)),
      // One batch of each node waits in PostgreSQL, the rest behind it in its node.
      allWait: async () => {
        await expect.poll(() => waiters(stored), WAIT).toBe(2);
        for (const [index, { url }] of [here, there].entries()) {
          await expect.poll(() => operationsBegun(url), WAIT).toBe((begun[index] ?? 0) + SENDS / 2);
        }
      },
      change: () => stored.rows(sql, ids),
    });

    expect(answers.map((answer) => answer.__typename)).toEqual(upTo(SENDS).map(() => refusal));
    const head = 1 + events;
    expect(await stored.log(group)).toEqual({ headSeq: head, seqs: upTo(head), messages: [] });
    const [next] = await ana.sends(group, "next");
    expect(next?.seq).toBe(head + 1);
  },
);

test.each(CHANGES)(
  "$name is seen by 32 connections that wait, and would be overlooked by a statement that checks before it waits",
  async ({ sql }) => {
    await using app = await startApp();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const another = await ana.makesGroup("Another group", bo);
    await using connections = new AsyncDisposableStack();
    const stored = connections.use(await Stored.open(app.databaseUrl));
    const opened = await Promise.all(upTo(SENDS).map(() => Stored.open(app.databaseUrl)));
    const senders = opened.map((sender) => connections.use(sender));

    expect(await sentBehind(sql, SEND, { stored, senders, ids: idsOf(group, bo, ana) })).toBe(0);
    expect(await sentBehind(sql, NAIVE_SEND, { stored, senders, ids: idsOf(another, bo, ana) })).toBe(SENDS);
  },
);

/** With the conversation, the message's id, the sender, the clientKey and the input's hash; body is the clientKey. */
const SEND = `SELECT * FROM send_messages($1::uuid, ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$4::text], ARRAY[$5::bytea], ARRAY[$4::text])`;

/** The obvious single statement: it takes its snapshot, finds the sender allowed, and then waits for the row. */
const NAIVE_SEND = `WITH allowed AS (
    SELECT c.id FROM conversation c JOIN member m ON m.conversation_id = c.id
    WHERE c.id = $1::uuid AND m.user_id = $3::uuid AND m.removed_seq IS NULL
      AND coalesce(m.silenced_until <= now(), true)
      AND (c.posting_policy = 'EVERYONE' OR m.role <> 'MEMBER')
  ), head AS (
    UPDATE conversation SET head_seq = head_seq + 1 WHERE id IN (SELECT id FROM allowed) RETURNING head_seq
  ), sent AS (
    INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body)
    SELECT $2::uuid, $1::uuid, head_seq, head_seq, $3::uuid, $4::text, $5::bytea, $4::text FROM head RETURNING id, seq
  )
  INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
  SELECT $1::uuid, seq, 'MESSAGE_SENT', $3::uuid, jsonb_build_object('messageId', id) FROM sent`;

interface Waiters {
  readonly stored: Stored;
  readonly senders: readonly Stored[];
  readonly ids: Ids;
}

/** How many sends, each on a connection of its own, got a place in the log behind the change they waited for. */
async function sentBehind(change: string, send: string, { stored, senders, ids }: Waiters): Promise<number> {
  const [conversationId, senderId] = ids;
  await whileLocked(stored, conversationId, {
    start: () =>
      senders.map((sender) => {
        const key = randomUUID();
        const hash = createHash("sha256").update(key).digest();
        return sender.rows(send, [conversationId, randomUUID(), senderId, key, hash]);
      }),
    allWait: () => expect.poll(() => waiters(stored), WAIT).toBe(senders.length),
    change: () => stored.rows(change, ids),
  });
  const [row] = await stored.rows<{ count: number }>(
    "SELECT count(*)::int AS count FROM message WHERE conversation_id = $1",
    [conversationId],
  );
  return row?.count ?? 0;
}

/** Sends of the API give up after waiting for three seconds. */
const WAIT = { timeout: 2_500, interval: 10 };

interface Waiting<Answer> {
  start(): Promise<Answer>[];
  allWait(): Promise<void>;
  change(): Promise<unknown>;
}

/** Holds the conversation's lock until all that was started waits for it, and commits `change` with it. */
async function whileLocked<Answer>(
  stored: Stored,
  conversationId: string,
  { start, allWait, change }: Waiting<Answer>,
): Promise<Answer[]> {
  await stored.rows("BEGIN");
  await stored.rows("SELECT 1 FROM conversation WHERE id = $1 FOR UPDATE", [conversationId]);
  const answers = Promise.all(start());
  try {
    await allWait();
    await change();
    await stored.rows("COMMIT");
  } catch (error) {
    await stored.rows("ROLLBACK");
    await answers.catch(() => undefined);
    throw error;
  }
  return answers;
}

/** Connections that wait for a lock in this database. */
async function waiters(stored: Stored): Promise<number> {
  const [row] = await stored.rows<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}

/** Operations over HTTP that have reached their resolvers on this node. */
async function operationsBegun(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^parley_executions_total\{transport="http"\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** Database ids: of the conversation, of who sends, of the owner. */
type Ids = readonly [conversation: string, sender: string, owner: string];

function idsOf(group: string, sender: Person, owner: Person): Ids {
  return [idOf("Conversation", group), idOf("User", sender.id), idOf("User", owner.id)];
}
