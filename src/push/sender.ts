/**
 * Brings what is due to devices.
 *
 *     due → claimed → decided again → handed to the provider → how it ended is stored
 *                                   → not any more           ↗
 *                                                → to be tried again: due after a time
 *
 * A claim is a lease: what a process that was killed had claimed is due again by itself. So a push may be brought twice, and
 * is shown once: the later one takes the place of the earlier by its collapse key. While one batch is at the provider the
 * next ones are claimed and prepared.
 *
 * What goes to one service is stored when that service has ended with it. A service that is slow is left behind with what
 * it has, and the next batch begins, as long as it is not much: else all wait for it.
 */
import { NOWHERE } from "../domain/notification/decide.ts";
import { endPush, preparePush } from "../domain/notification/preparePush.ts";
import { prepareSummary } from "../domain/notification/prepareSummary.ts";
import type { Links, PreparedPush } from "../domain/notification/preparePush.ts";
import type { PushOutcome, PushProvider, PushProviderName } from "../domain/notification/ports.ts";
import type { ClaimedPush, Decision, PushEnd, PushStore } from "../domain/notification/stores.ts";
import type { Whereabouts } from "../domain/presence/ports.ts";
import type { NotificationReason, NotificationState } from "../domain/rows.ts";
import { newId } from "../lib/ids.ts";
import { sleep } from "../lib/latch.ts";
import { bring, groupsOf } from "./bring.ts";
import type { Parcel } from "./bring.ts";
import { retry } from "./outcomes.ts";
import { readClaims } from "./readClaims.ts";

/** What FCM takes in one call. */
const BATCH_MAX = 500;
/** Batches under way: one at the provider, one before it, one behind. */
const LANES = 3;
/** How long what a killed process had claimed lies still. */
export const LEASE_MS = 20_000;
/** Less than the lease: nobody else sends what is still at the provider. More than a provider takes. */
export const SEND_MAX_MS = 10_000;
/** How long a lane waits for all services of its batch, before it leaves some behind. */
const PATIENCE_MS = 1_000;
/** Pushes that are left behind, at most: as many as a batch has. */
const BEHIND_MAX = 500;
/** How long a push that is due waits for a sender that has little to do. */
const POLL_MS = 250;
/** Of a batch that is smaller the next one waits, so that what comes one by one goes together. */
const BATCH_MIN = 50;
const REST_MS = 1_000;

export interface SenderOptions {
  readonly store: PushStore;
  readonly providers: readonly PushProvider[];
  readonly links: Links;
  /** Where these people are just now; whoever is missing is nowhere. Rejects where that is not known. */
  readonly readWhereabouts: (userIds: readonly string[]) => Promise<ReadonlyMap<string, Whereabouts>>;
  readonly delayMs: number;
  /** Told of what was handed to a provider, and of what was decided at the moment of sending. */
  readonly onSent: (provider: PushProviderName, outcome: PushOutcome) => void;
  readonly onDecided: (state: NotificationState, reason: NotificationReason | null, count: number) => void;
  readonly onError: (error: unknown) => void;
}

/** Begins at once. Disposing ends what is at the providers: it is due again. */
export function startSender(options: SenderOptions): AsyncDisposable {
  const controller = new AbortController();
  const behind = new Set<UnderWay>();
  const lanes = Array.from({ length: LANES }, () => send(options, behind, controller.signal));
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await Promise.all(lanes);
      await Promise.all([...behind].map(({ ended }) => ended));
    },
  };
}

/** A batch at its services. */
interface UnderWay {
  /** Pushes without an outcome. */
  readonly unanswered: () => number;
  /** Everything is stored, or was reported as a fault. Never rejects. */
  readonly ended: Promise<unknown>;
}

async function send(options: SenderOptions, behind: Set<UnderWay>, signal: AbortSignal): Promise<void> {
  const { store, onError } = options;
  while (!signal.aborted) {
    try {
      const claimId = newId();
      const claimedAt = performance.now();
      const claims = await store.claim(claimId, BATCH_MAX, LEASE_MS);
      const batch =
        claims.length === 0 ? null : await beginBatch(options, { claimId, claimedAt, claims }, signal);
      if (batch !== null) await waitFor(batch, behind, signal);
      if (claims.length < BATCH_MIN) await sleep(POLL_MS, signal);
    } catch (error) {
      onError(error);
      await sleep(REST_MS, signal);
    }
  }
}

async function waitFor(batch: UnderWay, behind: Set<UnderWay>, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  await Promise.race([batch.ended, sleep(PATIENCE_MS, AbortSignal.any([signal, ended.signal]))]);
  ended.abort();
  const unanswered = [batch, ...behind].reduce((sum, each) => sum + each.unanswered(), 0);
  if (batch.unanswered() === 0 || unanswered > BEHIND_MAX) {
    await batch.ended;
    return;
  }
  behind.add(batch);
  void batch.ended.then(() => behind.delete(batch));
}

interface Batch {
  readonly claimId: string;
  readonly claimedAt: number;
  readonly claims: readonly ClaimedPush[];
}

