/** What a person chose to show of themselves, on their own devices: a row of theirs, and nobody else's. */
import { expect, test } from "vitest";
import { connectDatabase } from "../../src/storage/database.ts";
import { createReadChoicesSince, createSaveSightings } from "../../src/storage/presence.sql.ts";
import type { Item } from "../live/items.ts";
import { readInbox, TRANSPORTS } from "../realtime/inboxScene.ts";
import { uuidOf } from "../receipts/scene.ts";
import { startApp, startCluster } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { choosesStatus, statusOf } from "./scene.ts";

/** The position check looks once a second; what a busy machine takes comes on top. */
const TOLD_WITHIN_MS = 4_000;

const cursorOf = (item: Item | undefined): string => String(item?.["cursor"]);

const choicesIn = (items: readonly Item[]) =>
  items.flatMap(({ __typename, viewer }) => (__typename === "ViewerPresenceChanged" ? [viewer] : []));

test.each(TRANSPORTS)(
  "what one device chose of its person's presence comes on the others' inbox over $transport within two looks, once",
  { timeout: 30_000 },
  async ({ transport }) => {
    await using cluster = await startCluster(2);
    const [, there] = cluster.nodes;
    if (there === undefined) throw new Error("Two servers were asked for.");
    const { ana, bo, conversation } = await cluster.people.inConversation("ana", "bo");
    await using inbox = await readInbox(there.url, bo, { transport });
    const [ready] = await inbox.until("StreamReady");
    const from = performance.now();
    await choosesStatus(bo, "BUSY", "in a meeting");
    expect(choicesIn(await inbox.until("ViewerPresenceChanged"))).toEqual([
      { chosenStatus: "BUSY", customStatus: "in a meeting" },
    ]);
    expect(performance.now() - from).toBeLessThan(TOLD_WITHIN_MS);

    await choosesStatus(bo, "BUSY", "in a meeting");
    await choosesStatus(bo, "AWAY");
    const away = { chosenStatus: "AWAY", customStatus: "in a meeting" };
    expect(choicesIn(await inbox.until("ViewerPresenceChanged"))).toEqual([away]);

    // A checkpoint stands behind whole looks: what would be told again has been told again by then.
    await ana.sends(conversation, "a fence");
    expect(choicesIn(await inbox.until("StreamCheckpoint"))).toEqual([]);
    // A device that was away is told of what stands now, once.
    await using earlier = await readInbox(there.url, bo, { transport, after: cursorOf(ready) });
    expect(choicesIn(await earlier.until("StreamReady"))).toEqual([away]);
  },
);

test("a choice is told to its person's devices alone: who is invisible looks gone to the others, and no more", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  // A device of bo's.
  await using own = await readInbox(app.url, bo);
  await own.until("StreamReady");
  await using others = await readInbox(app.url, ana);
  const [ready] = await others.until("StreamReady");
  expect(await statusOf(ana, bo)).toBe("ONLINE");
  await choosesStatus(bo, "OFFLINE");
  expect(choicesIn(await own.until("ViewerPresenceChanged"))).toEqual([
    { chosenStatus: "OFFLINE", customStatus: null },
  ]);

  // Ana's own choices are the fence: the second look after bo's has told whatever there is to tell.
  const told: Item[] = [];
  for (const status of ["BUSY", "AWAY"] as const) {
    await choosesStatus(ana, status);
    told.push(...(await others.until("ViewerPresenceChanged")));
  }
  const choices = [
    { chosenStatus: "BUSY", customStatus: null },
    { chosenStatus: "AWAY", customStatus: null },
  ];
  expect(choicesIn(told)).toEqual(choices);
  const ofBo = told.filter(({ __typename }) => __typename === "PresenceChanged");
  expect(ofBo.at(-1)).toMatchObject({ presence: { status: "OFFLINE", customStatus: null } });
  await using resumed = await readInbox(app.url, ana, { after: cursorOf(ready) });
  expect(choicesIn(await resumed.until("StreamReady"))).toEqual(choices.slice(1));
  expect(await statusOf(ana, bo)).toBe("OFFLINE");
});

test("who was seen, and who chose what stood already, has nothing to be told", async () => {
  await using app = await startApp();
  await using database = connectDatabase({
    databaseUrl: app.databaseUrl,
    poolMax: 1,
    onIdleError: () => undefined,
  });
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await choosesStatus(bo, "BUSY", "in a meeting");
  const [row] = await rowsOf<{ xid: string }>(app, "SELECT pg_current_xact_id()::text AS xid");
  const readSince = createReadChoicesSince(database.pool);
  const userIds = [ana, bo].map(({ id }) => uuidOf(id));
  const changed = () => readSince(userIds, BigInt(row?.xid ?? 0));

  const sightings = userIds.map((userId) => ({ userId, at: new Date() }));
  await createSaveSightings(database.pool)(sightings);
  await choosesStatus(ana, "ONLINE");
  await choosesStatus(bo, "BUSY", "in a meeting");
  expect(await changed()).toEqual([]);
  await choosesStatus(bo, "BUSY", null);
  const ofBo = { userId: uuidOf(bo.id), chosenStatus: "BUSY", customStatus: null };
  expect(await changed()).toEqual([ofBo]);
  await choosesStatus(ana, "OFFLINE");
  const ofAna = { userId: uuidOf(ana.id), chosenStatus: "OFFLINE", customStatus: null };
  expect(await changed()).toEqual(expect.arrayContaining([ofAna, ofBo]));
});
