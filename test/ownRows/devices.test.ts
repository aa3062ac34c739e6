/** What a person does for themselves on one device, on their others. */
import { expect, test } from "vitest";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { startApp } from "../support/app.ts";
import { deletesForSelf, does } from "./scene.ts";

const ITEMS = `subscription ($after: Cursor) { inboxEvents(after: $after) {
  __typename
  ... on StreamReady { cursor }
  ... on StreamCheckpoint { cursor }
  ... on ViewerConversationSettingsChanged {
    member { conversation { id } notificationLevel mutedUntil isPinned isArchived isHidden }
  }
  ... on ViewerDraftChanged { conversation { id } draft { body } }
  ... on ViewerMessageDeleted { deletedMessageId member { unreadCount conversation { lastMessage { body } } } }
} }`;

const OWN = new Set(["ViewerConversationSettingsChanged", "ViewerDraftChanged", "ViewerMessageDeleted"]);

test.each(TRANSPORTS)(
  "settings, drafts and deletions of one device reach its person's others over $transport, once, and nobody else",
  { timeout: 30_000 },
  async ({ transport }) => {
    await using app = await startApp();
    const { ana, bo, group } = await app.people.inGroup("ana", "bo");
    const [, two] = await ana.sends(group, "one", "two");
    await using own = await readInbox(app.url, bo, { transport, query: ITEMS });
    const [ready] = await own.until("StreamReady");
    await using others = await readInbox(app.url, ana, { transport, query: ITEMS });
    await others.until("StreamReady");

    await does(bo, "updateConversationSettings", { conversationId: group, isPinned: true });
    const settings = {
      conversation: { id: group },
      notificationLevel: "ALL",
      mutedUntil: null,
      isPinned: true,
      isArchived: false,
      isHidden: false,
    };
    const told = await own.until("ViewerConversationSettingsChanged");
    expect(told.at(-1)).toMatchObject({ member: settings });
    await does(bo, "saveDraft", { conversationId: group, body: "Dear" });
    const draft = { conversation: { id: group }, draft: { body: "Dear" } };
    expect((await own.until("ViewerDraftChanged")).at(-1)).toMatchObject(draft);
    await does(bo, "saveDraft", { conversationId: group, body: "" });
    expect((await own.until("ViewerDraftChanged")).at(-1)).toMatchObject({ draft: null });
    await deletesForSelf(bo, two?.id ?? "");
    const deletion = {
      deletedMessageId: two?.id,
      member: { unreadCount: 1, conversation: { lastMessage: { body: "one" } } },
    };
    expect((await own.until("ViewerMessageDeleted")).at(-1)).toMatchObject(deletion);

    // A checkpoint stands behind whole looks: what would be told again has been told again by then.
    await ana.sends(group, "a fence");
    const ownTold = (await own.until("StreamCheckpoint")).filter(({ __typename }) =>
      OWN.has(String(__typename)),
    );
    expect(ownTold).toEqual([]);
    const othersTold = (await others.until("StreamCheckpoint")).map(({ __typename }) => String(__typename));
    expect(othersTold.filter((typename) => OWN.has(typename))).toEqual([]);

    // A device that was away is told of what stands now, once.
    await using resumed = await readInbox(app.url, bo, {
      transport,
      query: ITEMS,
      after: String(ready?.["cursor"]),
    });
    const replayed = await resumed.until("StreamReady");
    expect(replayed.filter(({ __typename }) => OWN.has(String(__typename)))).toMatchObject([
      { member: settings },
      { draft: null },
      { deletedMessageId: two?.id, member: { unreadCount: 2 } },
    ]);
  },
);

test("a thread that one follows, reads or leaves on one device is so on the others, also after an absence", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [root] = await ana.sends(group, "root");
  const rootId = root?.id ?? "";
  const query = `subscription ($after: Cursor) { inboxEvents(after: $after) {
    __typename
    ... on StreamReady { cursor }
    ... on StreamCheckpoint { cursor }
    ... on ViewerThreadChanged { rootId isFollowing readSeq thread { replyCount viewerUnreadCount } }
  } }`;
  await using own = await readInbox(app.url, bo, { transport: "WebSocket", query });
  const [ready] = await own.until("StreamReady");
  await using others = await readInbox(app.url, ana, { transport: "WebSocket", query });
  await others.until("StreamReady");
  const told = async () => (await own.until("ViewerThreadChanged")).at(-1);

  await does(bo, "followThread", { rootId });
  expect(await told()).toMatchObject({ rootId, isFollowing: true, readSeq: 2, thread: { replyCount: 0 } });
  const reply = await bo.answers(group, "reply", { threadRootId: rootId });
  expect(await told()).toMatchObject({ readSeq: reply.seq, thread: { replyCount: 1, viewerUnreadCount: 0 } });
  await does(bo, "unfollowThread", { rootId });
  const last = { rootId, isFollowing: false, readSeq: reply.seq };
  expect(await told()).toMatchObject(last);

  await using resumed = await readInbox(app.url, bo, {
    transport: "WebSocket",
    query,
    after: String(ready?.["cursor"]),
  });
  const replayed = (await resumed.until("StreamReady")).filter(
    ({ __typename }) => __typename === "ViewerThreadChanged",
  );
  expect(replayed).toMatchObject([last]);
  // Whose message it is follows it, too; and is told of that alone.
  const ofAna = (await others.until("ViewerThreadChanged")).at(-1);
  expect(ofAna).toMatchObject({ isFollowing: true, readSeq: 2, thread: { viewerUnreadCount: 1 } });
});