/** Null: too late for it. */
async function beginBatch(
  options: SenderOptions,
  { claimId, claimedAt, claims }: Batch,
  stopping: AbortSignal,
): Promise<UnderWay | null> {
  const { store, links, providers, onSent, onError } = options;
  const [states, whereabouts] = await Promise.all([
    readClaims(store, claims, onError),
    readWhereabouts(options, claims),
  ]);
  const now = new Date();
  const prepared = states.map(({ summary, ...state }) => {
    const where = whereabouts.get(state.claim.userId) ?? NOWHERE;
    return summary === null
      ? preparePush({ ...state, summary }, now, where, links)
      : prepareSummary({ ...state, summary }, now, where, links);
  });
  const parcels = await pack(store, prepared);
  // Of a process that stood still meanwhile another one has it, and may have sent what is newer.
  if (performance.now() - claimedAt > LEASE_MS - SEND_MAX_MS) return null;
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(SEND_MAX_MS)]);
  const settle = settleInTurn(options, claimId, stopping);
  const packed = new Set(parcels.map((parcel) => parcel.prepared));
  let unanswered = parcels.length;
  const groups = groupsOf(providers, parcels).map(async (group) => {
    const outcomes = await bring(group, signal, onError);
    unanswered -= group.parcels.length;
    await settle(
      group.parcels.map((parcel, index): Ended => {
        const outcome = outcomes[index] ?? retry("the provider gave no answer");
        onSent(parcel.device.provider, outcome);
        return { prepared: parcel.prepared, outcome };
      }),
    );
  });
  const others = prepared.filter((each) => !packed.has(each));
  const all = [settle(others.map((each) => ({ prepared: each, outcome: null }))), ...groups];
  return { unanswered: () => unanswered, ended: Promise.all(all.map((each) => each.catch(onError))) };
}

/** What is to be sent, with its badge. */
async function pack(store: PushStore, prepared: readonly PreparedPush[]): Promise<Parcel[]> {
  const wanted = prepared.flatMap((each) => {
    const { device } = each.state;
    return each.push === null || device === null ? [] : [{ prepared: each, device, push: each.push }];
  });
  if (wanted.length === 0) return [];
  const badges = await store.readBadges(wanted.map((each) => each.prepared.state.claim.userId));
  return wanted.map((each) => {
    const badge = badges.get(each.prepared.state.claim.userId) ?? 0;
    return { ...each, push: { ...each.push, badge } };
  });
}

interface Ended {
  readonly prepared: PreparedPush;
  /** Null: it was not sent. */
  readonly outcome: PushOutcome | null;
}

/** Stores how pushes of a claim ended, one statement at a time: what ends during one is stored together by the next. */
function settleInTurn(options: SenderOptions, claimId: string, stopping: AbortSignal) {
  let waiting: Ended[] = [];
  let turn: Promise<void> = Promise.resolve();
  const settleWaiting = async (): Promise<void> => {
    const ended = waiting;
    waiting = [];
    if (ended.length > 0) await settle(options, claimId, ended, stopping.aborted);
  };
  return (ended: readonly Ended[]): Promise<void> => {
    waiting.push(...ended);
    turn = turn.then(settleWaiting, settleWaiting);
    return turn;
  };
}

async function settle(
  options: SenderOptions,
  claimId: string,
  all: readonly Ended[],
  isStopping: boolean,
): Promise<void> {
  const { store, delayMs } = options;
  const ended = await scheduleSummaries(options, all);
  if (ended.length === 0) return;
  const endings = ended.map(({ prepared, outcome }) => ({ outcome, ...endPush(prepared, outcome) }));
  const decisions = mergeDecisions(endings.flatMap((ending) => ending.decisions));
  await store.settle(claimId, {
    // Another process may send at once what this one ends with.
    ends: endings.map(({ end, outcome }): PushEnd =>
      isStopping && outcome?.status === "RETRY" && outcome.retryAfterMs === null
        ? { ...end, againInMs: 0 }
        : end,
    ),
    decisions,
    invalid: ended.flatMap(({ prepared: { state }, outcome }) =>
      outcome?.status === "INVALID_TOKEN" && state.device !== null ? [state.device] : [],
    ),
    delayMs,
  });
  report(options, decisions);
}

/**
 * What is not told of because of quiet time is told of at its end. Answers what is to be settled: all, or, where summaries
 * cannot be made due now, what is not of quiet time. The rest is decided again when its lease ends.
 */
async function scheduleSummaries(
  { store, onError }: SenderOptions,
  ended: readonly Ended[],
): Promise<readonly Ended[]> {
  const quiet = ended.flatMap(({ prepared: { state, quietUntil: until } }) =>
    until === null ? [] : [{ userId: state.claim.userId, until }],
  );
  if (quiet.length === 0) return ended;
  try {
    await store.scheduleSummaries(quiet);
    return ended;
  } catch (error) {
    onError(error);
    return ended.filter(({ prepared }) => prepared.quietUntil === null);
  }
}

/** Nothing is said of where people are where that is not known: they are notified. */
async function readWhereabouts(
  { readWhereabouts: read, onError }: SenderOptions,
  claims: readonly ClaimedPush[],
) {
  try {
    return await read([...new Set(claims.map(({ userId }) => userId))]);
  } catch (error) {
    onError(error);
    return new Map<string, Whereabouts>();
  }
}

/** A message that one device was told of is sent, whatever became of it on another. */
function mergeDecisions(decisions: readonly Decision[]): Decision[] {
  const merged = new Map<string, Decision>();
  for (const decision of decisions) {
    const key = `${decision.userId} ${decision.messageId}`;
    if (merged.get(key)?.state !== "SENT") merged.set(key, decision);
  }
  return [...merged.values()];
}

function report({ onDecided }: SenderOptions, decisions: readonly Decision[]): void {
  for (const group of Map.groupBy(decisions, ({ state, reason }) => `${state} ${reason}`).values()) {
    const [first] = group;
    if (first !== undefined) onDecided(first.state, first.reason, group.length);
  }
}
