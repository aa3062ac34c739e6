/**
 * What a device is told of a conversation at the moment of sending: made then, of the messages as they are then, so that no
 * word of theirs is kept anywhere else.
 *
 *     something new that is still to be told → ALERT: in place of what is shown, and of all of it that is unread
 *     all that it tells of is read or deleted, or the conversation left → SILENT: it is taken back
 *     else nothing
 */
import { isMentioned, isOfQuietTime, isUrgent, reasonAgainst, SENDS_FOR_MS } from "./decide.ts";
import type { Whereabouts } from "../presence/ports.ts";
import { putInto, speakerOf } from "./phrases.ts";
import type { Push, PushOutcome } from "./ports.ts";
import { previewOf } from "./preview.ts";
import { quietUntil } from "./quietTime.ts";
import { NEWS_MAX } from "./stores.ts";
import type { ClaimedPush, Decision, News, PushDevice, PushEnd, PushState } from "./stores.ts";

/** A device that was off for longer is told by what it asks for itself. */
export const ALERT_TTL_SECONDS = 86_400;
const SILENT_TTL_SECONDS = 3_600;
const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 300_000;

/** How ids and conversations are written for clients. */
export interface Links {
  /** Global ids. */
  readonly conversationId: (id: string) => string;
  readonly messageId: (id: string) => string;
  /** Where a tap leads; of a global id. */
  readonly conversationUrl: (conversationId: string, seq: number | null) => string;
  /** Where all of them are. */
  readonly conversationsUrl: () => string;
}

export interface PreparedPush {
  readonly state: PushState;
  readonly now: Date;
  /** Null: nothing is sent. */
  readonly push: Omit<Push, "badge"> | null;
  /** What the push tells of. */
  readonly told: readonly News[];
  /** Of messages that are not told of. */
  readonly decisions: readonly Decision[];
  /** When it is looked at again, as it waits now; null: when there is something more. */
  readonly againInMs: number | null;
  /** When the time ends because of which messages are not told of; null: it is none. */
  readonly quietUntil: Date | null;
}

export const NOTHING_TO_SEND = { push: null, told: [], decisions: [], againInMs: null, quietUntil: null };

/** Its provider has taken nothing for so long that it is old. */
export function isGivenUp({ failingSince }: ClaimedPush, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() > SENDS_FOR_MS;
}

export function preparePush(
  state: PushState,
  now: Date,
  whereabouts: Whereabouts,
  links: Links,
): PreparedPush {
  const { claim, device, news } = state;
  const nothing = { state, now, ...NOTHING_TO_SEND };
  if (device === null) return { ...nothing, decisions: failed(news, "NO_DEVICE") };
  if (isGivenUp(claim, now)) return { ...nothing, decisions: failed(news, "GIVEN_UP") };
  const moment = { now, newsForMs: SENDS_FOR_MS, whereabouts };
  const told: News[] = [];
  const decisions: Decision[] = [];
  let endsAt: Date | null = null;
  for (const each of news) {
    const reason = reasonAgainst(each, moment);
    if (reason === null) told.push(each);
    else if (each.state === "WAITING") {
      decisions.push({ ...placeOf(each), state: "SUPPRESSED", reason });
      if (isOfQuietTime(reason)) endsAt = quietUntil(each, now);
    }
  }
  const newest = told.at(-1);
  const push =
    newest === undefined
      ? takeBack(state, device, links)
      : {
          ...alertOf(state, device, told, whereabouts),
          ...commonOf(state, device, { newest, count: state.toldCount + told.length }, links),
        };
  return { ...nothing, push, told, decisions, quietUntil: endsAt };
}

/** What becomes of it. Null: it was not sent. */
export function endPush(
  prepared: PreparedPush,
  outcome: PushOutcome | null,
): { end: PushEnd; decisions: readonly Decision[] } {
  const { state, push, told, now } = prepared;
  const { claim } = state;
  const isAlert = push?.kind === "ALERT";
  const rest = {
    claim,
    isSent: false,
    failingSince: null,
    attempts: 0,
    ...shownBy(claim),
    ...waitsOn(prepared),
  };
  if (push === null || outcome === null) {
    const end = { ...rest, ...(state.device === null ? NOTHING : shownBy(claim)) };
    return { end, decisions: prepared.decisions };
  }
  switch (outcome.status) {
    case "SENT":
      return {
        end: {
          ...rest,
          isSent: isAlert,
          ...(isAlert ? shownWith(state, told) : NOTHING),
        },
        decisions: [...prepared.decisions, ...told.map(sent)],
      };
    case "RETRY":
      return {
        end: {
          ...rest,
          waitingFromSeq: claim.waitingFromSeq,
          againInMs: Math.max(outcome.retryAfterMs ?? 0, retryInMs(claim.attempts)),
          failingSince: claim.failingSince ?? now,
          attempts: claim.attempts + 1,
        },
        decisions: prepared.decisions,
      };
    case "INVALID_TOKEN":
      return {
        end: { ...rest, againInMs: null, waitingFromSeq: null, ...NOTHING },
        decisions: [...prepared.decisions, ...failed(told, "NO_DEVICE")],
      };
    case "REFUSED":
      return {
        end: { ...rest, ...(isAlert ? shownBy(claim) : NOTHING) },
        decisions: [...prepared.decisions, ...failed(told, "NOT_TAKEN")],
      };
  }
}

