/** The law of what is the viewer's alone: old state + the items of an inbox, signals left out, = fresh state. */
import { expect, test } from "vitest";
import { choosesStatus } from "../presence/scene.ts";
import { requested, startWriting } from "../dataExport/scene.ts";
import { chooses } from "../notification/scene.ts";
import { deletesForSelf, drafts, sets } from "../ownRows/scene.ts";
import { blocks, sets as setsPrivacy, unblocks } from "../privacy/scene.ts";
import { markDelivered, markRead, markUnread, uuidOf } from "../receipts/scene.ts";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { ViewerCopies } from "./lawScene.ts";

/** Each law of a running inbox waits for some looks. */
const LOOKS_MS = 60_000;
const FENCES = 30;

interface OwnScene {
  readonly ana: Person;
  readonly bo: Person;
  readonly group: string;
  readonly messageIds: readonly string[];
}

/** Bo, who has five unread messages, two of which name him. */
async function startScene(app: TestApp) {
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const sent = await ana.sends(group, "one", "@bo two", "three", "@bo four", "five");
  const messageIds = sent.map(({ id }) => id);
  const fence = await ana.makesGroup("Fence", bo);
  await ana.sends(fence, ...Array.from({ length: FENCES }, (_, index) => `fence ${index}`));
  return { ana, bo, group, messageIds, copies: await ViewerCopies.open(app, bo, fence) };
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

const LATER = "2030-01-01T00:00:00.000Z";

/**
 * What bo sets, drafts and deletes for himself; each of them a law. `arrived`: what ana sent has been told. (Counts are
 * told as they are now: what they count has been told before.)
 */
function ownChanges(
  { ana, bo, group, messageIds }: OwnScene,
  arrived: () => Promise<unknown> = async () => undefined,
) {
  const set = (changes: object) => () => sets(bo, group, changes);
  return [
    set({ isPinned: true, notificationLevel: "MENTIONS" }),
    set({ mutedUntil: LATER, isArchived: true }),
    set({ mutedUntil: null, isPinned: false }),
    set({ isHidden: true }),
    () => ana.sends(group, "@bo it is back"),
    () => drafts(bo, group, "Dear"),
    () => drafts(bo, group, "Dear all"),
    () => drafts(bo, group, ""),
    // Unread and a mention; unread; read; and the newest.
    () => deletesForSelf(bo, messageIds[3] ?? ""),
    () => deletesForSelf(bo, messageIds[2] ?? ""),
    () => deletesForSelf(bo, messageIds[0] ?? ""),
    async () => {
      await set({ isHidden: true })();
      const [unwanted] = await ana.sends(group, "@bo unwanted", "the newest");
      await arrived();
      await deletesForSelf(bo, unwanted?.id ?? "");
      await drafts(bo, group, "once more");
      await set({ isPinned: true, isHidden: true })();
    },
  ];
}

test(
  "items explain what one sets, drafts and deletes for oneself, live",
  { timeout: 2 * LOOKS_MS },
  async () => {
    await using app = await startApp();
    const { copies, ...scene } = await startScene(app);
    await using live = copies;
    await markRead(scene.bo, scene.group, 2);
    const arrived = () => live.reaches(scene.group, 9);
    for (const change of ownChanges(scene, arrived)) await live.expectLiveExplains(change);
  },
);

test("items explain what one sets, drafts and deletes for oneself, after an absence", async () => {
  await using app = await startApp();
  const { copies, ...scene } = await startScene(app);
  await using resumed = copies;
  await markRead(scene.bo, scene.group, 2);
  for (const change of ownChanges(scene)) await resumed.expectResumedExplains(change);
  // And all of it in one absence.
  const more = await scene.ana.sends(scene.group, "one", "two", "@bo three", "@bo four");
  const messageIds = more.map(({ id }) => id);
  await resumed.expectResumedExplains(async () => {
    for (const change of ownChanges({ ...scene, messageIds })) await change();
  });
});

test("a setting, a draft or a deletion that no row says was changed breaks the law", async () => {
  await using app = await startApp();
  const { bo, group, messageIds, copies } = await startScene(app);
  await using resumed = copies;
  await sets(bo, group, { isPinned: true });
  await drafts(bo, group, "Dear");
  const silently = async (table: string, sql: string, values: unknown[] = []) => {
    await rowsOf(app, `ALTER TABLE ${table} DISABLE TRIGGER USER`);
    await rowsOf(app, sql, values);
    await rowsOf(app, `ALTER TABLE ${table} ENABLE TRIGGER USER`);
  };
  await silently("member_setting", "UPDATE member_setting SET changed_xid = '3'");
  await silently("draft", "UPDATE draft SET changed_xid = '3'");
  for (const change of [
    () => silently("member_setting", "UPDATE member_setting SET is_pinned = false"),
    () => silently("draft", "UPDATE draft SET body = 'silently'"),
    () =>
      silently(
        "hidden_message",
        `INSERT INTO hidden_message (user_id, conversation_id, seq, message_id, changed_xid)
         SELECT $1::uuid, conversation_id, seq, id, '3' FROM message WHERE id = $2::uuid`,
        [uuidOf(bo.id), uuidOf(messageIds[4] ?? "")],
      ),
  ]) {
    await expect(resumed.expectResumedExplains(change)).rejects.toThrow("deeply equal");
  }
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

test(
  "items explain every block and every change of privacy, live and after an absence",
  { timeout: LOOKS_MS },
  async () => {
    await using app = await startApp();
    const { bo, copies } = await startScene(app);
    const [cy, dee] = [await app.people.register("cy"), await app.people.register("dee")];
    await using both = copies;
    await both.expectLiveExplains(() => blocks(bo, cy));
    await both.expectLiveExplains(() =>
      setsPrivacy(bo, { whoSeesPresence: "CONTACTS", isDiscoverable: false }),
    );
    await both.expectLiveExplains(async () => {
      await unblocks(bo, cy);
      await blocks(bo, dee);
      await setsPrivacy(bo, { whoSeesPresence: "NOBODY" });
    });
    await both.expectResumedExplains(() => blocks(bo, cy));
    await both.expectResumedExplains(async () => {
      await unblocks(bo, dee);
      await setsPrivacy(bo, { whoSeesTyping: "NOBODY", isDiscoverable: true });
    });
  },
);

test(
  "items explain every change of notification settings, live and after an absence",
  { timeout: LOOKS_MS },
  async () => {
    await using app = await startApp();
    const { bo, copies } = await startScene(app);
    await using both = copies;
    const quietHours = { from: "22:00", to: "07:00", timeZone: "Europe/Berlin" };
    await both.expectLiveExplains(() => chooses(bo, { quietHours, groupLevel: "MENTIONS" }));
    await both.expectLiveExplains(() => chooses(bo, { doNotDisturbUntil: LATER }));
    await both.expectResumedExplains(() => chooses(bo, { quietHours: null, hidesContent: true }));
    await both.expectResumedExplains(async () => {
      await chooses(bo, { doNotDisturbUntil: null, wantsEmailDigest: true });
      await chooses(bo, { directLevel: "NONE", channelLevel: "NONE", notifiesWhileActive: false });
    });
  },
);

test(
  "items explain an export from request to file, live and after an absence",
  { timeout: LOOKS_MS },
  async () => {
    await using app = await startApp();
    const { bo, copies } = await startScene(app);
    await using both = copies;
    await using writing = startWriting(app);
    const isOn = (percent: number) =>
      rowsOf(
        app,
        "UPDATE data_export SET state = 'RUNNING', as_of = now(), percent = $1 WHERE state <> 'READY'",
        [percent],
      );
    const isDaysOld = () =>
      rowsOf(app, "UPDATE data_export SET requested_at = requested_at - interval '2 days'");
    let id = "";
    await both.expectLiveExplains(async () => ({ id } = await requested(bo)));
    await both.expectLiveExplains(() => isOn(40));
    await both.expectLiveExplains(() => writing.make({ id }));
    await isDaysOld();
    await both.expectResumedExplains(async () => ({ id } = await requested(bo)));
    await both.expectResumedExplains(() => isOn(70));
    await both.expectResumedExplains(() => writing.make({ id }));
    // The next one gives up what has not got ready.
    await isDaysOld();
    await both.expectResumedExplains(() => requested(bo));
    await isDaysOld();
    await both.expectResumedExplains(() => requested(bo));
  },
);
