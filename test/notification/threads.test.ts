/** Replies in threads, which are read by the mark of their thread: what is shown of them is taken back by that. */
import { expect, test } from "vitest";
import { markRead } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { decisionsOf, does, registers } from "./scene.ts";

test("a reply that is read in its thread is taken back, and not by the conversation's mark", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await registers(bo, "phone");
  await registers(bo, "tablet");
  const [root, other] = await bo.sends(group, "root", "other root");
  const rootId = root?.id ?? "";
  const shown = () => [fcm.shownOn("phone").length, fcm.shownOn("tablet").length].join();
  const reply = await ana.answers(group, "@bo reply", { threadRootId: rootId });
  await becomes(shown, "1,1");
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo reply,SENT");

  const reads = (id: string | undefined, seq: number) => does(bo, "markThreadRead", { rootId: id, seq });
  await markRead(bo, group, reply.seq);
  await reads(rootId, reply.seq - 1);
  await becomes(async () => (await rowsOf(app, "SELECT FROM push WHERE due_at IS NOT NULL")).length, 0);
  await ana.answers(group, "@bo elsewhere", { threadRootId: other?.id ?? "" });
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo elsewhere,SENT");
  expect(fcm.pushes.filter(({ kind }) => kind === "SILENT")).toEqual([]);
  // The first reply is unread in its thread, wherever the conversation's mark is.
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "2 new messages from ana and others" }]);
  // What is shown is of the other thread by now.
  await reads(rootId, reply.seq + 1);
  await ana.answers(group, "@bo more", { threadRootId: rootId });
  await becomes(async () => (await decisionsOf(bo))[0]?.join(), "@bo more,SENT");
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "2 new messages from ana and others" }]);

  await reads(rootId, reply.seq + 100);
  await becomes(shown, "0,0");
  expect(fcm.pushes.filter(({ kind }) => kind === "SILENT")).toHaveLength(2);
});
