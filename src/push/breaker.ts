/**
 * A circuit breaker around a push provider: a service that fails is left alone for a while.
 *
 * A circuit is closed until FAILURES_MAX calls in a row got nothing but RETRY. Then it is open: its pushes are answered
 * RETRY at once, with the time until it is tried again. After that time it is half open: one push goes through, and the
 * others still wait. Any answer but RETRY closes the circuit; another RETRY opens it for twice as long.
 */
import type { PushOutcome, PushProvider } from "../domain/notification/ports.ts";
import { retry } from "./outcomes.ts";

export const FAILURES_MAX = 5;
const OPEN_MIN_MS = 10_000;
const OPEN_MAX_MS = 300_000;
/** What waits for a probe asks again after this. */
const PROBE_MS = 2_000;
/** Circuits with failures that are remembered; the one that failed longest ago goes first. */
const CIRCUITS_MAX = 1_000;

interface Circuit {
  readonly failures: number;
  /** Null: closed. */
  readonly openUntil: number | null;
  readonly openMs: number;
  readonly isProbing: boolean;
}

const CLOSED: Circuit = { failures: 0, openUntil: null, openMs: OPEN_MIN_MS / 2, isProbing: false };

export interface BreakerOptions {
  /** Told once when a circuit opens, and once when it is closed again. */
  readonly onChange: (change: { readonly circuit: string; readonly failing: string | null }) => void;
  /** Milliseconds of a clock, and numbers from 0 to 1. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/** The same provider, with a breaker for each of its services; disposing it disposes the provider. */
export function withBreaker(
  provider: PushProvider,
  { onChange, now = Date.now, random = Math.random }: BreakerOptions,
): PushProvider {
  const serviceOf = provider.serviceOf ?? (() => provider.name);
  const circuits = new Map<string, Circuit>();

  /** Null: the push may go; a circuit that is half open lets one. */
  const held = (name: string): PushOutcome | null => {
    const circuit = circuits.get(name);
    if (circuit?.openUntil == null) return null;
    const waitMs = circuit.openUntil - now();
    if (waitMs > 0) return retry(`${name} fails, and is left alone`, waitMs);
    if (circuit.isProbing) return retry(`${name} fails, and is being tried`, PROBE_MS);
    circuits.set(name, { ...circuit, isProbing: true });
    return null;
  };

  const succeed = (name: string): void => {
    const circuit = circuits.get(name);
    circuits.delete(name);
    if (circuit?.openUntil != null) onChange({ circuit: name, failing: null });
  };

  const fail = (name: string, outcomes: readonly RetryOutcome[]): void => {
    const circuit = circuits.get(name) ?? CLOSED;
    const failures = circuit.failures + 1;
    circuits.delete(name);
    if (failures < FAILURES_MAX) {
      circuits.set(name, { ...circuit, failures });
    } else {
      const asked = Math.max(...outcomes.map((outcome) => outcome.retryAfterMs ?? 0));
      const openMs = Math.min(OPEN_MAX_MS, Math.max(circuit.openMs * 2, asked));
      // Spread, so that the processes of a service that comes back do not ask all at once.
      const openUntil = now() + openMs * (1 + random() / 4);
      circuits.set(name, { failures, openUntil, openMs, isProbing: false });
      if (circuit.openUntil === null) onChange({ circuit: name, failing: outcomes[0]?.reason ?? "" });
    }
    for (const oldest of circuits.keys()) {
      if (circuits.size <= CIRCUITS_MAX) break;
      circuits.delete(oldest);
    }
  };

  const release = (name: string): void => {
    const circuit = circuits.get(name);
    if (circuit?.isProbing === true) circuits.set(name, { ...circuit, isProbing: false });
  };

  return {
    name: provider.name,
    batchMax: provider.batchMax,
    serviceOf,
    async send(pushes, signal) {
      const tries = pushes.map((push) => {
        const name = serviceOf(push);
        return { push, name, held: held(name) };
      });
      const going = tries.filter((attempt) => attempt.held === null);
      if (going.length === 0) return tries.flatMap((attempt) => attempt.held ?? []);
      const names = new Set(going.map(({ name }) => name));
      try {
        const sent = await provider.send(
          going.map(({ push }) => push),
          signal,
        );
        const answered = new Map(going.map((attempt, index) => [attempt, sent[index]]));
        for (const [name, outcomes] of Map.groupBy(going, (attempt) => attempt.name)) {
          const retries = outcomes.map((attempt) => answered.get(attempt)).filter(isRetry);
          if (retries.length < outcomes.length) succeed(name);
          else if (isStopped(signal)) release(name);
          else fail(name, retries);
        }
        return tries.map(
          (attempt) => attempt.held ?? answered.get(attempt) ?? retry("the provider gave no answer"),
        );
      } catch (error) {
        for (const name of names) release(name);
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
}

/** Whoever sent stops: what a service would have answered is not known. Silence until a time is over is a failure. */
function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && Object(reason).name !== "TimeoutError";
}

type RetryOutcome = Extract<PushOutcome, { status: "RETRY" }>;

function isRetry(outcome: PushOutcome | undefined): outcome is RetryOutcome {
  return outcome?.status === "RETRY";
}
