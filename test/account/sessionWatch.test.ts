// The watch: every session that ends, by whatever process, is told here within seconds.

import { expect, test, vi } from "vitest";
import { startSessionWatch } from "../../src/auth/sessionWatch.ts";
import type { SessionRow } from "../../src/domain/rows.ts";
import { addSession, openDatabase } from "./support.ts";

const MINUTE = 60_000;

test("sessions that were revoked or have expired since the last look are told, live and old ones are not", async () => {
  await using database = await openDatabase();
  const db = database.prisma;
  const sessionOf = async (username: string, data: Partial<SessionRow>) => {
    const { session } = await addSession(db, username);
    await db.session.update({ where: { id: session.id }, data });
    return session.id;
  };
  const before = await sessionOf("bo", { revokedAt: new Date(Date.now() - 2 * MINUTE) });
  const live = await sessionOf("cy", {});
  const told = new Set<string>();
  await using _watch = startSessionWatch({
    db,
    hasOpen: () => true,
    onEnded: (ids) => ids.forEach((id) => told.add(id)),
    onError: (error) => expect.unreachable(String(error)),
  });
  const revoked = await sessionOf("ana", { revokedAt: new Date() });
  const expiring = await sessionOf("di", { expiresAt: new Date(Date.now() + 2_500) });
  await vi.waitFor(() => expect(told).toContain(revoked), 5_000);
  expect(told).not.toContain(expiring);
  await vi.waitFor(() => expect(told).toContain(expiring), 8_000);
  expect([...told]).not.toContain(before);
  expect([...told]).not.toContain(live);
});
