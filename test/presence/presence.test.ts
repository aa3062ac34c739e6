/** Presence as people see it of each other, over the API of one process. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { PresenceDocument, PresenceOfDocument, SetDeviceIdleDocument } from "../support/documents.ts";
import { rowsOf } from "../support/rows.ts";
import { choosesStatus, Device, presencesOf, statusOf } from "./scene.ts";

const HIDDEN = { status: "OFFLINE", customStatus: null, lastSeenAt: null };
/** The grace of a lost connection, and what a busy machine takes. */
const GRACE = { timeout: 25_000, interval: 100 };

test("who watches somebody sees them as they are, then as they come, idle and return", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await using watcher = await Device.of(ana, app);
  const live = watcher.watches(bo);
  expect(await live.next()).toEqual({ user: { username: "bo" }, ...HIDDEN });
  await using phone = await Device.of(bo, app);
  expect(await live.next()).toMatchObject({ status: "ONLINE", lastSeenAt: null });
  expect(await phone.isIdle(true)).toMatchObject({ changedPresence: { status: "AWAY" } });
  expect(await live.next()).toMatchObject({ status: "AWAY", lastSeenAt: null });
  expect(await phone.isIdle(false)).toMatchObject({ changedPresence: { status: "ONLINE" } });
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
});

test("several devices make one status: any in use is ONLINE, all idle is AWAY", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await using phone = await Device.of(bo, app);
  await using desk = await Device.of(bo, app);
  await using watcher = await Device.of(ana, app);
  const live = watcher.watches(bo);
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
  await phone.isIdle(true);
  await choosesStatus(bo, "ONLINE", "a fence");
  expect(await live.next()).toMatchObject({ status: "ONLINE", customStatus: "a fence" });
  await desk.isIdle(true);
  expect(await live.next()).toMatchObject({ status: "AWAY" });
});

test("what somebody chose is shown while they are connected, and a few words always", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  expect(await choosesStatus(bo, "BUSY", " In a meeting ")).toEqual({
    __typename: "SetPresencePayload",
    changedPresence: { status: "OFFLINE", customStatus: "In a meeting" },
  });
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, customStatus: "In a meeting" }]);
  await using phone = await Device.of(bo, app);
  await phone.isIdle(true);
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, status: "BUSY", customStatus: "In a meeting" }]);
  await choosesStatus(bo, "AWAY");
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, status: "AWAY", customStatus: "In a meeting" }]);
  expect((await bo.asks(PresenceOfDocument, { ids: [] })).viewer?.chosenStatus).toBe("AWAY");
  await choosesStatus(bo, "ONLINE", null);
  await phone.isIdle(false);
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, status: "ONLINE" }]);
});

test("somebody invisible reads as if they had just gone, until they choose otherwise", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await using phone = await Device.of(bo, app);
  await using watcher = await Device.of(ana, app);
  const live = watcher.watches(bo);
  await live.next();
  const before = new Date(Date.now() - 1);
  await choosesStatus(bo, "OFFLINE");
  const gone = await live.next();
  expect(gone).toMatchObject({ status: "OFFLINE", lastSeenAt: expect.any(String) });
  expect(new Date(String(gone.lastSeenAt)).getTime()).toBeGreaterThan(before.getTime());
  // What they do then moves nothing.
  await phone.isIdle(true);
  await choosesStatus(bo, "OFFLINE");
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, lastSeenAt: gone.lastSeenAt }]);
  await phone.isIdle(false);
  await choosesStatus(bo, "ONLINE");
  expect(await live.next()).toMatchObject({ status: "ONLINE" });
});

test("a device that comes back at once was never away", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await using phone = await Device.of(bo, app);
  await using watcher = await Device.of(ana, app);
  const live = watcher.watches(bo);
  await live.next();
  phone.drop();
  await using again = await Device.of(bo, app);
  await again.isIdle(false);
  await choosesStatus(bo, "BUSY");
  expect(await live.next()).toMatchObject({ status: "BUSY" });
});

