/**
 * What a device is told when quiet hours end, or the time in which not to be disturbed: how many messages came meanwhile and
 * are unread, in how many conversations. It is decided anew at that moment.
 *
 *     it has not ended, as it is wished now → it waits
 *     something came since the last summary that is unread and wanted → ALERT: how many in all
 *     nothing is left of what the device shows → SILENT: it is taken back, also while what came since waits
 *     else nothing: whoever uses a device sees by themselves what is unread
 */
import { randomInt } from "node:crypto";
import type { Whereabouts } from "../presence/ports.ts";
import { mayBeMailed, reasonAgainst } from "./decide.ts";
import { speakerOf } from "./phrases.ts";
import { ALERT_TTL_SECONDS, isGivenUp, NOTHING_TO_SEND, SILENT } from "./preparePush.ts";
import type { Links, PreparedPush, Shown } from "./preparePush.ts";
import { quietUntil } from "./quietTime.ts";
import { SUMMARY_AFTER_MAX_MS, SUMMARY_AFTER_MIN_MS, SUMMARY_WAITS_MAX_MS } from "./stores.ts";
import type { PushState, SummaryGroup } from "./stores.ts";

/** A device shows one, the latest. */
const COLLAPSE_KEY = "summary";

export function prepareSummary(
  state: PushState & { readonly summary: readonly SummaryGroup[] },
  now: Date,
  whereabouts: Whereabouts,
  links: Links,
): PreparedPush {
  const { claim, device, summary } = state;
  const nothing = { state, now, ...NOTHING_TO_SEND };
  if (device === null) return nothing;

  const common = { token: device.token, collapseKey: COLLAPSE_KEY, url: links.conversationsUrl() };
  const reasonOf = (group: SummaryGroup) =>
    reasonAgainst({ ...group, hasDevice: true }, { now, newsForMs: Number.POSITIVE_INFINITY, whereabouts });
  const unread = summary.filter((group) => mayBeMailed(reasonOf(group)));
  // Given up is what is sent now, and not what waits.
  const isTried = !isGivenUp(claim, now);
  const isOver = isTried && claim.shownSeq !== null && !unread.some(({ isTold }) => isTold);
  const rest = isOver ? { ...nothing, push: { ...SILENT, ...common, facts: {} } } : nothing;
  const [one] = unread;
  if (one === undefined || claim.waitingFromSeq === null) return rest;
  const until = quietUntil(one, now);
  if (until !== null) {
    return {
      ...rest,
      againInMs: Math.min(until.getTime() - now.getTime(), SUMMARY_WAITS_MAX_MS) + afterMs(),
    };
  }
  if (!isTried) return nothing;
  const told = unread.filter((group) => reasonOf(group) === null);
  if (whereabouts.isActive || !told.some(({ isNew }) => isNew)) return rest;
  const messageCount = told.reduce((sum, { count }) => sum + count, 0);
  const conversationCount = new Set(told.map(({ conversationId }) => conversationId)).size;
  return {
    ...nothing,
    push: {
      ...alertOf(device.locale, messageCount, conversationCount),
      ...common,
      facts: { count: String(messageCount), conversationCount: String(conversationCount) },
    },
  };
}

/** See `SUMMARY_AFTER_MAX_MS`. */
const afterMs = (): number => randomInt(SUMMARY_AFTER_MIN_MS, SUMMARY_AFTER_MAX_MS);

function alertOf(locale: string, messageCount: number, conversationCount: number): Shown {
  const { phrases, count } = speakerOf(locale);
  return {
    kind: "ALERT",
    title: count(phrases.unreadMessages, messageCount),
    body: count(phrases.inConversations, conversationCount),
    priority: "NORMAL",
    actions: [],
    ttlSeconds: ALERT_TTL_SECONDS,
  };
}
