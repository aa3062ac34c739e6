/** Retention: messages are removed when they are as old as the conversation, or the server, says, and no sooner. */
import { expect, test } from "vitest";
import { findExpired } from "../../src/domain/removal/findExpired.ts";
import { removeExpired } from "../../src/domain/removal/removeExpired.ts";
import { CHANGED_MAX, REMOVED_MAX } from "../../src/domain/removal/rule.ts";
import { decodeNodeId } from "../../src/schema/nodeId.ts";
import { graphql } from "../gen/index.ts";
import { startApp } from "../support/app.ts";
import { doesOf, uploads } from "../support/uploads.ts";
import { countWrites } from "../support/countStatements.ts";
import {
  PinDocument,
  ReactDocument,
  SendMessageDocument,
  UpdateConversationDocument,
} from "../support/documents.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { expectEventsExplain } from "../support/snapshot.ts";
import { expectWholeLog, kindsIn, openJobs, removesSent } from "./scene.ts";

const DAY_MS = 86_400_000;
const forever = new AbortController().signal;

const UnreadDocument = graphql(`
  query RetentionUnread($id: ID!) {
    conversation(id: $id) {
      retentionDays
      viewerMember {
        unreadCount
        mentionCount
      }
    }
  }
`);

const RemovedDocument = graphql(`
  query RetentionRemoved($id: ID!) {
    conversationEvents(conversationId: $id, first: 100) {
      edges {
        node {
          __typename
          actor {
            id
          }
          ... on MessagesRemoved {
            removalReason
            throughSeq
            sender {
              id
            }
          }
        }
      }
    }
  }
`);

async function keeps(owner: Person, conversationId: string, retentionDays: number): Promise<void> {
  const { updateConversation } = await owner.asks(UpdateConversationDocument, {
    input: { conversationId, retentionDays },
  });
  expect(updateConversation.__typename).toBe("UpdateConversationPayload");
}

const bodiesOf = async (person: Person, conversationId: string): Promise<string[]> =>
  ((await person.history(conversationId))?.messages.edges ?? []).map(({ node }) => node.body);

test("messages are removed when they are as old as the conversation says, with all that belongs to them", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [first] = await ana.sends(group, "hello @bo", "again");
  await ana.edits(first?.id ?? "", "hello, better, @bo");
  await bo.asks(ReactDocument, { input: { messageId: first?.id ?? "", emoji: "👍" } });
  await ana.asks(PinDocument, { input: { messageId: first?.id ?? "" } });

  expect(await jobs.expire(group, 1_000)).toBe(true);
  expect(await bodiesOf(bo, group)).toEqual(["hello, better, @bo", "again"]);
  await keeps(ana, group, 30);
  expect(await jobs.expire(group, 29)).toBe(true);
  expect(jobs.removed()).toBe(0);
  expect(await jobs.expire(group, 31)).toBe(true);
  expect(jobs.removed()).toBe(2);

  expect(await bodiesOf(bo, group)).toEqual(["", ""]);
  const { conversation } = await bo.asks(UnreadDocument, { id: group });
  expect(conversation).toEqual({ retentionDays: 30, viewerMember: { unreadCount: 0, mentionCount: 0 } });
  for (const table of ["message_revision", "mention", "reaction", "pin"]) {
    expect(await rowsOf(app, `SELECT 1 FROM ${table}`)).toEqual([]);
  }
  const { conversationEvents } = await bo.asks(RemovedDocument, { id: group });
  expect(conversationEvents.edges.at(-1)?.node).toEqual({
    __typename: "MessagesRemoved",
    actor: null,
    removalReason: "RETENTION",
    throughSeq: 3,
    sender: null,
  });
  // Again there is nothing to do, and nothing is told.
  const kinds = await kindsIn(app, group);
  expect(await jobs.expire(group, 60)).toBe(true);
  expect(await kindsIn(app, group)).toEqual(kinds);
  await ana.sends(group, "young");
  expect(await bodiesOf(bo, group)).toEqual(["", "", "young"]);
  await expectWholeLog(app, group);
});

