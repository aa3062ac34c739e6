/** Sleeps until told to wake, or until the sleeper is no longer wanted. */

/** Remembers one call of `set` for a sleeper that comes later; wakes one sleeper at a time. */
export class Latch {
  #isSet = false;
  #wake: (() => void) | null = null;

  set(): void {
    this.#isSet = true;
    this.#wake?.();
  }

  /** Resolves at the next `set`, at once if one is remembered, or when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void> {
    if (this.#isSet || signal.aborted) {
      this.#isSet = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener("abort", wake);
        this.#wake = null;
        this.#isSet = false;
        resolve();
      };
      this.#wake = wake;
      signal.addEventListener("abort", wake);
    });
  }
}

/** Resolves after `ms`, or when `signal` aborts. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", wake);
      resolve();
    };
    const timer = setTimeout(wake, ms);
    signal.addEventListener("abort", wake);
  });
}
