/** Receipts and own marks on the inbox: while they move, and after an absence. */
import { expect, test } from "vitest";
import type { Item } from "../live/items.ts";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { startApp, startCluster } from "../support/app.ts";
import { readMetric } from "../transports/support.ts";
import { markRead, markUnread } from "./scene.ts";

const WINDOW_MS = 250;
/** The position check looks once a second; what a busy machine takes comes on top. */
const TOLD_WITHIN_MS = 4_000;

interface Receipts extends Item {
  readonly conversation: { readonly id: string };
  readonly members: readonly { readonly readSeq: number; readonly user: { readonly username: string } }[];
  readonly count: number;
}

const readBy = (item: Item, username: string) =>
  (item as unknown as Receipts).members?.find(({ user }) => user.username === username)?.readSeq;

const cursorOf = (item: Item | undefined): string => String(item?.["cursor"]);

test.each(TRANSPORTS)(
  "receipts come on the inbox over $transport at most once in 250 ms, as they are now",
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    await ana.sends(group, ...Array.from({ length: 40 }, (_, index) => `message ${index}`));
    await using inbox = await readInbox(app.url, ana, { transport });
    await inbox.until("StreamReady");
    const from = performance.now();
    for (let seq = 2; seq <= 41; seq += 1) await markRead(bo, group, seq);
    const items = await inbox.until("ReceiptsAdvanced", (item) => readBy(item, "bo") === 41);
    const took = performance.now() - from;
    expect(items.length).toBeLessThanOrEqual(Math.ceil(took / WINDOW_MS) + 1);
    for (const item of items) expect(item).toMatchObject({ conversation: { id: group }, count: 1 });
    const seqs = items.map((item) => readBy(item, "bo") ?? 0);
    expect(seqs).toEqual(seqs.toSorted((one, other) => one - other));
  },
);

test("receipts on many inboxes of a conversation cost one execution for all", async () => {
  await using app = await startApp();
  await using stack = new AsyncDisposableStack();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await ana.sends(group, "one");
  const query = `subscription {
    inboxEvents { __typename ... on ReceiptsAdvanced { count conversation { id } members { user { username } } } }
  }`;
  const readers = [];
  for (const person of [ana, cy, cy, ana])
    readers.push(stack.use(await readInbox(app.url, person, { query })));
  for (const reader of readers) await reader.until("StreamReady");
  const before = await readMetric(app.url, "parley_live_executions_total");
  await markRead(bo, group, 2);
  for (const reader of readers) {
    expect(await reader.nextTold()).toEqual({
      __typename: "ReceiptsAdvanced",
      count: 1,
      conversation: { id: group },
      members: [{ user: { username: "bo" } }],
    });
  }
  expect((await readMetric(app.url, "parley_live_executions_total")) - before).toBe(1);
});

test.each(TRANSPORTS)(
  "own marks of another device come on the inbox over $transport within two looks, once",
  { timeout: 30_000 },
  async ({ transport }) => {
    await using cluster = await startCluster(2);
    const [, there] = cluster.nodes;
    if (there === undefined) throw new Error("Two servers were asked for.");
    const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
    await ana.sends(conversation, "one", "two", "three");
    await using inbox = await readInbox(there.url, bo, { transport });
    const [ready] = await inbox.until("StreamReady");
    const from = performance.now();
    await markRead(bo, conversation, 2);
    await markRead(bo, conversation, 4);
    await markUnread(bo, conversation, 3);
    const told = await inbox.until(
      "ViewerMarksChanged",
      ({ member }) => Number(Object(member).readSeq) === 2,
    );
    expect(performance.now() - from).toBeLessThan(TOLD_WITHIN_MS);
    expect(told.at(-1)).toMatchObject({
      member: { conversation: { id: conversation }, deliveredSeq: 4, readSeq: 2, unreadCount: 2 },
    });

    // A checkpoint stands behind whole looks: what would be told again has been told again by then.
    await ana.sends(conversation, "four");
    const items = await inbox.until("StreamCheckpoint");
    expect(items.filter(({ __typename }) => __typename === "ViewerMarksChanged")).toEqual([]);
    // A device that was away is told of them as well, once.
    await using earlier = await readInbox(there.url, bo, { transport, after: cursorOf(ready) });
    const replayed = await earlier.until("StreamReady");
    expect(replayed.filter(({ __typename }) => __typename === "ViewerMarksChanged")).toMatchObject([
      { member: { readSeq: 2, unreadCount: 3 } },
    ]);
  },
);

