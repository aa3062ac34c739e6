/** The consumer of the log that decides who is notified of what. */
import type { Consumer, LoggedEvent } from "../consumer/ports.ts";
import type { NotificationReason, NotificationState } from "../rows.ts";
import { isOfQuietTime, isUrgent, mayBeMailed, NEWS_FOR_MS, reasonAgainst } from "./decide.ts";
import { quietUntil } from "./quietTime.ts";
import type {
  Candidate,
  DecisionStore,
  DeletedPlace,
  FirstDecision,
  MessageAudience,
  PushTiming,
  QuietPerson,
} from "./stores.ts";

/** Events told at a time. */
const BATCH_MAX = 500;
/** Members that one statement looks at, be they of one message or of several. */
export const MEMBERS_AT_A_TIME = 10_000;
/** Rows that one statement writes. */
const DECISIONS_AT_A_TIME = 5_000;

export interface NotificationConsumerOptions {
  readonly store: DecisionStore;
  readonly timing: PushTiming;
  /** Told of decisions that were stored. */
  readonly onDecided: (state: NotificationState, reason: NotificationReason | null, count: number) => void;
}

/**
 * Notifies of messages as they are sent; whoever is told of nothing for a while is told once when that ends. An edit notifies
 * nobody, also not of a mention that it adds; a deletion takes back what shows nothing else, one's own reply what is read by
 * it, and the end of a membership all that is shown. What is decided stays decided, so that being told twice is being told
 * once.
 */
export function createNotificationConsumer(options: NotificationConsumerOptions): Consumer {
  const { store } = options;
  return {
    name: "notifications",
    kinds: ["MESSAGE_SENT", "MESSAGE_DELETED", "MESSAGES_REMOVED", "MEMBER_LEFT"],
    begins: "NEXT",
    batchMax: BATCH_MAX,
    async handle(events, signal) {
      const sent = events.flatMap((event) => (event.kind === "MESSAGE_SENT" ? messageIdsOf(event) : []));
      const audiences = sent.length === 0 ? [] : await store.readAudiences(sent);
      for (const group of groupsOf(audiences)) {
        signal.throwIfAborted();
        await decideGroup(options, group, signal);
      }
      const replies = audiences.flatMap(({ messageId, isReply }) => (isReply ? [messageId] : []));
      if (replies.length > 0) await store.takeBackAnswered(replies);
      const deleted = events.flatMap(deletedBy);
      if (deleted.length > 0) await store.takeBackDeleted(deleted);
      const memberIds = events.flatMap(memberIdsOf);
      if (memberIds.length > 0) await store.takeBackLeft(memberIds);
    },
  };
}

function messageIdsOf({ payload }: LoggedEvent): string[] {
  const { messageId } = payload;
  return typeof messageId === "string" ? [messageId] : [];
}

function deletedBy({
  kind,
  conversationId,
  payload: { messageId, throughSeq },
}: LoggedEvent): DeletedPlace[] {
  if (kind === "MESSAGE_DELETED" && typeof messageId === "string") {
    return [{ conversationId, messageId, throughSeq: null }];
  }
  if (kind !== "MESSAGES_REMOVED" || typeof throughSeq !== "number") return [];
  return [{ conversationId, messageId: null, throughSeq }];
}

/** Of those whose membership has ended: a ban ends it by an event of its own. */
function memberIdsOf({ kind, payload: { memberId } }: LoggedEvent): string[] {
  return kind === "MEMBER_LEFT" && typeof memberId === "string" ? [memberId] : [];
}

/** In order, as many at a time as one statement looks at members. */
function groupsOf(audiences: readonly MessageAudience[]): MessageAudience[][] {
  const groups: MessageAudience[][] = [];
  let members = Number.POSITIVE_INFINITY;
  for (const audience of audiences) {
    members += audience.memberCount;
    if (members > MEMBERS_AT_A_TIME) {
      groups.push([]);
      members = audience.memberCount;
    }
    groups.at(-1)?.push(audience);
  }
  return groups;
}

async function decideGroup(
  options: NotificationConsumerOptions,
  group: readonly MessageAudience[],
  signal: AbortSignal,
): Promise<void> {
  const { store } = options;
  const messageIds = group.map(({ messageId }) => messageId);
  for (const range of await rangesOf(store, group)) {
    const candidates = await store.readCandidates(messageIds, range);
    for (let start = 0; start < candidates.length; start += DECISIONS_AT_A_TIME) {
      signal.throwIfAborted();
      await decideSome(options, candidates.slice(start, start + DECISIONS_AT_A_TIME));
    }
  }
}

/** One, but where a single message has more members than are looked at at a time. */
async function rangesOf(store: DecisionStore, group: readonly MessageAudience[]) {
  const [largest] = group;
  if (largest === undefined || largest.memberCount <= MEMBERS_AT_A_TIME)
    return [{ after: null, until: null }];
  const ends = await store.readRanges(largest.conversationId, MEMBERS_AT_A_TIME);
  return [...ends, null].map((until, index) => ({ after: ends[index - 1] ?? null, until }));
}

async function decideSome(
  { store, timing, onDecided }: NotificationConsumerOptions,
  candidates: readonly Candidate[],
): Promise<void> {
  const moment = { now: new Date(), newsForMs: NEWS_FOR_MS, whereabouts: null };
  const judged = candidates.map((candidate) => ({ candidate, reason: reasonAgainst(candidate, moment) }));
  const quiet = judged.flatMap(({ candidate, reason }): QuietPerson[] => {
    const until = candidate.hasDevice && isOfQuietTime(reason) ? quietUntil(candidate, moment.now) : null;
    return until === null ? [] : [{ userId: candidate.userId, until }];
  });
  // Before they are decided: of what is decided already nobody asks again whether it was quiet time.
  if (quiet.length > 0) await store.scheduleSummaries(quiet);
  const decided = await store.decide(
    judged.map(({ candidate, reason }): FirstDecision => {
      const { userId, conversationId, seq, messageId, wantsMail } = candidate;
      return {
        userId,
        conversationId,
        seq,
        messageId,
        state: reason === null ? "WAITING" : "SUPPRESSED",
        reason,
        isUrgent: isUrgent(candidate, null),
        isMailed: wantsMail && mayBeMailed(reason),
      };
    }),
    timing,
  );
  for (const { state, reason, count } of decided) onDecided(state, reason, count);
}
