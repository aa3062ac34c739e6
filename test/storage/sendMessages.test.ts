/** The hot write itself: batches across conversations, with every outcome, and what must not hold them up. */
import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import type { ConversationEvent } from "../../src/domain/events.ts";
import type { MessageExtras, NewMessage, SendOutcome } from "../../src/domain/ports.ts";
import { hashInput } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import { createConversationLog } from "../../src/storage/conversationLog.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createSendMessage } from "../../src/storage/sendMessages.sql.ts";
import { createDatabase } from "../support/postgres.ts";
import { rowsOf } from "../support/rows.ts";

test("a batch across conversations has every outcome row by row, in one statement and one transaction", async () => {
  await using scene = await startScene();
  const [ana = "", bo = ""] = await scene.people("ana", "bo");
  const [talk = "", quiet = "", announcements = "", elsewhere = ""] = await scene.groups(4, ana, bo);
  const old = await scene.sends({ to: talk, by: bo, key: "old", body: "as it was" });
  await scene.sql("UPDATE message SET body = 'edited', changed_seq = 7 WHERE client_key = 'old'");
  await scene.sql("UPDATE conversation SET posting_policy = 'MODERATORS' WHERE id = $1", [announcements]);
  await scene.sql("UPDATE member SET role = 'OWNER' WHERE user_id = $1", [ana]);
  const until = new Date(Date.now() + 60_000);
  await scene.sql("UPDATE member SET silenced_until = $3 WHERE conversation_id = $1 AND user_id = $2", [
    quiet,
    bo,
    until,
  ]);
  await scene.sql("UPDATE member SET removed_seq = 1 WHERE conversation_id = $1 AND user_id = $2", [
    elsewhere,
    bo,
  ]);
  scene.statements.length = 0;

  const outcomes = await Promise.all([
    scene.sends({ to: talk, by: ana, key: "one" }),
    scene.sends({ to: quiet, by: bo }),
    scene.sends({ to: announcements, by: bo }),
    scene.sends({ to: elsewhere, by: bo }),
    scene.sends({ to: newId(), by: ana }),
    scene.sends({ to: talk, by: bo, key: "old", body: "as it was" }),
    scene.sends({ to: talk, by: bo, key: "old", body: "another" }),
    scene.sends({ to: announcements, by: ana, key: "one" }),
    scene.sends({ to: talk, by: ana, key: "one" }),
    scene.sends({ to: talk, by: ana, key: "one", body: "another" }),
    scene.sends({ to: talk, by: bo, key: "one" }),
    scene.sends({ to: quiet, by: ana }),
  ]);

  expect(outcomes.map(textOf)).toEqual([
    "SENT 2",
    "SILENCED",
    "POSTING_RESTRICTED",
    "NOT_FOUND",
    "NOT_FOUND",
    "DUPLICATE 1",
    "CONFLICT",
    "SENT 1",
    "DUPLICATE 2",
    "CONFLICT",
    "SENT 3",
    "SENT 1",
  ]);
  expect(outcomes[1]).toMatchObject({ silencedUntil: until });
  expect(outcomes[5]).toEqual({ outcome: "DUPLICATE", messageId: idOf(old), seq: 1 });
  expect(outcomes[8]).toEqual({ outcome: "DUPLICATE", messageId: idOf(outcomes[0]), seq: 2 });
  expect(scene.statements).toEqual(["together"]);
  expect(await scene.transactions()).toBe(2);
  await scene.expectGapless({ [talk]: 3, [quiet]: 1, [announcements]: 1, [elsewhere]: 0 });
  expect(scene.committed.map(({ conversationId, seq }) => `${conversationId} ${seq}`)).toEqual([
    `${talk} 1`,
    `${talk} 2`,
    `${talk} 3`,
    `${quiet} 1`,
    `${announcements} 1`,
  ]);
});

