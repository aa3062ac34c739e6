/** Marks: what markDelivered, markRead and markUnread do, and what they refuse. */
import pg from "pg";
import { expect, test } from "vitest";
import type { Marks } from "../../src/domain/receipts/ports.ts";
import { newId } from "../../src/lib/ids.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createMarks } from "../../src/storage/marks.sql.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { addCrowd, markDelivered, markRead, marksSeenBy, markUnread, ownMarks, uuidOf } from "./scene.ts";

test("a mark moves forward, a read one takes the delivered one along, and both are shown to the others", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [, second, third] = await ana.sends(conversation, "one", "two", "three");
  const seenByAna = async () => (await marksSeenBy(ana, conversation)).get("bo");
  expect(await seenByAna()).toMatchObject({ deliveredSeq: 0, readSeq: 0 });

  expect(await markDelivered(bo, conversation, third?.seq ?? 0)).toEqual({
    __typename: "MarkDeliveredPayload",
    clampedToSeq: null,
    advancedMember: { deliveredSeq: third?.seq, readSeq: 0 },
  });
  expect(await markRead(bo, conversation, second?.seq ?? 0)).toMatchObject({
    advancedMember: { deliveredSeq: third?.seq, readSeq: second?.seq, unreadCount: 1 },
  });
  expect(await seenByAna()).toMatchObject({ deliveredSeq: third?.seq, readSeq: second?.seq });

  await ana.sends(conversation, "four");
  expect(await markRead(bo, conversation, 5)).toMatchObject({
    advancedMember: { deliveredSeq: 5, readSeq: 5, unreadCount: 0 },
  });
});

test("marks never go back, and a retry changes nothing", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two", "three");
  await markRead(bo, conversation, 4);
  const rows = () => rowsOf(app, "SELECT *, xmin::text FROM member_mark");
  const before = await rows();

  expect(await markRead(bo, conversation, 2)).toMatchObject({
    advancedMember: { deliveredSeq: 4, readSeq: 4 },
  });
  expect(await markDelivered(bo, conversation, 1)).toMatchObject({ advancedMember: { deliveredSeq: 4 } });
  expect(await markRead(bo, conversation, 4)).toMatchObject({ advancedMember: { readSeq: 4 } });
  expect(await rows()).toEqual(before);
});

test("two devices that mark at once end at the furthest mark", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, ...Array.from({ length: 40 }, (_, index) => `message ${index}`));
  const seqs = Array.from({ length: 41 }, (_, index) => index + 1).sort(() => Math.random() - 0.5);

  const answers = await Promise.all(
    seqs.map((seq) => (seq % 2 === 0 ? markRead : markDelivered)(bo, conversation, seq)),
  );

  for (const [index, answer] of answers.entries()) {
    if (!("advancedMember" in answer)) throw new Error(answer.code);
    const { deliveredSeq, readSeq } = answer.advancedMember;
    const seq = seqs[index] ?? 0;
    expect(deliveredSeq).toBeGreaterThanOrEqual(seq);
    if (seq % 2 === 0) expect(readSeq).toBeGreaterThanOrEqual(seq);
  }
  expect(await ownMarks(bo, conversation)).toMatchObject({ deliveredSeq: 41, readSeq: 40 });
});

test("a mark that waited for a further one of another process does not take it back", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, ...Array.from({ length: 9 }, (_, index) => `message ${index}`));
  await markRead(bo, conversation, 2);
  const other = new pg.Client({ connectionString: app.databaseUrl });
  await other.connect();
  try {
    await other.query("BEGIN");
    await other.query("UPDATE member_mark SET delivered_seq = 10, read_seq = 10, receipt_seq = 10");
    const marking = markRead(bo, conversation, 5);
    for (let isWaiting = false; !isWaiting;) {
      const waiting = await rowsOf(
        app,
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      isWaiting = waiting.length > 0;
    }
    await other.query("COMMIT");
    expect(await marking).toMatchObject({ advancedMember: { deliveredSeq: 10, readSeq: 10 } });
  } finally {
    await other.end();
  }
});

test("processes that mark for the same people at once never wait in a circle, and no mark goes back", async () => {
  await using app = await startApp();
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, ...Array.from({ length: 20 }, (_, index) => `message ${index}`));
  const other = await ana.makesGroup("Other");
  const conversationIds = [group, other].map(uuidOf);
  const crowd = await addCrowd(app, group, 120);
  await rowsOf(
    app,
    `INSERT INTO member (id, conversation_id, user_id, joined_seq, visible_from_seq, changed_seq)
     SELECT gen_random_uuid(), $1::uuid, id, 1, 0, 1 FROM unnest($2::uuid[]) AS id`,
    [uuidOf(other), crowd],
  );
  await rowsOf(app, "UPDATE conversation SET head_seq = 21");
  const open = () =>
    connectDatabase({ databaseUrl: app.databaseUrl, poolMax: 3, onIdleError: () => undefined });
  await using one = open();
  await using two = open();
  const [here, there] = [createMarks(one.pool), createMarks(two.pool)];
  const mark = (marks: Marks, people: readonly string[], seq: number) =>
    people.flatMap((userId) =>
      conversationIds.map((conversationId) =>
        marks.advance({ conversationId, userId, deliveredSeq: seq, readSeq: seq }),
      ),
    );
  for (let seq = 2; seq <= 20; seq += 2) {
    await Promise.all([...mark(here, crowd, seq), ...mark(there, crowd.toReversed(), seq + 1)]);
  }
  const stored = await rowsOf(
    app,
    "SELECT DISTINCT delivered_seq, read_seq, receipt_seq FROM member_mark WHERE user_id = ANY($1::uuid[])",
    [crowd],
  );
  expect(stored).toEqual([{ delivered_seq: 21, read_seq: 21, receipt_seq: 21 }]);
});