test("the shorter of the two times holds, and without one messages are kept for ever", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const group = await ana.makesGroup("Group", bo);
  for (const id of [conversation, group]) await ana.sends(id, "kept");
  await keeps(ana, group, 5);

  for (const id of [conversation, group]) await jobs.expire(id, 9, 10);
  expect(await bodiesOf(bo, conversation)).toEqual(["kept"]);
  expect(await bodiesOf(bo, group)).toEqual([""]);
  await jobs.expire(conversation, 11, 10);
  expect(await bodiesOf(bo, conversation)).toEqual([""]);

  const other = await ana.makesGroup("Other", bo);
  await ana.sends(other, "kept");
  await keeps(ana, other, 100);
  await jobs.expire(other, 11, 10);
  expect(await bodiesOf(bo, other)).toEqual([""]);
});

test("events explain what retention removes", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await keeps(ana, group, 30);
  const [root, other, regretted] = await ana.sends(group, "root", "other", "regretted");
  const [one, two] = [root?.id ?? "", other?.id ?? ""];
  await bo.answers(group, "in a thread", { threadRootId: one });
  await cy.answers(group, "in a thread, too", { threadRootId: one });
  await bo.answers(group, "an answer", { replyToId: two });
  await bo.asks(ReactDocument, { input: { messageId: two, emoji: "👍" } });
  await ana.asks(PinDocument, { input: { messageId: two } });
  await ana.deletes(regretted?.id ?? "");
  const ago = new Date(Date.now() - 31 * DAY_MS);
  // One reply and one answer are younger than the rest.
  await rowsOf(app, "UPDATE message SET created_at = $1", [ago]);
  await bo.answers(group, "a young reply", { threadRootId: one });
  await bo.answers(group, "a young answer", { replyToId: two });

  await expectEventsExplain(bo, group, () => jobs.expire(group, 0));
  expect(await bodiesOf(bo, group)).toEqual(["", "", "", "", "a young answer"]);
  await expectEventsExplain(cy, group, () => jobs.expire(group, 31));
});

test("what takes several transactions goes on where it was interrupted, and tells nothing twice", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, group } = await app.people.inGroup("ana", "bo");
  await keeps(ana, group, 1);
  const count = 2 * REMOVED_MAX + 3;
  const bodies = Array.from({ length: count }, (_, index) => `message ${index}`);
  await Promise.all(bodies.map((body) => ana.send(group, body)));

  expect(await jobs.expire(group, 2, 0, { parts: 1 })).toBe(false);
  expect(jobs.removed()).toBe(REMOVED_MAX);
  // Two workers that have the job at once, after one was frozen.
  expect(await Promise.all([jobs.expire(group, 2), jobs.expire(group, 2)])).toEqual([true, true]);
  expect(jobs.removed()).toBe(count);
  const kinds = await kindsIn(app, group);
  expect(kinds.filter((kind) => kind === "MESSAGES_REMOVED")).toHaveLength(3);
  await expectWholeLog(app, group);
  expect(await rowsOf(app, "SELECT 1 FROM message WHERE body <> '' OR deleted_at IS NULL")).toEqual([]);
});

test("an event tells of twenty threads at most, and counts every reply", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await keeps(ana, group, 1);
  const roots = await ana.sends(group, ...Array.from({ length: CHANGED_MAX + 1 }, () => "root"));
  for (const { id } of roots) {
    await bo.answers(group, "old", { threadRootId: id });
  }
  await rowsOf(app, "UPDATE message SET created_at = now() - interval '2 days' WHERE seq <= $1", [
    3 + 2 * roots.length,
  ]);
  for (const { id } of roots) await bo.answers(group, "young", { threadRootId: id });

  expect(await jobs.expire(group, 0)).toBe(true);
  const told = await rowsOf<{ roots: number }>(
    app,
    `SELECT jsonb_array_length(payload -> 'changedIds') AS roots FROM event
     WHERE kind = 'MESSAGES_REMOVED' ORDER BY seq`,
  );
  expect(told.map((event) => event.roots)).toEqual([CHANGED_MAX, 1]);
  const counts = await rowsOf(app, "SELECT DISTINCT reply_count FROM message WHERE thread_root_id IS NULL");
  expect(counts).toEqual([{ reply_count: 1 }]);
});