test("what is sent is what is told of: the rows, the head, and the event", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const [talk = ""] = await scene.groups(1, ana);
  const sent = await scene.sends({ to: talk, by: ana, key: "key", body: "body" });
  const [message] = await scene.sql<object>(
    `SELECT id, conversation_id AS "conversationId", seq, changed_seq AS "changedSeq", sender_id AS "senderId",
       client_key AS "clientKey", body, created_at AS "createdAt", edited_at AS "editedAt", deleted_at AS "deletedAt",
       coalesce(reaction_emojis, '{}') AS "reactionEmojis", coalesce(reaction_counts, '{}') AS "reactionCounts",
       pinned_seq AS "pinnedSeq", deletion_reason AS "deletionReason", mention_scope AS "mentionScope", content, attachments, reply_to_id AS "replyToId", thread_root_id AS "threadRootId",
       forwarded_id AS "forwardedId", forwarded_sender_id AS "forwardedSenderId", forwarded_at AS "forwardedAt",
       reply_count AS "replyCount", last_reply_at AS "lastReplyAt"
     FROM message`,
  );
  expect(sent).toEqual({ outcome: "SENT", message, related: [] });
  const occurredAt = sent.outcome === "SENT" ? sent.message.createdAt : null;
  expect(scene.committed).toEqual([
    { kind: "MESSAGE_SENT", conversationId: talk, seq: 1, actorId: ana, occurredAt, message, related: [] },
  ]);
  expect(
    await scene.sql("SELECT kind, actor_id, payload, occurred_at FROM event WHERE conversation_id = $1", [
      talk,
    ]),
  ).toEqual([
    { kind: "MESSAGE_SENT", actor_id: ana, payload: { messageId: idOf(sent) }, occurred_at: occurredAt },
  ]);
  expect(
    await scene.sql(
      "SELECT head_seq, last_activity_at, head_xid = (SELECT xid FROM event) AS is_head FROM conversation",
    ),
  ).toEqual([{ head_seq: 1, last_activity_at: occurredAt, is_head: true }]);
});

test("attachments are judged row by row with their messages, in one statement, and shown as their rows say", async () => {
  await using scene = await startScene();
  const [ana = "", bo = ""] = await scene.people("ana", "bo");
  const [talk = ""] = await scene.groups(1, ana, bo);
  const uploaded = async (owner: string, state: string, expiresIn = "1 day"): Promise<string> => {
    const id = newId();
    await scene.sql(
      `INSERT INTO attachment (id, owner_id, kind, state, filename, content_type, byte_size, width, waveform, created_at, expires_at)
       VALUES ($1, $2, 'IMAGE', $3::attachment_state, 'photo.png', 'image/png', 70, 3, '{}', now(), now() + $4::interval)`,
      [id, owner, state, expiresIn],
    );
    return id;
  };
  const [one, two] = [await uploaded(ana, "READY"), await uploaded(ana, "READY")];
  const [pending, expired] = [await uploaded(ana, "PENDING"), await uploaded(ana, "READY", "-1 day")];
  const others = await uploaded(bo, "READY");
  scene.statements.length = 0;
  const sends = (...attachmentIds: string[]) => scene.sends({ to: talk, by: ana, extras: { attachmentIds } });
  const outcomes = await Promise.all([
    sends(two, one),
    sends(one, pending),
    sends(others),
    sends(expired),
    sends(newId()),
    scene.sends({ to: talk, by: ana }),
    sends(one),
    scene.sends({ to: talk, by: bo, extras: { attachmentIds: [one], attachmentsOfId: newId() } }),
  ]);
  expect(outcomes.map(textOf)).toEqual([
    "SENT 1",
    "ATTACHMENT_NOT_READY",
    "ATTACHMENT_NOT_FOUND",
    "ATTACHMENT_NOT_FOUND",
    "ATTACHMENT_NOT_FOUND",
    "SENT 2",
    "SENT 3",
    "ATTACHMENT_NOT_FOUND",
  ]);
  expect(scene.statements).toEqual(["together"]);
  await scene.expectGapless({ [talk]: 3 });
  const photo = { kind: "IMAGE", filename: "photo.png", contentType: "image/png", byteSize: 70, width: 3 };
  expect(outcomes[0]).toMatchObject({
    message: {
      attachments: [
        { id: two, ...photo },
        { id: one, ...photo },
      ],
    },
  });
  expect(outcomes[5]).toMatchObject({ message: { attachments: null } });
  const stored = await scene.sql<{ attachments: unknown }>("SELECT attachments FROM message ORDER BY seq");
  expect(stored.map(({ attachments }) => attachments)).toEqual(
    [0, 5, 6].map((index) => {
      const outcome = outcomes[index];
      return outcome?.outcome === "SENT" ? outcome.message.attachments : "not sent";
    }),
  );
  expect(await scene.sql("SELECT id FROM attachment WHERE expires_at IS NULL ORDER BY id")).toEqual(
    [one, two].toSorted().map((id) => ({ id })),
  );
});

