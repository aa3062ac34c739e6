/**
 * Whether a member is notified of a message, and if not, why not.
 *
 * It is decided twice: when the message is known, for all members; and again for whoever was to be notified, at the moment
 * of sending, when it may have been read, deleted or muted since. The first rule that holds is the reason.
 */
import type { ConversationKind, MentionScope, NotificationLevel, NotificationReason } from "../rows.ts";
import type { Whereabouts } from "../presence/ports.ts";
import { isQuiet } from "./quietHours.ts";
import { quietHoursOf } from "./quietTime.ts";

/** What is stored of one message and one member. */
export interface NotificationFacts {
  readonly kind: ConversationKind;
  readonly sentAt: Date;
  /** For everybody, or by the member for themselves. */
  readonly isDeleted: boolean;
  /** Now, and when it was sent. */
  readonly isMember: boolean;
  /** By the member's mark; of a reply in a thread, by that of the thread. */
  readonly isRead: boolean;
  readonly hasBlockedSender: boolean;
  readonly mutedUntil: Date | null;
  /** Of the conversation, and of all of its kind. */
  readonly level: NotificationLevel;
  readonly kindLevel: NotificationLevel;
  readonly isNamed: boolean;
  readonly mentionScope: MentionScope | null;
  readonly doNotDisturbUntil: Date | null;
  readonly quietFromMinute: number | null;
  readonly quietToMinute: number | null;
  readonly quietTimeZone: string | null;
  readonly notifiesWhileActive: boolean;
  /** By the choice of presence. */
  readonly isBusy: boolean;
  /** Whether a device is registered whose sign-in lasts. */
  readonly hasDevice: boolean;
}

/** When it is decided, and what is known just then of where the member is. */
export interface Moment {
  readonly now: Date;
  /** A message that is older is no news. */
  readonly newsForMs: number;
  /** Null: not asked. */
  readonly whereabouts: Whereabouts | null;
}

export const NOWHERE: Whereabouts = { isHere: false, isActive: false, openIds: new Set() };

/** So long a message is news to who was not told at once: a consumer of the log that was away tells of nothing older. */
export const NEWS_FOR_MS = 600_000;
/** And so long what was decided is tried to be sent. */
export const SENDS_FOR_MS = 3_600_000;

type Place = NotificationFacts & { readonly conversationId: string };
type Rule = readonly [NotificationReason, (place: Place, moment: Moment) => boolean];

const RULES: readonly Rule[] = [
  ["NOT_A_MEMBER", ({ isMember }) => !isMember],
  ["DELETED", ({ isDeleted }) => isDeleted],
  ["READ", ({ isRead }) => isRead],
  ["BLOCKED", ({ hasBlockedSender }) => hasBlockedSender],
  ["MUTED", ({ mutedUntil }, { now }) => mutedUntil !== null && mutedUntil > now],
  ["LEVEL", (place, moment) => !isWanted(place, moment)],
  ["TOO_OLD", ({ sentAt }, { now, newsForMs }) => now.getTime() - sentAt.getTime() > newsForMs],
  [
    "DO_NOT_DISTURB",
    ({ doNotDisturbUntil }, { now }) => doNotDisturbUntil !== null && doNotDisturbUntil > now,
  ],
  ["QUIET_HOURS", (place, { now }) => isInQuietHours(place, now)],
  ["BUSY", ({ isBusy }) => isBusy],
  ["OPEN", ({ conversationId }, { whereabouts }) => whereabouts?.openIds.has(conversationId) === true],
  ["ACTIVE", (place, { whereabouts }) => !place.notifiesWhileActive && whereabouts?.isActive === true],
  ["NO_DEVICE", ({ hasDevice }) => !hasDevice],
];

/** Null: notified. */
export function reasonAgainst(place: Place, moment: Moment): NotificationReason | null {
  return RULES.find(([, holds]) => holds(place, moment))?.[0] ?? null;
}

/** Why somebody is not told at once, and may be told by mail later. */
const OF_THE_MOMENT: ReadonlySet<NotificationReason> = new Set([
  "TOO_OLD",
  "DO_NOT_DISTURB",
  "QUIET_HOURS",
  "BUSY",
  "OPEN",
  "ACTIVE",
  "NO_DEVICE",
]);

export function mayBeMailed(reason: NotificationReason | null): boolean {
  return reason === null || OF_THE_MOMENT.has(reason);
}

/** Then it is told of when that time ends. */
export function isOfQuietTime(reason: NotificationReason | null): boolean {
  return reason === "DO_NOT_DISTURB" || reason === "QUIET_HOURS";
}

/** By name or with everybody; by `@here` only who is: where that is not asked yet, everybody may be. */
export function isMentioned(
  { isNamed, mentionScope }: Pick<NotificationFacts, "isNamed" | "mentionScope">,
  whereabouts: Whereabouts | null,
): boolean {
  if (isNamed || mentionScope === "ALL") return true;
  return mentionScope === "HERE" && (whereabouts === null || whereabouts.isHere);
}

/** What a push wakes a device for: what is said to this person. */
export function isUrgent(facts: NotificationFacts, whereabouts: Whereabouts | null): boolean {
  return facts.kind === "DIRECT" || isMentioned(facts, whereabouts);
}

function isWanted(facts: NotificationFacts, { whereabouts }: Moment): boolean {
  const { level, kindLevel } = facts;
  if (level === "NONE" || kindLevel === "NONE") return false;
  return (level === "ALL" && kindLevel === "ALL") || isMentioned(facts, whereabouts);
}

function isInQuietHours(facts: NotificationFacts, now: Date): boolean {
  const hours = quietHoursOf(facts);
  return hours !== null && isQuiet(hours, now);
}
