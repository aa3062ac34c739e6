/** The devices of one process: what several make together, and the grace that a reconnect has. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Devices, GRACE_MS } from "../../src/presence/devices.ts";

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

test("any device in use makes ACTIVE, all idle make IDLE", () => {
  using scene = watched();
  const phone = scene.devices.connect("ana");
  const desk = scene.devices.connect("ana");
  phone.setIdle(true);
  desk.setIdle(true);
  desk.setIdle(true);
  phone.setIdle(false);
  expect(scene.told).toEqual(["ACTIVE", "IDLE", "ACTIVE"]);
});

test("a device that comes back within the grace was never away", () => {
  using scene = watched();
  scene.devices.connect("ana").release();
  vi.advanceTimersByTime(GRACE_MS - 1);
  scene.devices.connect("ana");
  vi.advanceTimersByTime(10 * GRACE_MS);
  expect(scene.told).toEqual(["ACTIVE"]);
});

test("the last device is forgotten a grace after it has gone, and was here until it went", () => {
  using scene = watched();
  const [phone, desk] = [scene.devices.connect("ana"), scene.devices.connect("ana")];
  phone.release();
  vi.advanceTimersByTime(1_000);
  const goneAt = new Date();
  desk.release();
  desk.release();
  vi.advanceTimersByTime(GRACE_MS - 1);
  expect(scene.told).toEqual(["ACTIVE"]);
  vi.advanceTimersByTime(1);
  expect(scene.told).toEqual(["ACTIVE", goneAt]);
});

test("the device in use that went leaves the idle one: AWAY, a grace later", () => {
  using scene = watched();
  const [phone, desk] = [scene.devices.connect("ana"), scene.devices.connect("ana")];
  phone.setIdle(true);
  desk.release();
  // It is gone: nobody can use it any more.
  desk.setIdle(true);
  expect(scene.told).toEqual(["ACTIVE"]);
  vi.advanceTimersByTime(GRACE_MS);
  expect(scene.told).toEqual(["ACTIVE", "IDLE"]);
});

test("ten thousand who are cut off at once and come back are told of once", () => {
  using scene = watched();
  const users = Array.from({ length: 10_000 }, (_, index) => `user ${index}`);
  for (const device of users.map((user) => scene.devices.connect(user))) device.release();
  for (const user of users) scene.devices.connect(user);
  vi.advanceTimersByTime(10 * GRACE_MS);
  expect(scene.told).toHaveLength(users.length);
  expect(vi.getTimerCount()).toBe(0);
});

test("who is here is sighted now, who has gone when they went", () => {
  using scene = watched();
  scene.devices.connect("ana");
  scene.devices.connect("bo").release();
  const goneAt = new Date();
  vi.advanceTimersByTime(1_000);
  const now = new Date();
  expect([...scene.devices.sightings(now)]).toEqual([
    { userId: "ana", at: now },
    { userId: "bo", at: goneAt },
  ]);
});

test("what is open is open on devices in use, until it is closed there or the device is gone", () => {
  using scene = watched();
  const [phone, laptop] = [scene.devices.connect("ana"), scene.devices.connect("ana")];
  const close = phone.open("one");
  const again = phone.open("one");
  laptop.open("two");
  phone.setIdle(true);
  phone.setIdle(false);
  close();
  close();
  again();
  laptop.release();
  laptop.open("three");
  expect(scene.opened).toEqual(["one", "one", "one,two", "two", "one,two", "one,two", "two", ""]);
});

interface Scene extends Disposable {
  readonly devices: Devices;
  /** What was told, one after the other: an activity, or since when nobody is here. */
  readonly told: unknown[];
  /** What was told of conversations that are open. */
  readonly opened: string[];
}

function watched(): Scene {
  const told: unknown[] = [];
  const opened: string[] = [];
  const devices: Devices = new Devices({
    onOpened: (_userId, ids) => opened.push(ids.join()),
    onChanged: (userId, goneAt) => told.push(devices.activityOf(userId) ?? goneAt),
  });
  return {
    devices,
    told,
    opened,
    [Symbol.dispose]() {
      devices[Symbol.dispose]();
      expect(vi.getTimerCount()).toBe(0);
    },
  };
}