test("400 sends to ten conversations commit in the order of the calls, each conversation's without a gap", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const groups = await scene.groups(10, ana);
  const outcomes = await Promise.all(
    numbers(400).map((number) =>
      scene.sends({ to: groups[number % 10] ?? "", by: ana, body: String(number) }),
    ),
  );
  expect(outcomes.map(textOf)).toEqual(numbers(400).map((number) => `SENT ${Math.floor(number / 10) + 1}`));
  await scene.expectGapless(Object.fromEntries(groups.map((id) => [id, 40])));
  // Seven full batches of 64, which wait for no other; a few more where the machine is busy and one is late.
  expect(scene.statements.length).toBeGreaterThanOrEqual(7);
  expect(scene.statements.length).toBeLessThan(20);
});

test("32 sends to 32 conversations are one statement and one transaction", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const groups = await scene.groups(32, ana);
  await Promise.all(groups.map((to) => scene.sends({ to, by: ana })));
  expect(scene.statements).toEqual(["together"]);
  expect(await scene.transactions()).toBe(1);
});

test("sends to locked conversations wait for their locks, in order, and delay nobody else", async () => {
  await using scene = await startScene({ poolMax: 4 });
  const [ana = ""] = await scene.people("ana");
  const groups = await scene.groups(8, ana);
  const [locked, free] = [groups.slice(0, 6), groups.slice(6)];
  await using lock = await scene.lock("SELECT FROM conversation WHERE id = ANY($1::uuid[]) FOR UPDATE", [
    locked,
  ]);

  let answered = 0;
  const waiting = locked.map(async (to) => {
    const sends = ["one", "two"].map((body) => scene.sends({ to, by: ana, body }));
    const outcomes = await Promise.all(sends);
    answered += 1;
    return outcomes.map(textOf);
  });
  for (let round = 1; round <= 20; round += 1) {
    const outcomes = await Promise.all(free.map((to) => scene.sends({ to, by: ana })));
    expect(outcomes.map(textOf)).toEqual(free.map(() => `SENT ${round}`));
  }
  expect(answered).toBe(0);
  // A quarter of the connections waits; the rest is everybody's.
  expect(await scene.lockWaits()).toBe(1);
  await lock.release();
  expect(await Promise.all(waiting)).toEqual(locked.map(() => ["SENT 1", "SENT 2"]));
  await scene.expectGapless(Object.fromEntries(locked.map((id) => [id, 2])));
});

test("a message that cannot be written fails alone, and the rest of its batch is sent, in order", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const [one = "", two = ""] = await scene.groups(2, ana);
  const sends = [
    scene.sends({ to: one, by: ana, body: "first" }),
    scene.sends({ to: one, by: ana, body: "no text for PostgreSQL \u0000" }),
    scene.sends({ to: one, by: ana, body: "third" }),
    scene.sends({ to: two, by: ana }),
  ];
  const ends = await Promise.allSettled(sends);
  expect(ends.map((end) => (end.status === "fulfilled" ? textOf(end.value) : String(end.reason)))).toEqual([
    "SENT 1",
    expect.stringContaining("invalid byte sequence"),
    "SENT 2",
    "SENT 1",
  ]);
  await scene.expectGapless({ [one]: 2, [two]: 1 });
  expect(scene.committed).toHaveLength(3);
});

