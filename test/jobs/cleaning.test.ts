/** Invitations go a month after their time, bans a day after theirs; what lasts is kept. */
import { expect, test } from "vitest";
import { BAN_KEPT_MS, deleteEndedBans } from "../../src/domain/ban/deleteEndedBans.ts";
import {
  INVITATION_KEPT_MS,
  deleteOldInvitations,
} from "../../src/domain/invitation/deleteOldInvitations.ts";
import type { Db, InvitationState } from "../../src/domain/rows.ts";
import { newId } from "../../src/lib/ids.ts";
import { openDatabase } from "../account/support.ts";

const now = new Date("2026-06-15T12:00:00Z");
const HOUR_MS = 3_600_000;
const forever = new AbortController().signal;
const ago = (ms: number): Date => new Date(now.getTime() - ms);

/** A conversation, and as many people as names. */
async function makePlace(db: Db, names: readonly string[]) {
  const conversationId = newId();
  await db.conversation.create({ data: { id: conversationId, kind: "GROUP", title: "Tea" } });
  const people = names.map((username) => ({ id: newId(), username, displayName: username }));
  await db.user.createMany({ data: people });
  const ids = new Map(people.map(({ id, username }) => [username, id]));
  const userIdOf = (name: string): string => ids.get(name) ?? "";
  const nameOf = (userId: string): string => people.find(({ id }) => id === userId)?.username ?? "";
  return { conversationId, userIdOf, nameOf };
}

test("an invitation goes a month after it could be accepted last, whatever became of it, and no sooner", async () => {
  await using database = await openDatabase();
  const { prisma: db } = database;
  const KEPT = INVITATION_KEPT_MS;
  const invitations: Readonly<Record<string, readonly [InvitationState, Date]>> = {
    waits: ["PENDING", ago(-HOUR_MS)],
    "expired lately": ["PENDING", ago(KEPT - HOUR_MS)],
    "accepted lately": ["ACCEPTED", ago(KEPT - HOUR_MS)],
    "expired long ago": ["PENDING", ago(KEPT + HOUR_MS)],
    "accepted long ago": ["ACCEPTED", ago(KEPT + HOUR_MS)],
    "declined long ago": ["DECLINED", ago(KEPT + HOUR_MS)],
  };
  const place = await makePlace(db, Object.keys(invitations));
  await db.invitation.createMany({
    data: Object.entries(invitations).map(([name, [state, expiresAt]]) => ({
      id: newId(),
      conversationId: place.conversationId,
      userId: place.userIdOf(name),
      invitedById: place.userIdOf("waits"),
      state,
      expiresAt,
    })),
  });

  expect(await deleteOldInvitations(db, now, forever)).toBe(3);
  const kept = (await db.invitation.findMany()).map(({ userId }) => place.nameOf(userId));
  expect(kept.toSorted()).toEqual(["accepted lately", "expired lately", "waits"]);
  expect(await deleteOldInvitations(db, now, forever)).toBe(0);
});

test("a ban goes a day after its end; one without an end, or placed anew, stays", async () => {
  await using database = await openDatabase();
  const { prisma: db } = database;
  const bans: Readonly<Record<string, Date | null>> = {
    "for ever": null,
    lasts: ago(-HOUR_MS),
    "ended lately": ago(BAN_KEPT_MS - HOUR_MS),
    "ended long ago": ago(BAN_KEPT_MS + HOUR_MS),
  };
  const place = await makePlace(db, Object.keys(bans));
  await db.ban.createMany({
    data: Object.entries(bans).map(([name, bannedUntil]) => ({
      id: newId(),
      conversationId: place.conversationId,
      userId: place.userIdOf(name),
      bannedById: place.userIdOf("lasts"),
      bannedUntil,
    })),
  });

  expect(await deleteEndedBans(db, now, forever)).toBe(1);
  const kept = (await db.ban.findMany()).map(({ userId }) => place.nameOf(userId));
  expect(kept.toSorted()).toEqual(["ended lately", "for ever", "lasts"]);
});