/** When and from where it is looked at again: as before, or behind what was looked at, whatever was decided of it. */
function waitsOn({ state: { claim, news }, againInMs }: PreparedPush) {
  if (againInMs !== null) return { againInMs, waitingFromSeq: claim.waitingFromSeq };
  const newest = news.at(-1);
  return newest === undefined || news.length < NEWS_MAX
    ? { againInMs: null, waitingFromSeq: null }
    : { againInMs: 0, waitingFromSeq: newest.seq + 1 };
}

/** 1, 2, 4 … seconds, five minutes at most, less a random part of up to a half, so that not all come back at once. */
function retryInMs(attempts: number): number {
  const whole = Math.min(RETRY_FIRST_MS * 2 ** attempts, RETRY_LAST_MS);
  return Math.round(whole * (0.5 + Math.random() / 2));
}

type Extent = Pick<PushEnd, "shownSeq" | "shownFromSeq">;

const NOTHING: Extent = { shownSeq: null, shownFromSeq: null };

const shownBy = ({ shownSeq, shownFromSeq }: ClaimedPush): Extent => ({ shownSeq, shownFromSeq });

/** Transactions, and so messages, may come to be known in another order than their own. */
function shownWith({ claim, toldCount }: PushState, told: readonly News[]): Extent {
  const [first, newest] = [told[0]?.seq ?? 0, told.at(-1)?.seq ?? 0];
  const beganAt = claim.shownFromSeq;
  return {
    shownSeq: Math.max(claim.shownSeq ?? 0, newest),
    shownFromSeq: toldCount === 0 ? first : beganAt === null ? null : Math.min(beganAt, first),
  };
}

export type Shown = Pick<Push, "kind" | "title" | "body" | "priority" | "actions" | "ttlSeconds">;
type Common = Pick<Push, "token" | "collapseKey" | "url" | "facts">;

export const SILENT: Shown = {
  kind: "SILENT",
  title: "",
  body: "",
  priority: "NORMAL",
  actions: [],
  ttlSeconds: SILENT_TTL_SECONDS,
};

function alertOf(
  { title, toldCount, toldSenderId, hidesContent }: PushState,
  { locale }: PushDevice,
  told: readonly News[],
  whereabouts: Whereabouts,
): Shown {
  const { phrases, count } = speakerOf(locale);
  const newest = told.at(-1);
  if (newest === undefined) throw new Error("An alert tells of something.");
  const total = toldCount + told.length;
  const name = newest.senderName;
  const isDirect = newest.kind === "DIRECT";
  const isNamed = isMentioned(newest, whereabouts);
  const text = previewOf(newest, phrases);
  const line = isNamed ? phrases.mentioned : isDirect ? "{text}" : phrases.said;
  const isTheirs = (senderId: string | null): boolean => senderId === newest.senderId;
  const isOfOne =
    (toldCount === 0 || isTheirs(toldSenderId)) && told.every(({ senderId }) => isTheirs(senderId));
  const body =
    total === 1
      ? putInto(line, { name, text })
      : count(isOfOne ? phrases.messagesFrom : phrases.messagesFromSome, total, { name });
  const summary = count(phrases.messages, total);
  return {
    kind: "ALERT",
    title: hidesContent ? (total === 1 ? phrases.newMessage : summary) : isDirect ? name : (title ?? name),
    body: hidesContent ? summary : body,
    priority: told.some((each) => isUrgent(each, whereabouts)) ? "HIGH" : "NORMAL",
    actions: newest.kind === "CHANNEL" ? ["MARK_READ"] : ["REPLY", "MARK_READ"],
    ttlSeconds: ALERT_TTL_SECONDS,
  };
}

function takeBack(state: PushState, device: PushDevice, links: Links): PreparedPush["push"] {
  if (state.claim.shownSeq === null || !state.isShownOver) return null;
  return { ...SILENT, ...commonOf(state, device, null, links) };
}

function commonOf(
  { claim }: PushState,
  { token }: PushDevice,
  told: { readonly newest: News; readonly count: number } | null,
  links: Links,
): Common {
  const conversationId = links.conversationId(claim.conversationId);
  const about =
    told === null
      ? {}
      : {
          messageId: links.messageId(told.newest.messageId),
          seq: String(told.newest.seq),
          count: String(told.count),
        };
  return {
    token,
    collapseKey: claim.conversationId,
    url: links.conversationUrl(conversationId, told?.newest.seq ?? null),
    facts: { conversationId, ...about },
  };
}

const placeOf = ({ userId, conversationId, seq, messageId }: News) => ({
  userId,
  conversationId,
  seq,
  messageId,
});

const sent = (news: News): Decision => ({ ...placeOf(news), state: "SENT", reason: null });

function failed(news: readonly News[], reason: "NO_DEVICE" | "GIVEN_UP" | "NOT_TAKEN"): Decision[] {
  return news
    .filter(({ state }) => state === "WAITING")
    .map((each) => ({ ...placeOf(each), state: "FAILED", reason }));
}