test("a sender whose row somebody holds delays the others of the batch by no more than a moment", async () => {
  await using scene = await startScene();
  const [ana = "", bo = ""] = await scene.people("ana", "bo");
  const [one = "", two = "", three = ""] = await scene.groups(3, ana, bo);
  await using lock = await scene.lock(`SELECT FROM "user" WHERE id = $1 FOR UPDATE`, [bo]);
  const held = scene.sends({ to: two, by: bo });
  const others = await Promise.all([one, three].map((to) => scene.sends({ to, by: ana })));
  expect(others.map(textOf)).toEqual(["SENT 1", "SENT 1"]);
  await expect.poll(scene.lockWaits).toBe(1);
  await lock.release();
  expect(textOf(await held)).toBe("SENT 1");
});

test("a table that is locked for a while delays sends and loses none", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const groups = await scene.groups(10, ana);
  await using lock = await scene.lock("LOCK TABLE conversation", []);
  const sends = groups.map((to) => scene.sends({ to, by: ana }));
  // A quarter of the connections; the batch they were in has been given up.
  await expect.poll(scene.lockWaits).toBe(5);
  await lock.release();
  expect((await Promise.all(sends)).map(textOf)).toEqual(groups.map(() => "SENT 1"));
});

test("a connection that is ended under a batch fails that batch, and is not used again", async () => {
  await using scene = await startScene();
  const [ana = ""] = await scene.people("ana");
  const [talk = ""] = await scene.groups(1, ana);
  await using lock = await scene.lock("LOCK TABLE message", []);
  const failed = expect(scene.sends({ to: talk, by: ana, key: "key" })).rejects.toMatchObject({
    code: "UNAVAILABLE",
  });
  await expect.poll(scene.lockWaits).toBe(1);
  await scene.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  await failed;
  await lock.release();
  const again = await Promise.all(numbers(3).map(() => scene.sends({ to: talk, by: ana, key: "key" })));
  expect(again.map(textOf)).toEqual(["SENT 1", "DUPLICATE 1", "DUPLICATE 1"]);
});

test("on the smallest pool sends to a locked conversation leave the others a connection", async () => {
  await using scene = await startScene({ poolMax: 2 });
  const [ana = ""] = await scene.people("ana");
  const [one = "", two = ""] = await scene.groups(2, ana);
  await using lock = await scene.lock("SELECT FROM conversation WHERE id = $1 FOR UPDATE", [one]);
  const held = scene.sends({ to: one, by: ana });
  await expect.poll(scene.lockWaits).toBe(1);
  expect(textOf(await scene.sends({ to: two, by: ana }))).toBe("SENT 1");
  await lock.release();
  expect(textOf(await held)).toBe("SENT 1");
});

test("two processes and other writers that meet in the same conversations never deadlock, and leave no gap", async () => {
  await using scene = await startScene();
  const [ana = "", bo = ""] = await scene.people("ana", "bo");
  const groups = await scene.groups(12, ana, bo);
  await using other = await scene.anotherProcess();
  const before = await scene.deadlocks();

  const sends = numbers(600).flatMap((number) => [
    scene.sends({ to: groups[number % 12] ?? "", by: ana }),
    other.sends({ to: groups[11 - (number % 12)] ?? "", by: bo }),
  ]);
  const changes = numbers(60).map((number) => {
    const one = number % 2 === 0 ? scene : other;
    return one.changes(groups[(number * 5) % 12] ?? "", ana);
  });
  const outcomes = await Promise.all(sends);
  await Promise.all(changes);

  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["SENT"]));
  const changed = (id: string): number =>
    numbers(60).filter((number) => groups[(number * 5) % 12] === id).length;
  await scene.expectGapless(Object.fromEntries(groups.map((id) => [id, 100 + changed(id)])));
  expect(await scene.deadlocks()).toBe(before);
});

