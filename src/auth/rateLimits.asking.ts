/** Asks Redis for the rate limits, and lets everybody through at once for as long as it says nothing. */

/**
 * Who waits longer is let through, and after him everybody. A Redis at work answers within a millisecond, and within
 * some 20 ms while it forks to save; more than this a person begins to feel.
 */
const ANSWER_TIMEOUT_MS = 100;
/** How often a silent Redis is asked whether it is back. */
const PROBE_EVERY_MS = 250;

export interface Asking {
  /**
   * The answer, or null when Redis failed or took longer than 100 ms. After such a silence null comes at once, unasked,
   * until Redis has answered a probe in that time: nobody waits for the probe, and only who asks causes one.
   * Answers come in the order of the questions. Never throws.
   */
  ask<Answer>(key: string, question: () => Promise<Answer>): Promise<Answer | null>;
}

export interface AskingOptions {
  /** Asks for anything that lies where the key lies: in a cluster the other nodes may well answer. */
  readonly probe: (key: string) => Promise<unknown>;
  readonly onFailure: (error: unknown) => void;
}

export function createAsking({ probe, onFailure }: AskingOptions): Asking {
  /** What lets those through who wait for an answer. */
  const waiting = new Set<() => void>();
  /** The key whose question was not answered; null while Redis answers. */
  let silentKey: string | null = null;
  let probedAt = Number.NEGATIVE_INFINITY;
  let isProbing = false;

  const tryAgain = async (key: string): Promise<void> => {
    if (isProbing || performance.now() - probedAt < PROBE_EVERY_MS) return;
    probedAt = performance.now();
    isProbing = true;
    try {
      await probe(key);
      if (performance.now() - probedAt < ANSWER_TIMEOUT_MS) silentKey = null;
    } catch {
      // Still away.
    } finally {
      isProbing = false;
    }
  };

  const fallSilent = (key: string): void => {
    silentKey = key;
    for (const letThrough of waiting) letThrough();
    onFailure(new Error(`No answer in ${ANSWER_TIMEOUT_MS} ms.`));
  };

  return {
    ask<Answer>(key: string, question: () => Promise<Answer>) {
      if (silentKey !== null) {
        void tryAgain(silentKey);
        return Promise.resolve(null);
      }
      return new Promise<Answer | null>((resolve) => {
        const settle = (answer: Answer | null): void => {
          waiting.delete(letThrough);
          clearTimeout(timer);
          resolve(answer);
        };
        const letThrough = (): void => settle(null);
        waiting.add(letThrough);
        const timer = setTimeout(() => {
          // What came while this process was busy is read first: it may be the answer.
          setImmediate(() => waiting.has(letThrough) && fallSilent(key));
        }, ANSWER_TIMEOUT_MS);
        question().then(settle, (error: unknown) => {
          onFailure(error);
          settle(null);
        });
      });
    },
  };
}