test.each(TRANSPORTS)(
  "a resumed inbox over $transport is told of own marks, and once per conversation of receipts, before StreamReady",
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
    const other = await ana.makesGroup("Other", bo);
    const quiet = await ana.makesGroup("Quiet", bo);
    for (const id of [group, other, quiet]) await ana.sends(id, "one", "two");
    let after: string;
    {
      await using inbox = await readInbox(app.url, ana, { transport });
      after = cursorOf((await inbox.until("StreamReady")).at(-1));
    }
    await markRead(bo, group, 2);
    await markRead(cy, group, 3);
    await markRead(bo, group, 3);
    await markRead(bo, other, 3);
    await markRead(ana, group, 2);
    await markRead(ana, group, 3);
    await ana.sends(group, "three");

    await using resumed = await readInbox(app.url, ana, { transport, after });
    const replayed = await resumed.until("StreamReady");
    const ofType = (typename: string) => replayed.filter(({ __typename }) => __typename === typename);
    // What came just before the cursor may come again.
    const newer = ofType("MessageSent").filter(({ seq }) => Number(seq) > 3);
    expect(newer).toMatchObject([{ sentMessage: { body: "three" } }]);
    expect(ofType("ViewerMarksChanged")).toMatchObject([
      { member: { conversation: { id: group }, deliveredSeq: 3, readSeq: 3 } },
    ]);
    const receipts = ofType("ReceiptsAdvanced") as unknown as Receipts[];
    expect(receipts.map(({ conversation }) => conversation.id).toSorted()).toEqual([group, other].toSorted());
    const inGroup = receipts.find(({ conversation }) => conversation.id === group);
    expect(inGroup?.count).toBe(2);
    expect(["bo", "cy"].map((name) => readBy(inGroup ?? {}, name))).toEqual([3, 3]);
    expect(ofType("TypingChanged")).toEqual([]);
    expect(replayed.at(-1)).toMatchObject({ recovered: true });
  },
);

test("a mark taken back during an absence is told to the others by no resumed inbox, and one that moves on is", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "one", "two", "three");
  await markRead(bo, group, 3);
  const resume = async (after: string) => {
    await using inbox = await readInbox(app.url, ana, { after });
    const items = await inbox.until("StreamReady");
    return {
      receipts: items.filter(({ __typename }) => __typename === "ReceiptsAdvanced"),
      cursor: cursorOf(items.at(-1)),
    };
  };
  let after: string;
  {
    await using inbox = await readInbox(app.url, ana);
    after = cursorOf((await inbox.until("StreamReady")).at(-1));
  }
  // A horizon may lie before the mark, held back by somebody else on the server; then it is told of again.
  for (let last = await resume(after); last.receipts.length > 0; last = await resume(after)) {
    after = last.cursor;
  }

  await markUnread(bo, group, 2);
  expect((await resume(after)).receipts).toEqual([]);
  // Read again, up to where it was read before: the others have been told of that.
  await markRead(bo, group, 3);
  expect((await resume(after)).receipts).toEqual([]);
  await markRead(bo, group, 4);
  const [told, ...more] = (await resume(after)).receipts;
  expect(more).toEqual([]);
  expect(told).toMatchObject({ count: 1, members: [{ readSeq: 4, user: { username: "bo" } }] });
});