test(
  "who does not come back is OFFLINE a grace later, and was last seen when they went",
  { timeout: 40_000 },
  async () => {
    await using app = await startApp();
    const { ana, bo } = await app.people.inConversation("ana", "bo");
    const before = Date.now();
    const phone = await Device.of(bo, app);
    expect(await statusOf(ana, bo)).toBe("ONLINE");
    phone.drop();
    const after = Date.now() + 1_000;
    await expect.poll(() => statusOf(ana, bo), GRACE).toBe("OFFLINE");
    const [gone] = await presencesOf(ana, bo);
    const lastSeenAt = new Date(String(gone?.lastSeenAt)).getTime();
    expect(lastSeenAt).toBeGreaterThanOrEqual(before);
    expect(lastSeenAt).toBeLessThan(after);
  },
);

test("an SSE stream is a device, in use while it lasts", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const controller = new AbortController();
  await streamed(app.url, [bo.id], { authorization: bo.authorization }, controller.signal);
  await expect.poll(() => statusOf(ana, bo), { timeout: 5_000, interval: 10 }).toBe("ONLINE");
  controller.abort();
});

test("a stranger's presence is OFFLINE like that of somebody never seen, and watching them tells nothing", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const cy = await app.people.register("cy");
  await using _phone = await Device.of(cy, app);
  await choosesStatus(cy, "BUSY", "not for ana");
  expect(await presencesOf(ana, cy)).toEqual([HIDDEN]);
  expect(await presencesOf(cy, cy)).toEqual([{ ...HIDDEN, status: "BUSY", customStatus: "not for ana" }]);

  await using watcher = await Device.of(ana, app);
  const nobody = { id: Buffer.from(`User:${randomUUID()}`).toString("base64url") };
  const live = watcher.watches(cy, bo, nobody, { id: "nonsense" });
  expect(await live.next()).toMatchObject({ user: { username: "bo" } });
  await choosesStatus(cy, "AWAY");
  await choosesStatus(bo, "ONLINE", "a fence");
  expect(await live.next()).toMatchObject({ user: { username: "bo" }, customStatus: "a fence" });
});

test("who left the last shared conversation is hidden at once", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  await choosesStatus(bo, "ONLINE", "hello");
  expect(await presencesOf(ana, bo)).toEqual([{ ...HIDDEN, customStatus: "hello" }]);
  await ana.removes(group, bo);
  expect(await presencesOf(ana, bo)).toEqual([HIDDEN]);
  expect(await presencesOf(bo, ana)).toEqual([HIDDEN]);
});

test("more than 100 people to watch are refused, and so is who has not signed in", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  await using watcher = await Device.of(ana, app);
  const many = Array.from({ length: 101 }, () => ana);
  await expect(watcher.watches(...many).next()).rejects.toMatchObject([
    { message: "presence takes at most 100 userIds.", extensions: { code: "BAD_REQUEST" } },
  ]);
  const live = watcher.watches(...many.slice(1));
  expect(await live.next()).toMatchObject({ user: { username: "ana" }, status: "ONLINE" });
  const refused = await streamed(app.url, [ana.id], {});
  expect(await refused.text()).toContain('"UNAUTHENTICATED"');
});

test("a choice that breaks a rule is refused, and changes nothing", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  expect(await choosesStatus(ana, "BUSY", "x".repeat(101))).toEqual({
    __typename: "InputValidationError",
    code: "INPUT_VALIDATION",
  });
  expect(await rowsOf(app, "SELECT * FROM presence")).toEqual([]);
  await choosesStatus(ana, "BUSY", "x".repeat(100));
  expect(await rowsOf(app, "SELECT chosen_status FROM presence")).toEqual([{ chosen_status: "BUSY" }]);
});

test("idleness is told on the device's own socket, and nowhere else", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const { setDeviceIdle } = await ana.asks(SetDeviceIdleDocument, { input: { isIdle: true } });
  expect(setDeviceIdle).toEqual({ __typename: "NotASocketError", code: "NOT_A_SOCKET" });
});

function streamed(
  url: string,
  userIds: readonly string[],
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal = AbortSignal.timeout(10_000),
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream", ...headers },
    body: JSON.stringify({ query: String(PresenceDocument), variables: { userIds } }),
    signal,
  });
}
