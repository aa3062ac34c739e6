/** Who may send is checked behind the conversation's lock: what commits while a send waits for it, counts. */
import { createHash, randomUUID } from "node:crypto";
import type { QueryResultRow } from "pg";
import { expect, test } from "vitest";
import { idOf } from "../../src/schema/nodeId.ts";
import { startApp, startCluster } from "../support/app.ts";
import { RemoveMemberDocument, UpdateConversationDocument } from "../support/documents.ts";
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
    await warmUp(bo, ana, [here, there]);
    const sends = await sendsOf(bo, group, [here, there]);

    const ids = idsOf(group, bo, ana);
    const answers = await whileLocked(stored, ids[0], {
      start: sends.start,
      allWait: async () => {
        await expect.poll(() => waiters(stored), WAIT).toBe(2);
        await sends.allArrived();
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

interface Mutation {
  readonly name: string;
  readonly success: string;
  /** What every send that waited behind it is told. */
  readonly refusal: string;
  by(owner: Person, group: string, sender: Person): Promise<string>;
}

/** Each adds one event to the log. */
const MUTATIONS: readonly Mutation[] = [
  {
    name: "removeMember",
    success: "RemoveMemberPayload",
    refusal: "NotFoundError",
    by: async (owner, conversationId, { id }) =>
      (await owner.asks(RemoveMemberDocument, { input: { conversationId, userId: id } })).removeMember
        .__typename,
  },
  {
    name: "updateConversation",
    success: "UpdateConversationPayload",
    refusal: "PostingRestrictedError",
    by: async (owner, conversationId) => {
      const input = { conversationId, postingPolicy: "MODERATORS" } as const;
      return (await owner.asks(UpdateConversationDocument, { input })).updateConversation.__typename;
    },
  },
];

test.each(MUTATIONS)(
  "$name that waits for the lock first refuses the 32 sends that wait behind it on two nodes",
  async (mutation) => {
    await using cluster = await startCluster(2);
    const { ana, bo, group } = await cluster.people.inGroup("ana", "bo");
    await using stored = await Stored.open(cluster.databaseUrl);

    const answers = await queued(cluster, stored, { mutation, owner: ana, sender: bo, group });

    expect(answers).toEqual([mutation.success, ...upTo(SENDS).map(() => mutation.refusal)]);
    expect(await stored.log(group)).toEqual({ headSeq: 2, seqs: [1, 2], messages: [] });
    const [next] = await ana.sends(group, "next");
    expect(next?.seq).toBe(3);
  },
);

test.each(MUTATIONS)(
  "$name that waits for the lock while its author loses the right to it is refused, and the sends behind it are not",
  async (mutation) => {
    await using cluster = await startCluster(2);
    const { ana, bo, group } = await cluster.people.inGroup("ana", "bo");
    await using stored = await Stored.open(cluster.databaseUrl);
    const demote = "UPDATE member SET role = 'MEMBER' WHERE conversation_id = $1 AND user_id = $2";
    const [conversationId, , ownerId] = idsOf(group, bo, ana);

    const answers = await queued(cluster, stored, {
      mutation,
      owner: ana,
      sender: bo,
      group,
      change: () => stored.rows(demote, [conversationId, ownerId]),
    });

    expect(answers).toEqual(["NotAllowedError", ...upTo(SENDS).map(() => "SendMessagePayload")]);
    const { headSeq, seqs, messages } = await stored.log(group);
    expect({ headSeq, seqs }).toEqual({ headSeq: 1 + SENDS, seqs: upTo(1 + SENDS) });
    expect(messages.map(({ seq }) => seq)).toEqual(upTo(SENDS).map((number) => 1 + number));
  },
);

interface Queue {
  readonly mutation: Mutation;
  readonly owner: Person;
  readonly sender: Person;
  readonly group: string;
  /** What commits in the transaction that all wait for. */
  readonly change?: () => Promise<unknown>;
}

/**
 * Answers of a mutation and of the sends that wait behind it.
 *
 * The first waiter of a row holds PostgreSQL's lock on its tuple and waits for the transaction that has the row; all
 * others wait for that tuple lock, and such a lock goes to its waiters in order of arrival. So the order is certain once
 * the mutation was seen to wait for the transaction, and as long as that transaction leaves the row itself as it is:
 * of a new version of the row the woken waiters would race for the lock.
 */
async function queued(
  { nodes: [here, there] }: { readonly nodes: readonly Node[] },
  stored: Stored,
  { mutation, owner, sender, group, change = () => Promise.resolve() }: Queue,
): Promise<string[]> {
  if (!here || !there) throw new Error("unreachable");
  await warmUp(sender, owner, [here, there]);
  return whileLocked(stored, idOf("Conversation", group), {
    start: async () => {
      const changing = mutation.by(owner.on(here), group, sender);
      await expect.poll(() => lockQueue(stored), WAIT).toEqual([FIRST_WAITER]);
      const sends = await sendsOf(sender, group, [here, there]);
      const typenames = sends.start().map(async (sending) => (await sending).__typename);
      await sends.allArrived();
      return [changing, ...typenames];
    },
    allWait: () =>
      expect.poll(() => lockQueue(stored), WAIT).toEqual([FIRST_WAITER, LATER_WAITER, LATER_WAITER]),
    change,
  });
}

interface Waiter {
  /** What PostgreSQL says it waits for. */
  readonly waitsFor: string;
  readonly hasWritten: boolean;
}

/** It locks before it does anything: while it waits, its transaction has written nothing. */
const FIRST_WAITER: Waiter = { waitsFor: "transactionid", hasWritten: false };
const LATER_WAITER: Waiter = { waitsFor: "tuple", hasWritten: false };

/** Connections that wait for a lock in this database, in the order in which they began to. */
async function lockQueue(stored: Stored): Promise<Waiter[]> {
  return stored.rows<Waiter & QueryResultRow>(
    `SELECT a.wait_event AS "waitsFor", a.backend_xid IS NOT NULL AS "hasWritten"
     FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted
     WHERE a.datname = current_database() AND a.wait_event_type = 'Lock' ORDER BY l.waitstart`,
  );
}

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
const SEND = `SELECT * FROM send_messages(true, ARRAY[$1::uuid], ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$4::text],
  ARRAY[$5::bytea], ARRAY[$4::text], '{}', '{}')`;

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
  start(): Promise<Answer>[] | Promise<Promise<Answer>[]>;
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
  let answers: Promise<Answer[]> | undefined;
  try {
    answers = Promise.all(await start());
    await allWait();
    await change();
    await stored.rows("COMMIT");
  } catch (error) {
    await stored.rows("ROLLBACK");
    await answers?.catch(() => undefined);
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

interface Node {
  readonly url: string;
}

/** 32 sends of one person, every other one on the other node. */
async function sendsOf(sender: Person, group: string, nodes: readonly [Node, Node]) {
  const begun = await Promise.all(nodes.map(({ url }) => operationsBegun(url)));
  return {
    start: () =>
      upTo(SENDS).map((number) =>
        sender.on(nodes[number % 2 === 0 ? 0 : 1]).send(group, `message ${number}`),
      ),
    /** One batch of each node waits in PostgreSQL, the rest behind it in its node. */
    allArrived: async () => {
      for (const [index, { url }] of nodes.entries()) {
        await expect.poll(() => operationsBegun(url), WAIT).toBe((begun[index] ?? 0) + SENDS / 2);
      }
    },
  };
}

/**
 * As many sends elsewhere: code is compiled and connections are open, so that on a machine that is busy with other tests,
 * too, all of those that matter arrive while the lock may be waited for.
 */
async function warmUp(sender: Person, owner: Person, nodes: readonly [Node, Node]): Promise<void> {
  const elsewhere = await owner.makesGroup("Elsewhere", sender);
  const { start } = await sendsOf(sender, elsewhere, nodes);
  await Promise.all(start());
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