test("members who are named are mentioned with the message, once; strangers and those who left are not", async () => {
  await using scene = await startScene();
  const [ana = "", bo = "", cy = ""] = await scene.people("ana", "bo", "cy");
  await scene.people("di");
  const [one = "", two = ""] = await scene.groups(2, ana, bo, cy);
  await scene.sql("UPDATE member SET removed_seq = 1 WHERE conversation_id = $1 AND user_id = $2", [two, cy]);
  const names = ["bo", "cy", "di", "nobody", "bo"];

  const [first, second, , again, plain] = await Promise.all([
    scene.sends({ to: one, by: ana, key: "a", names }),
    scene.sends({ to: two, by: ana, names }),
    scene.sends({ to: two, by: cy, names }),
    scene.sends({ to: one, by: ana, key: "a", names: ["ana"] }),
    scene.sends({ to: one, by: ana }),
  ]);

  expect([again, plain].map(textOf)).toEqual(["DUPLICATE 1", "SENT 2"]);
  const mentions = await scene.sql(
    `SELECT user_id, conversation_id, seq, message_id FROM mention ORDER BY message_id, user_id`,
  );
  expect(mentions).toEqual(
    [
      { user_id: bo, conversation_id: one, seq: 1, message_id: idOf(first) },
      { user_id: cy, conversation_id: one, seq: 1, message_id: idOf(first) },
      { user_id: bo, conversation_id: two, seq: 1, message_id: idOf(second) },
    ].toSorted((a, b) => (a.message_id + a.user_id < b.message_id + b.user_id ? -1 : 1)),
  );
});

interface Send {
  readonly to: string;
  readonly by: string;
  /** A new one when left out. */
  readonly key?: string;
  readonly body?: string;
  readonly names?: readonly string[];
  readonly extras?: MessageExtras;
}

