/** Sessions that have been over for a month are forgotten; all others are kept. */
import { expect, test } from "vitest";
import { SESSION_KEPT_MS, deleteOldSessions } from "../../src/domain/account/deleteOldSessions.ts";
import { sha256 } from "../../src/lib/hash.ts";
import { newId } from "../../src/lib/ids.ts";
import { addSession, openDatabase } from "../account/support.ts";

const now = new Date("2026-06-15T12:00:00Z");
const KEPT = SESSION_KEPT_MS;
const HOUR_MS = 3_600_000;
const forever = new AbortController().signal;

test("a session goes a month after it ended or expired, with its refresh tokens, and no sooner", async () => {
  await using database = await openDatabase();
  const { prisma } = database;
  const { user } = await addSession(prisma, "ana");
  await prisma.session.deleteMany();
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  const sessions = {
    live: { expiresAt: ago(-HOUR_MS), revokedAt: null },
    "ended lately": { expiresAt: ago(-HOUR_MS), revokedAt: ago(KEPT - HOUR_MS) },
    "expired lately": { expiresAt: ago(KEPT - HOUR_MS), revokedAt: null },
    "ended a month ago": { expiresAt: ago(-HOUR_MS), revokedAt: ago(KEPT + HOUR_MS) },
    "expired a month ago": { expiresAt: ago(KEPT + HOUR_MS), revokedAt: null },
    "both a month ago": { expiresAt: ago(KEPT + HOUR_MS), revokedAt: ago(KEPT + 2 * HOUR_MS) },
  };
  for (const [userAgent, times] of Object.entries(sessions)) {
    const id = newId();
    await prisma.session.create({ data: { id, userId: user.id, userAgent, ...times } });
    await prisma.refreshToken.create({ data: { hash: sha256(userAgent), sessionId: id } });
  }
  expect(await deleteOldSessions(prisma, now, forever)).toBe(3);
  const kept = await prisma.session.findMany({ include: { refreshTokens: true } });
  expect(new Set(kept.map(({ userAgent }) => userAgent))).toEqual(
    new Set(["ended lately", "expired lately", "live"]),
  );
  expect(await prisma.refreshToken.count()).toBe(3);
  expect(await deleteOldSessions(prisma, now, forever)).toBe(0);
});

test("a year's sessions go in chunks, and a server that stops does not wait for all of them", async () => {
  await using database = await openDatabase();
  const { prisma } = database;
  const { user } = await addSession(prisma, "ana");
  const expiresAt = new Date(now.getTime() - 2 * KEPT);
  await prisma.session.createMany({
    data: Array.from({ length: 1_200 }, () => ({ id: newId(), userId: user.id, expiresAt })),
  });
  const stopping = new AbortController();
  const deleting = deleteOldSessions(prisma, now, stopping.signal);
  stopping.abort();
  expect(await deleting).toBe(500);
  expect(await deleteOldSessions(prisma, now, forever)).toBe(700);
  expect(await prisma.session.count()).toBe(1);
});
