/** Own rows over fake ports: a look asks once for each kind, for everybody who wants it, and tells each of their own. */
import { expect, test } from "vitest";
import type { OwnRowItem, ReadOwnRows } from "../../src/domain/ownRows.ts";
import type { InboxExtra } from "../../src/domain/streams.ts";
import { createFeeds } from "../../src/realtime/feeds.ts";
import { startPositionCheck } from "../../src/realtime/positionCheck.ts";
import { failOn, FakeLog, EPOCH, inboxWatcher, markedMember, readOwnRows } from "./fakes.ts";

test("a look asks once for each kind that somebody wants, and tells each user of their own rows", async () => {
  const log = new FakeLog();
  const asked: [string, readonly string[]][] = [];
  const told: [string, OwnRowItem][] = [];
  const reads: ReadOwnRows = readOwnRows({
    OWN_MARKS: async (userIds) => {
      asked.push(["OWN_MARKS", userIds]);
      return userIds.map((userId) => ({ type: "OWN_MARKS", member: markedMember(3, { userId }) }));
    },
    OWN_CHOICE: async (userIds) => {
      asked.push(["OWN_CHOICE", userIds]);
      return [];
    },
  });
  await using check = startPositionCheck({
    feeds: createFeeds(log.feeds()),
    places: log.places(),
    horizon: 0n,
    readOwnRows: reads,
    epoch: () => EPOCH,
    onEpoch: failOn,
    onError: failOn,
  });
  const watch = (userId: string, ...wanted: InboxExtra[]) =>
    check.watch(
      userId,
      inboxWatcher({ wanted: new Set(wanted), onRowChanged: (item) => told.push([userId, item]) }),
    );
  watch("ana", "OWN_MARKS");
  watch("bo", "OWN_MARKS", "TYPING");
  watch("cy");
  await check.check();
  expect(asked).toEqual([["OWN_MARKS", ["ana", "bo"]]]);
  expect(told).toEqual(
    ["ana", "bo"].map((userId) => [userId, { type: "OWN_MARKS", member: markedMember(3, { userId }) }]),
  );
  const stop = watch("cy", "OWN_CHOICE");
  await check.check();
  stop();
  await check.check();
  expect(asked.slice(1)).toEqual([
    ["OWN_MARKS", ["ana", "bo"]],
    ["OWN_CHOICE", ["cy"]],
    ["OWN_MARKS", ["ana", "bo"]],
  ]);
});
