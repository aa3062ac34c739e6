/** An engine with another one behind it, for while the first does not answer. */
import { RequestError } from "../domain/errors.ts";
import type { SearchEngine } from "../domain/search/ports.ts";

/** After a failure nobody waits for the first one for so long. */
export const OPEN_FOR_MS = 5_000;

export interface FallbackOptions {
  readonly first: SearchEngine;
  readonly second: SearchEngine;
  /** Whether the first one has all documents; asked once in some seconds. */
  readonly isReady: () => Promise<boolean>;
  /** It has not, for the first time or any more. */
  readonly onNotReady: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Answers of the second are `isDegraded`. Errors: UNAVAILABLE. */
export function withFallback({
  first,
  second,
  isReady,
  onNotReady,
  onFailed,
}: FallbackOptions): SearchEngine {
  let closedUntil = 0;
  let readiness: { readonly value: boolean | null; readonly until: number } = { value: null, until: 0 };
  const ready = async (): Promise<boolean> => {
    if (Date.now() >= readiness.until) {
      // One asks; the others go by what was known.
      readiness = { ...readiness, until: Date.now() + OPEN_FOR_MS };
      const value = await isReady();
      if (!value && readiness.value !== false) onNotReady();
      readiness = { value, until: Date.now() + OPEN_FOR_MS };
    }
    return readiness.value ?? false;
  };
  return {
    search: async (request) => {
      if (Date.now() >= closedUntil) {
        try {
          if (await ready()) return await first.search(request);
        } catch (error) {
          if (error instanceof RequestError) throw error;
          closedUntil = Date.now() + OPEN_FOR_MS;
          onFailed(error);
        }
      }
      return { ...(await second.search(request)), isDegraded: true };
    },
  };
}
