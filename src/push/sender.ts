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
 */
import { NOWHERE } from "../domain/notification/decide.ts";
import { endPush, preparePush } from "../domain/notification/preparePush.ts";
import type { Links, PreparedPush } from "../domain/notification/preparePush.ts";
import type { Push, PushOutcome, PushProvider, PushProviderName } from "../domain/notification/ports.ts";
import type { ClaimedPush, Decision, PushDevice, PushEnd, PushStore } from "../domain/notification/stores.ts";
import type { Whereabouts } from "../domain/presence/ports.ts";
import type { NotificationReason, NotificationState } from "../domain/rows.ts";
import { newId } from "../lib/ids.ts";
import { sleep } from "../lib/latch.ts";

/** What FCM takes in one call. */
const BATCH_MAX = 500;
/** Batches under way: one at the provider, one before it, one behind. */
const LANES = 3;
/** How long what a killed process had claimed lies still. */
export const LEASE_MS = 20_000;
/** Less than the lease: nobody else sends what is still at the provider. More than a provider takes. */
export const SEND_MAX_MS = 10_000;
/** How long a push that is due waits for a sender that has nothing to do. */
const POLL_MS = 250;
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
  const lanes = Array.from({ length: LANES }, () => send(options, controller.signal));
  return {
    async [Symbol.asyncDispose]() {
      controller.abort();
      await Promise.all(lanes);
    },
  };
}

async function send(options: SenderOptions, signal: AbortSignal): Promise<void> {
  const { store, onError } = options;
  while (!signal.aborted) {
    try {
      const claimId = newId();
      const claimedAt = performance.now();
      const claims = await store.claim(claimId, BATCH_MAX, LEASE_MS);
      if (claims.length > 0) await sendBatch(options, { claimId, claimedAt, claims }, signal);
      if (claims.length < BATCH_MAX) await sleep(POLL_MS, signal);
    } catch (error) {
      onError(error);
      await sleep(REST_MS, signal);
    }
  }
}

interface Batch {
  readonly claimId: string;
  readonly claimedAt: number;
  readonly claims: readonly ClaimedPush[];
}

async function sendBatch(
  options: SenderOptions,
  { claimId, claimedAt, claims }: Batch,
  signal: AbortSignal,
): Promise<void> {
  const { store, links, delayMs } = options;
  const [states, whereabouts] = await Promise.all([store.read(claims), readWhereabouts(options, claims)]);
  const now = new Date();
  const prepared = states.map((state) =>
    preparePush(state, now, whereabouts.get(state.claim.userId) ?? NOWHERE, links),
  );
  // Of a process that stood still meanwhile another one has it, and may have sent what is newer.
  if (performance.now() - claimedAt > LEASE_MS - SEND_MAX_MS) return;
  const outcomes = await bring(options, prepared, signal);
  const endings = prepared.map((each) => endPush(each, outcomes.get(each) ?? null));
  const decisions = mergeDecisions(endings.flatMap((ending) => ending.decisions));
  await store.settle(claimId, {
    ends: endings.map(({ end }): PushEnd =>
      signal.aborted && end.attempts > 0 ? { ...end, againInMs: 0 } : end,
    ),
    decisions,
    invalid: [...outcomes].flatMap(([{ state }, { status }]) =>
      status === "INVALID_TOKEN" && state.device !== null ? [state.device] : [],
    ),
    delayMs,
  });
  report(options, decisions);
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

/** By prepared push; nothing for those that are not sent. */
async function bring(
  options: SenderOptions,
  prepared: readonly PreparedPush[],
  stopping: AbortSignal,
): Promise<ReadonlyMap<PreparedPush, PushOutcome>> {
  const outcomes = new Map<PreparedPush, PushOutcome>();
  const wanted = prepared.flatMap((each) => {
    const { device } = each.state;
    return each.push === null || device === null ? [] : [{ prepared: each, device, push: each.push }];
  });
  if (wanted.length === 0) return outcomes;
  const badges = await options.store.readBadges(wanted.map(({ prepared: { state } }) => state.claim.userId));
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(SEND_MAX_MS)]);
  const byProvider = Map.groupBy(wanted, ({ device }) => providerOf(options.providers, device));
  await Promise.all(
    [...byProvider].map(async ([provider, group]) => {
      const pushes = group.map(({ push, prepared: { state } }): Push => ({
        ...push,
        badge: badges.get(state.claim.userId) ?? 0,
      }));
      const answers = await sendAll(options, provider, pushes, signal);
      for (const [index, each] of group.entries()) {
        const outcome = answers[index] ?? { status: "RETRY", retryAfterMs: null, reason: "NO_ANSWER" };
        outcomes.set(each.prepared, outcome);
        options.onSent(each.device.provider, outcome);
      }
    }),
  );
  return outcomes;
}

/** The console takes what no other provider is there for. */
function providerOf(providers: readonly PushProvider[], { provider }: PushDevice): PushProvider | undefined {
  return providers.find(({ name }) => name === provider) ?? providers.find(({ name }) => name === "CONSOLE");
}

async function sendAll(
  { onError }: SenderOptions,
  provider: PushProvider | undefined,
  pushes: readonly Push[],
  signal: AbortSignal,
): Promise<readonly PushOutcome[]> {
  if (provider === undefined) return pushes.map(() => ({ status: "REFUSED", reason: "NO_PROVIDER" }));
  const parts: (readonly Push[])[] = [];
  for (let start = 0; start < pushes.length; start += provider.batchMax) {
    parts.push(pushes.slice(start, start + provider.batchMax));
  }
  const answers = await Promise.all(
    parts.map(async (part): Promise<readonly PushOutcome[]> => {
      try {
        return await provider.send(part, signal);
      } catch (error) {
        if (!signal.aborted) onError(error);
        return part.map(() => ({ status: "RETRY", retryAfterMs: null, reason: "FAULT" }));
      }
    }),
  );
  return answers.flat();
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