test("a mark beyond the head stops at the head, and says so", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");

  expect(await markRead(bo, conversation, 2_000_000_000)).toMatchObject({
    clampedToSeq: 2,
    advancedMember: { deliveredSeq: 2, readSeq: 2 },
  });
  expect(await markDelivered(bo, conversation, 3)).toMatchObject({
    clampedToSeq: 2,
    advancedMember: { deliveredSeq: 2 },
  });
  expect(await markUnread(bo, conversation, 3)).toMatchObject({
    clampedToSeq: 2,
    rewoundMember: { readSeq: 2 },
  });
  await ana.sends(conversation, "two");
  expect(await ownMarks(bo, conversation)).toMatchObject({ readSeq: 2, unreadCount: 1 });
});

test("mark as unread goes back for oneself only, and others go on seeing how far one had read", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one", "two", "three");
  await markRead(bo, conversation, 4);

  for (const _retry of [1, 2]) {
    expect(await markUnread(bo, conversation, 3)).toEqual({
      __typename: "MarkUnreadPayload",
      clampedToSeq: null,
      rewoundMember: { deliveredSeq: 4, readSeq: 2, unreadCount: 2 },
    });
  }
  expect((await marksSeenBy(ana, conversation)).get("bo")).toMatchObject({ readSeq: 4, deliveredSeq: 4 });
  expect((await marksSeenBy(bo, conversation)).get("bo")).toMatchObject({ readSeq: 2 });

  // What lay unread before stays so: it goes back, never forward.
  expect(await markUnread(bo, conversation, 4)).toMatchObject({
    rewoundMember: { readSeq: 2, unreadCount: 2 },
  });
  expect(await markRead(bo, conversation, 3)).toMatchObject({
    advancedMember: { readSeq: 3, unreadCount: 1 },
  });
  expect((await marksSeenBy(ana, conversation)).get("bo")).toMatchObject({ readSeq: 4 });
});

test("mark as unread before any mark changes nothing", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  expect(await markUnread(bo, conversation, 1)).toMatchObject({
    rewoundMember: { deliveredSeq: 0, readSeq: 0, unreadCount: 1 },
  });
  expect(await rowsOf(app, "SELECT * FROM member_mark")).toEqual([]);
});

test("a position below 1 is refused by name, and nothing is written", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  for (const mark of [markRead, markDelivered, markUnread]) {
    for (const seq of [0, -1]) {
      expect(await mark(bo, conversation, seq)).toEqual({
        __typename: "InputValidationError",
        code: "INPUT_VALIDATION",
      });
    }
  }
  expect(await rowsOf(app, "SELECT * FROM member_mark")).toEqual([]);
});

test("to who is no member the conversation to mark does not exist", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const eve = await app.people.register("eve");
  await ana.sends(group, "one");
  await markRead(bo, group, 1);
  await ana.removes(group, bo);
  const before = await rowsOf(app, "SELECT * FROM member_mark");

  const notFound = { __typename: "NotFoundError", code: "NOT_FOUND" };
  for (const mark of [markRead, markDelivered, markUnread]) {
    expect(await mark(bo, group, 2)).toEqual(notFound);
    expect(await mark(eve, group, 2)).toEqual(notFound);
    expect(await mark(eve, encodeNodeId("Conversation", newId()), 2)).toEqual(notFound);
    expect(await mark(eve, "junk", 2)).toEqual(notFound);
  }
  expect(await rowsOf(app, "SELECT * FROM member_mark")).toEqual(before);
});

test("a mark changes no member, no event and no head, and waits for nobody who writes to the conversation", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await ana.sends(conversation, "one");
  const logged = () =>
    rowsOf(
      app,
      `SELECT c.head_seq, c.head_xid, m.id, m.changed_seq, m.changed_xid, (SELECT count(*) FROM event)
       FROM conversation c JOIN member m ON m.conversation_id = c.id ORDER BY m.id`,
    );
  const before = await logged();
  const writer = new pg.Client({ connectionString: app.databaseUrl });
  await writer.connect();
  try {
    await writer.query("BEGIN");
    await writer.query("SELECT 1 FROM conversation FOR UPDATE");
    // The first mark makes the row, the second changes it: neither is refused for having waited too long.
    expect(await markDelivered(bo, conversation, 1)).toMatchObject({ advancedMember: { deliveredSeq: 1 } });
    expect(await markRead(bo, conversation, 2)).toMatchObject({ advancedMember: { readSeq: 2 } });
  } finally {
    await writer.end();
  }
  expect(await logged()).toEqual(before);
});