/** A database with people and groups made by SQL, and the part under test on connections of its own. */
async function startScene({ poolMax = 20 } = {}) {
  await using started = new AsyncDisposableStack();
  const database = started.use(await createDatabase());
  const sql = <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    rowsOf<Row>(database, text, values);
  const count = async (text: string, values: unknown[] = []): Promise<number> =>
    (await sql<{ count: number }>(text, values))[0]?.count ?? -1;
  const own = started.use(connectProcess(database.databaseUrl, poolMax));
  const kept = started.move();
  return {
    ...own,
    sql,
    anotherProcess: async () => connectProcess(database.databaseUrl, poolMax),
    people: async (...usernames: string[]): Promise<string[]> => {
      const ids = usernames.map(() => newId());
      await sql(
        `INSERT INTO "user" (id, username, display_name)
         SELECT id, name, name FROM unnest($1::uuid[], $2::text[]) AS u(id, name)`,
        [ids, usernames],
      );
      return ids;
    },
    /** With an empty log. */
    groups: async (howMany: number, ...memberIds: string[]): Promise<string[]> => {
      const ids = numbers(howMany).map(() => newId());
      await sql(`INSERT INTO conversation (id, kind) SELECT id, 'GROUP' FROM unnest($1::uuid[]) AS c(id)`, [
        ids,
      ]);
      await sql(
        `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
         SELECT gen_random_uuid(), c.id, u.id, 0, 0, 0 FROM unnest($1::uuid[]) AS c(id), unnest($2::uuid[]) AS u(id)`,
        [ids, memberIds],
      );
      return ids;
    },
    /** Holds what `text` locks until it is released. */
    lock: async (text: string, values: unknown[]) => {
      const holder = new pg.Client({ connectionString: database.databaseUrl });
      await holder.connect();
      await holder.query("BEGIN");
      await holder.query(text, values);
      let ended: Promise<void> | null = null;
      const release = (): Promise<void> => (ended ??= holder.end());
      return { release, [Symbol.asyncDispose]: release };
    },
    lockWaits: () =>
      count(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      ),
    deadlocks: () =>
      count("SELECT deadlocks::int AS count FROM pg_stat_database WHERE datname = current_database()"),
    /** That wrote events. */
    transactions: () => count("SELECT count(DISTINCT xid)::int AS count FROM event"),
    /** Each conversation's head, its events and their seqs, and its messages' seqs say the same. */
    expectGapless: async (heads: Readonly<Record<string, number>>): Promise<void> => {
      for (const [id, head] of Object.entries(heads)) {
        const [log] = await sql(
          `SELECT head_seq, ARRAY(SELECT seq FROM event WHERE conversation_id = c.id ORDER BY seq) AS events,
             ARRAY(SELECT seq FROM message WHERE conversation_id = c.id EXCEPT
                   SELECT seq FROM event WHERE conversation_id = c.id AND kind = 'MESSAGE_SENT') AS strays
           FROM conversation c WHERE id = $1`,
          [id],
        );
        expect(log).toEqual({
          head_seq: head,
          events: numbers(head).map((number) => number + 1),
          strays: [],
        });
      }
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** What one process has of it. */
function connectProcess(databaseUrl: string, poolMax: number) {
  const { pool, prisma, ...database } = connectDatabase({
    databaseUrl,
    poolMax,
    onIdleError: () => undefined,
  });
  const committed: ConversationEvent[] = [];
  const statements: ("together" | "apart")[] = [];
  const onCommitted = (events: readonly ConversationEvent[]): void => void committed.push(...events);
  const sendMessage = createSendMessage(counted(pool, statements), onCommitted);
  const log = createConversationLog(prisma, onCommitted);
  return {
    /** In the order in which they were told of. */
    committed,
    /** Calls of `send_messages` so far: of a batch, or of a conversation by itself. */
    statements,
    sends: ({
      to,
      by,
      key = randomUUID(),
      body = "hello",
      names = [],
      extras,
    }: Send): Promise<SendOutcome> => {
      const message: NewMessage = {
        conversationId: to,
        senderId: by,
        clientKey: key,
        inputHash: hashInput([body]),
        body,
        extras: extras ?? null,
        mentionedUsernames: names,
      };
      return sendMessage(message);
    },
    /** An event that is no message. */
    changes: (conversationId: string, actorId: string) =>
      log.change(conversationId, async (write) =>
        write.append(actorId, { kind: "CONVERSATION_UPDATED", conversation: write.conversation }),
      ),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** The pool, whose connections note what is asked of them. */
function counted(pool: pg.Pool, statements: ("together" | "apart")[]): pg.Pool {
  const noting = new WeakSet<pg.PoolClient>();
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    if (noting.has(client)) return client;
    noting.add(client);
    const query = client.query.bind(client);
    Object.assign(client, {
      query: (config: pg.QueryConfig) => {
        if (config.name === "send_messages")
          statements.push(config.values?.[0] === true ? "apart" : "together");
        return query(config);
      },
    });
    return client;
  };
  return new Proxy(pool, {
    get: (target, name) => (name === "connect" ? connect : (Reflect.get(target, name) as unknown)),
  });
}

/** "SENT 3", "SILENCED". */
function textOf(outcome: SendOutcome | undefined): string {
  if (outcome === undefined) return "";
  if (outcome.outcome === "SENT") return `SENT ${outcome.message.seq}`;
  return outcome.outcome === "DUPLICATE" ? `DUPLICATE ${outcome.seq}` : outcome.outcome;
}

function idOf(outcome: SendOutcome | undefined): string {
  return outcome?.outcome === "SENT" ? outcome.message.id : "";
}

/** 0, 1, 2 … */
function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
