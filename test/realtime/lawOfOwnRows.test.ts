/** The law of what is the viewer's alone: old state + the items of an inbox, signals left out, = fresh state. */
import { expect, test } from "vitest";
import { choosesStatus } from "../presence/scene.ts";
import { markDelivered, markRead, markUnread } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { ViewerCopies } from "./lawScene.ts";

/** Each law of a running inbox waits for some looks. */
const LOOKS_MS = 60_000;
const FENCES = 20;

/** Bo, who has five unread messages, two of which name him. */
async function startScene(app: TestApp) {
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await ana.sends(group, "one", "@bo two", "three", "@bo four", "five");
  const fence = await ana.makesGroup("Fence", bo);
  await ana.sends(fence, ...Array.from({ length: FENCES }, (_, index) => `fence ${index}`));
  return { ana, bo, group, copies: await ViewerCopies.open(app, bo, fence) };
}

test("items explain every mutation of marks and of the choice, live", { timeout: LOOKS_MS }, async () => {
  await using app = await startApp();
  const { ana, bo, group, copies } = await startScene(app);
  await using live = copies;
  await live.expectLiveExplains(() => markDelivered(bo, group, 4));
  await live.expectLiveExplains(() => markRead(bo, group, 5));
  await live.expectLiveExplains(() => markUnread(bo, group, 3));
  await live.expectLiveExplains(() => choosesStatus(bo, "BUSY", "in a meeting"));
  await live.expectLiveExplains(async () => {
    await ana.sends(group, "@bo six", "seven");
    // Counts are told as they are now: what they count has been told before.
    await live.reaches(group, 8);
    await markDelivered(bo, group, 8);
    await markRead(bo, group, 7);
    await markUnread(bo, group, 7);
    await choosesStatus(bo, "OFFLINE", null);
  });
});

test("items explain every mutation of marks and of the choice, after an absence", async () => {
  await using app = await startApp();
  const { ana, bo, group, copies } = await startScene(app);
  await using resumed = copies;
  await resumed.expectResumedExplains(() => markDelivered(bo, group, 4));
  await resumed.expectResumedExplains(() => markRead(bo, group, 5));
  await resumed.expectResumedExplains(() => markUnread(bo, group, 3));
  await resumed.expectResumedExplains(() => choosesStatus(bo, "BUSY", "in a meeting"));
  await resumed.expectResumedExplains(async () => {
    await ana.sends(group, "@bo six", "seven");
    await markDelivered(bo, group, 8);
    await markRead(bo, group, 7);
    await markUnread(bo, group, 7);
    await ana.sends(group, "eight");
    await choosesStatus(bo, "OFFLINE", null);
  });
});

test("a mark, or a choice, that no row says was changed breaks the law", { timeout: LOOKS_MS }, async () => {
  await using app = await startApp();
  const { bo, group, copies } = await startScene(app);
  await using stack = copies;
  await markRead(bo, group, 3);
  await choosesStatus(bo, "BUSY", "in a meeting");
  // Long ago, as far as any horizon knows.
  const silently = async (table: string, sql: string) => {
    await rowsOf(app, `ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await rowsOf(app, sql);
  };
  await silently("member_mark", "UPDATE member_mark SET changed_xid = '3', receipt_xid = '3'");
  await silently("presence", "UPDATE presence SET choice_xid = '3'");
  const reads = (seq: number) =>
    rowsOf(app, "UPDATE member_mark SET read_seq = $1 WHERE delivered_seq = 3", [seq]);
  const chooses = (words: string) => rowsOf(app, "UPDATE presence SET custom_status = $1", [words]);

  await expect(stack.expectResumedExplains(() => reads(2))).rejects.toThrow("deeply equal");
  await expect(stack.expectResumedExplains(() => chooses("silently"))).rejects.toThrow("deeply equal");
  await rowsOf(app, "ALTER TABLE member_mark ENABLE TRIGGER USER");
  await expect(
    stack.expectLiveExplains(async () => {
      await rowsOf(app, "ALTER TABLE member_mark DISABLE TRIGGER USER");
      await reads(1);
      await rowsOf(app, "ALTER TABLE member_mark ENABLE TRIGGER USER");
    }),
  ).rejects.toThrow("deeply equal");
  await expect(stack.expectLiveExplains(() => chooses("again"))).rejects.toThrow("deeply equal");
});
