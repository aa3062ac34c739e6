/** What a follower reads next, and how much of it a removal that came meanwhile withholds. */
import { expect, onTestFinished, test, vi } from "vitest";
import { unavailable } from "../../src/domain/errors.ts";
import type { ConversationEvent } from "../../src/domain/events.ts";
import { Feed } from "../../src/realtime/feed.ts";
import { patiently, readOn } from "../../src/realtime/readOn.ts";
import { conversationAt, EPOCH, failOn, placeAt, readNoPage, removed, sent, USER } from "./fakes.ts";

/** Where the membership is read as ended. */
const REMOVED_AT = 2;

/** A feed that read `rows` from the table up to `head`; and one reading by USER from its beginning. */
async function readAfterHeal(rows: readonly ConversationEvent[], head = rows.length) {
  const read = async () => [...rows];
  const feed = new Feed({
    epoch: EPOCH,
    conversation: conversationAt(0),
    read,
    readConversation: async () => conversationAt(head),
    readPage: readNoPage,
    onReadFailed: failOn,
  });
  await feed.heal();
  let placeReads = 0;
  const places = {
    readPlace: async () => {
      placeReads += 1;
      return { ...placeAt(3), removedSeq: REMOVED_AT };
    },
  };
  const { signal } = new AbortController();
  const reading = await readOn(feed, 0, USER, { places }, signal);
  feed.close();
  return { reading, placeReads };
}

test("a row that was read newer than its feed's head is withheld from one removed in between", async () => {
  const row = sent(1, { changedSeq: 3, body: "written after the removal" });
  const { reading } = await readAfterHeal([row]);
  expect(reading).toEqual({ events: [row], endSeq: REMOVED_AT });
});

test("rows as old as their feed's head tell of the removal themselves, and nothing is read", async () => {
  const { reading, placeReads } = await readAfterHeal([sent(1), removed(2)]);
  expect(reading.endSeq).toBe(2);
  expect((await readAfterHeal([sent(1), sent(2)])).reading.endSeq).toBeNull();
  expect(placeReads).toBe(0);
});

test("patience with a database that is away ends after half a minute, however long each refusal took", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let tries = 0;
  const reading = patiently(async () => {
    tries += 1;
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    throw unavailable("The database is away.");
  }, new AbortController().signal);
  const refused = expect(reading).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tries).toBe(3);
  await refused;
});
