// The gate: a session that ended is refused, at once on its own process and within five seconds on every other.

import { expect, test } from "vitest";
import { createSessionGate } from "../../src/auth/sessions.ts";
import { newId } from "../../src/lib/ids.ts";
import { addSession, openDatabase } from "./support.ts";

test("a session that is ended on this process is refused from then on", async () => {
  await using database = await openDatabase();
  const { session } = await addSession(database.prisma, "ana");
  const gate = createSessionGate({ db: database.prisma });
  const userId = session.userId;
  await gate.assertLive({ userId, sessionId: session.id });
  gate.revoke([session.id]);
  expect(await gate.isRevoked(session.id)).toBe(true);
  await expect(gate.assertLive({ userId, sessionId: session.id })).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});

test("a session that is ended on another process is refused five seconds later", async () => {
  await using database = await openDatabase();
  const { session } = await addSession(database.prisma, "ana");
  const clock = { now: 0 };
  const gate = createSessionGate({ db: database.prisma, now: () => clock.now });
  expect(await gate.isRevoked(session.id)).toBe(false);
  await database.prisma.session.update({ where: { id: session.id }, data: { revokedAt: new Date() } });
  clock.now = 4_999;
  expect(await gate.isRevoked(session.id)).toBe(false);
  clock.now = 5_000;
  expect(await gate.isRevoked(session.id)).toBe(true);
});

test("a session that expired, or never was, is refused; a sign-in without one passes", async () => {
  await using database = await openDatabase();
  const { session } = await addSession(database.prisma, "ana");
  await database.prisma.session.update({ where: { id: session.id }, data: { expiresAt: new Date(0) } });
  const gate = createSessionGate({ db: database.prisma });
  expect(await gate.isRevoked(session.id)).toBe(true);
  expect(await gate.isRevoked(newId())).toBe(true);
  await gate.assertLive({ userId: session.userId, sessionId: null });
});

test("a sign-in without a session is refused once its account was erased", async () => {
  await using database = await openDatabase();
  const { user } = await addSession(database.prisma, "ana");
  const clock = { now: 0 };
  const gate = createSessionGate({ db: database.prisma, now: () => clock.now });
  const viewer = { userId: user.id, sessionId: null };
  await gate.assertLive(viewer);
  await database.prisma.user.update({ where: { id: user.id }, data: { erasedAt: new Date() } });
  clock.now = 5_000;
  await expect(gate.assertLive(viewer)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  const told = createSessionGate({ db: database.prisma });
  told.revoke([newId(), user.id]);
  await expect(told.assertLive(viewer)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});
