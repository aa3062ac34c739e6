/** The table of decisions, row by row: what speaks against notifying somebody, and what comes first. */
import { expect, test } from "vitest";
import {
  isUrgent,
  mayBeMailed,
  NEWS_FOR_MS,
  NOWHERE,
  reasonAgainst,
} from "../../src/domain/notification/decide.ts";
import type { NotificationFacts } from "../../src/domain/notification/decide.ts";
import { REASONS } from "../../src/domain/notification/reasons.ts";
import type { Whereabouts } from "../../src/domain/presence/ports.ts";

const NOW = new Date("2026-11-28T12:00:00Z");
const later = (ms: number): Date => new Date(NOW.getTime() + ms);

/** Nothing speaks against it. */
const FACTS: NotificationFacts & { readonly conversationId: string } = {
  conversationId: "c",
  kind: "GROUP",
  sentAt: NOW,
  isDeleted: false,
  isMember: true,
  isRead: false,
  hasBlockedSender: false,
  mutedUntil: null,
  level: "ALL",
  kindLevel: "ALL",
  isNamed: false,
  mentionScope: null,
  doNotDisturbUntil: null,
  quietFromMinute: null,
  quietToMinute: null,
  quietTimeZone: null,
  notifiesWhileActive: true,
  isBusy: false,
  hasDevice: true,
};

const ACTIVE: Whereabouts = { isHere: true, isActive: true, openIds: new Set() };
const IDLE: Whereabouts = { ...ACTIVE, isActive: false };
const OPEN: Whereabouts = { ...ACTIVE, openIds: new Set(["c"]) };

const QUIET = { quietFromMinute: 11 * 60, quietToMinute: 13 * 60, quietTimeZone: "UTC" };

type Row = readonly [
  facts: Partial<NotificationFacts>,
  whereabouts: Whereabouts | null,
  reason: string | null,
];

const ROWS: readonly Row[] = [
  [{}, null, null],
  [{}, NOWHERE, null],
  [{}, ACTIVE, null],
  [{ isMember: false }, null, "NOT_A_MEMBER"],
  [{ isDeleted: true }, null, "DELETED"],
  [{ isRead: true }, null, "READ"],
  [{ hasBlockedSender: true }, null, "BLOCKED"],
  [{ mutedUntil: later(1) }, null, "MUTED"],
  [{ mutedUntil: later(1), isNamed: true }, null, "MUTED"],
  [{ mutedUntil: NOW }, null, null],
  [{ level: "NONE" }, null, "LEVEL"],
  [{ level: "NONE", isNamed: true }, null, "LEVEL"],
  [{ kindLevel: "NONE", isNamed: true }, null, "LEVEL"],
  [{ level: "MENTIONS" }, null, "LEVEL"],
  [{ kindLevel: "MENTIONS" }, null, "LEVEL"],
  [{ level: "MENTIONS", isNamed: true }, null, null],
  [{ kindLevel: "MENTIONS", mentionScope: "ALL" }, NOWHERE, null],
  // By @here those who are: not known yet, connected, not connected.
  [{ level: "MENTIONS", mentionScope: "HERE" }, null, null],
  [{ level: "MENTIONS", mentionScope: "HERE" }, IDLE, null],
  [{ level: "MENTIONS", mentionScope: "HERE" }, NOWHERE, "LEVEL"],
  [{ sentAt: later(-NEWS_FOR_MS) }, null, null],
  [{ sentAt: later(-NEWS_FOR_MS - 1) }, null, "TOO_OLD"],
  [{ doNotDisturbUntil: later(1) }, null, "DO_NOT_DISTURB"],
  [{ doNotDisturbUntil: later(-1) }, null, null],
  [QUIET, null, "QUIET_HOURS"],
  [{ ...QUIET, quietToMinute: 12 * 60 }, null, null],
  [{ isBusy: true }, null, "BUSY"],
  [{}, OPEN, "OPEN"],
  [{}, { ...OPEN, openIds: new Set(["another"]) }, null],
  [{ notifiesWhileActive: false }, ACTIVE, "ACTIVE"],
  [{ notifiesWhileActive: false }, IDLE, null],
  [{ hasDevice: false }, null, "NO_DEVICE"],
];

test.each(ROWS)("%o at %o: %s", (facts, whereabouts, reason) => {
  const moment = { now: NOW, newsForMs: NEWS_FOR_MS, whereabouts };
  expect(reasonAgainst({ ...FACTS, ...facts }, moment)).toBe(reason);
});

test("of several reasons the first counts, and each has a row", () => {
  const order = [
    { isMember: false },
    { isDeleted: true },
    { isRead: true },
    { hasBlockedSender: true },
    { mutedUntil: later(1) },
    { level: "NONE" },
    { sentAt: later(-NEWS_FOR_MS - 1) },
    { doNotDisturbUntil: later(1) },
    QUIET,
    { isBusy: true },
    {},
    { notifiesWhileActive: false },
    { hasDevice: false },
  ] as const;
  const moment = { now: NOW, newsForMs: NEWS_FOR_MS, whereabouts: OPEN };
  const reasons = order.map((_, index) =>
    reasonAgainst(Object.assign({}, FACTS, ...order.slice(index)) as typeof FACTS, moment),
  );
  expect(reasons.slice(0, 11)).toEqual([
    "NOT_A_MEMBER",
    "DELETED",
    "READ",
    "BLOCKED",
    "MUTED",
    "LEVEL",
    "TOO_OLD",
    "DO_NOT_DISTURB",
    "QUIET_HOURS",
    "BUSY",
    "OPEN",
  ]);
  const tried = new Set(ROWS.map(([, , reason]) => reason));
  const atSending = ["NOT_TAKEN", "GIVEN_UP"];
  expect(Object.keys(REASONS).filter((reason) => !tried.has(reason))).toEqual(atSending);
});

test("a device is woken for what is said to its person", () => {
  expect(isUrgent(FACTS, NOWHERE)).toBe(false);
  expect(isUrgent({ ...FACTS, kind: "DIRECT" }, NOWHERE)).toBe(true);
  expect(isUrgent({ ...FACTS, isNamed: true }, NOWHERE)).toBe(true);
  expect(isUrgent({ ...FACTS, mentionScope: "HERE" }, NOWHERE)).toBe(false);
});

test("mail tells of what was kept from somebody for the moment, not of what they do not want", () => {
  expect(mayBeMailed(null)).toBe(true);
  expect((["QUIET_HOURS", "NO_DEVICE", "ACTIVE"] as const).map(mayBeMailed)).toEqual([true, true, true]);
  expect((["MUTED", "LEVEL", "BLOCKED", "READ", "DELETED"] as const).map(mayBeMailed)).toEqual(
    Array.from({ length: 5 }, () => false),
  );
});
