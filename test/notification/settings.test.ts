/** What people choose to be notified of: their own, checked, and by the clock where they are. */
import { expect, test } from "vitest";
import { checkTimeZone, isQuiet } from "../../src/domain/notification/quietHours.ts";
import { startApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { asks, chooses } from "./scene.ts";

const SETTINGS = `doNotDisturbUntil quietHours { from to timeZone } directLevel groupLevel channelLevel
  notifiesWhileActive hidesContent wantsEmailDigest`;

const DEFAULTS = {
  doNotDisturbUntil: null,
  quietHours: null,
  directLevel: "ALL",
  groupLevel: "ALL",
  channelLevel: "ALL",
  notifiesWhileActive: true,
  hidesContent: false,
  wantsEmailDigest: false,
};

async function settingsOf(person: Person): Promise<object> {
  const { viewer } = await asks<{ viewer: { notificationSettings: object } }>(
    person,
    `{ viewer { notificationSettings { ${SETTINGS} } } }`,
  );
  return viewer.notificationSettings;
}

test("everything is on at first, and what is set is set until it is set anew", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  expect(await settingsOf(ana)).toEqual(DEFAULTS);
  await chooses(ana, {});
  await chooses(ana, { groupLevel: "ALL", hidesContent: false });
  // What changes nothing is not written.
  expect(await rowsOf(app, "SELECT FROM notification_settings")).toEqual([]);

  const quietHours = { from: "22:30", to: "07:00", timeZone: "Europe/Berlin" };
  const until = "2030-01-01T00:00:00.000Z";
  await chooses(ana, { quietHours, doNotDisturbUntil: until, channelLevel: "MENTIONS" });
  await chooses(ana, { hidesContent: true, groupLevel: null });
  const chosen = {
    ...DEFAULTS,
    quietHours,
    doNotDisturbUntil: until,
    channelLevel: "MENTIONS",
    hidesContent: true,
  };
  expect(await settingsOf(ana)).toEqual(chosen);
  const before = await rowsOf(app, "SELECT changed_xid FROM notification_settings");
  await chooses(ana, { quietHours, doNotDisturbUntil: until });
  expect(await rowsOf(app, "SELECT changed_xid FROM notification_settings")).toEqual(before);
  await chooses(ana, { quietHours: null, doNotDisturbUntil: null });
  expect(await settingsOf(ana)).toEqual({ ...chosen, quietHours: null, doNotDisturbUntil: null });
  expect(await settingsOf(bo)).toEqual(DEFAULTS);
});

test("what is no time, no zone and no moment is refused, each with its reason", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const paths = async (input: object) => {
    const { result } = await asks<{ result: { issues?: { path: string[] }[] } }>(
      ana,
      `mutation ($input: UpdateNotificationSettingsInput!) {
        result: updateNotificationSettings(input: $input) { ... on InputValidationError { issues { path } } }
      }`,
      { input },
    );
    return result.issues?.map(({ path }) => path.join("."));
  };
  const quietHours = { from: "24:00", to: "7:00", timeZone: "Mars/Olympus" };
  expect(await paths({ quietHours })).toEqual(["quietHours.from", "quietHours.to", "quietHours.timeZone"]);
  expect(await paths({ quietHours: { from: "07:00", to: "07:00", timeZone: "UTC" } })).toEqual([
    "quietHours.to",
  ]);
  expect(await paths({ quietHours: { from: "07:00", to: "08:00", timeZone: "+01:00" } })).toEqual([
    "quietHours.timeZone",
  ]);
  expect(await settingsOf(ana)).toEqual(DEFAULTS);
});

test("quiet hours are those of the wall clock, over midnight and where the clock is changed", () => {
  const hours = (from: number, to: number, timeZone: string) => ({
    fromMinute: from * 60,
    toMinute: to * 60,
    timeZone,
  });
  const night = hours(22, 7, "Europe/Berlin");
  const at = (time: string) => isQuiet(night, new Date(time));
  expect(
    ["2026-01-10T20:59Z", "2026-01-10T21:00Z", "2026-01-11T05:59Z", "2026-01-11T06:00Z"].map(at),
  ).toEqual([false, true, true, false]);
  // In summer it is an hour earlier.
  expect(
    ["2026-07-10T19:59Z", "2026-07-10T20:00Z", "2026-07-11T04:59Z", "2026-07-11T05:00Z"].map(at),
  ).toEqual([false, true, true, false]);
  // The night of the change: there is no 2:30, and later there are two.
  const early = hours(2, 3, "Europe/Berlin");
  const between = ["2026-03-29T00:59Z", "2026-03-29T01:00Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z"];
  expect(between.map((time) => isQuiet(early, new Date(time)))).toEqual([false, false, true, true]);
  const half = { fromMinute: 0, toMinute: 30, timeZone: "Asia/Kolkata" };
  expect(isQuiet(half, new Date("2026-01-10T18:45Z"))).toBe(true);
  expect(isQuiet(half, new Date("2026-01-10T19:00Z"))).toBe(false);
  expect(checkTimeZone([], "europe/berlin")).toBe("Europe/Berlin");
});