test("only conversations with something old enough get a job, found by one statement for a thousand", async () => {
  await using app = await startApp();
  await using jobs = openJobs(app);
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [empty, kept, young] = [
    await ana.makesGroup("Empty", bo),
    await ana.makesGroup("Kept", bo),
    await ana.makesGroup("Young", bo),
  ];
  for (const id of [group, kept, young]) await ana.sends(id, "hello");
  await keeps(ana, group, 5);
  await keeps(ana, empty, 5);
  await keeps(ana, young, 20);
  await rowsOf(app, "DELETE FROM job");

  const now = new Date(Date.now() + 10 * DAY_MS);
  expect(await findExpired(jobs.db, { now, retentionDays: 0 }, forever)).toBe(1);
  const keysOf = async () =>
    (await rowsOf<{ key: string }>(app, "SELECT key FROM job ORDER BY key")).map(({ key }) => key);
  expect(await keysOf()).toEqual([decodeNodeId(group).id]);
  expect(await findExpired(jobs.db, { now, retentionDays: 9 }, forever)).toBe(3);
  expect(await keysOf()).toEqual([group, kept, young].map((id) => decodeNodeId(id).id).sort());
  const look = (): Promise<number> =>
    countWrites(app, ({ db }) => findExpired(db, { now, retentionDays: 9 }, forever));
  expect(await look()).toBe(2);
  await jobs.expire(group, 10);
  expect(await findExpired(jobs.db, { now, retentionDays: 0 }, forever)).toBe(0);
});

test("what is removed in bulk is left as one that is deleted, column by column", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [first] = await bo.sends(group, "first");
  const ids: string[] = [];
  for (const clientKey of ["deleted", "removed"]) {
    const content = { location: { latitude: 1, longitude: 2 } };
    const input = {
      conversationId: group,
      clientKey,
      body: "@all @bo",
      content,
      replyToId: first?.id ?? null,
      attachmentIds: [await uploads(doesOf(ana))],
    };
    const { sendMessage: sent } = await ana.asks(SendMessageDocument, { input });
    if (sent.__typename !== "SendMessagePayload") throw new Error(sent.__typename);
    const messageId = sent.sentMessage.id;
    await ana.edits(messageId, "@all @bo, better");
    await bo.asks(ReactDocument, { input: { messageId, emoji: "👍" } });
    await ana.asks(PinDocument, { input: { messageId } });
    ids.push(decodeNodeId(messageId).id);
    if (clientKey === "deleted") await ana.deletes(messageId);
  }
  await removesSent(app, group, ana);
  const own = [
    "id",
    "seq",
    "changed_seq",
    "client_key",
    "input_hash",
    "created_at",
    "edited_at",
    "deleted_at",
  ];
  const rows = await rowsOf<{ row: object }>(
    app,
    "SELECT to_jsonb(m) - $2::text[] AS row FROM message m WHERE id = ANY($1::uuid[]) ORDER BY seq",
    [ids, own],
  );
  expect(rows[0]?.row).toMatchObject({ body: "", content: null, pinned_seq: null, reply_to_id: null });
  expect(rows[1]).toEqual(rows[0]);
  expect(await rowsOf(app, "SELECT * FROM attachment_use")).toEqual([]);
});

test("removing many costs as many statements as removing few", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const costOf = async (count: number): Promise<number> => {
    const group = await ana.makesGroup("Group", bo);
    await keeps(ana, group, 1);
    const [root] = await ana.sends(group, ...Array.from({ length: count }, () => "old"));
    await bo.answers(group, "old", { threadRootId: root?.id ?? "" });
    const { id } = decodeNodeId(group);
    const retention = { now: new Date(Date.now() + 2 * DAY_MS), retentionDays: 0 };
    return countWrites(app, (ports) =>
      removeExpired({ ...ports, onRemoved: () => undefined }, id, retention, forever),
    );
  };
  expect(await costOf(40)).toBe(await costOf(2));
});

test("setting a time has a worker remove what is older, and followers are told", async () => {
  await using app = await startApp({ WORKER: "true" });
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "old");
  await rowsOf(app, "UPDATE message SET created_at = now() - interval '40 days'");
  const live = await bo.follow(group);
  await live.until("StreamReady");
  await keeps(ana, group, 30);
  const items = await live.until("MessagesRemoved");
  expect(items.map((item) => item.__typename)).toEqual(["ConversationUpdated", "MessagesRemoved"]);
  expect(await bodiesOf(bo, group)).toEqual([""]);
});
