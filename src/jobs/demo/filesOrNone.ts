/** Keeps the demo going where its files cannot be kept or looked at: a start waits for no bucket and no scanner. */
import { sleep } from "../../lib/latch.ts";
import type { DemoPorts } from "./scene.ts";

/** Longer than a file takes that is looked at; a bucket may say nothing for minutes. */
const BRING_MS = 15_000;

/** Once a file is not READY none is tried any more, and null is answered for each. The log says so once. */
export function filesOrNone(
  files: DemoPorts["files"],
  log: { warn(fields: object, line: string): void },
): DemoPorts["files"] {
  let areLeftOut = false;

  function leaveOut(fields: object): null {
    areLeftOut = true;
    log.warn(fields, "the demo goes without its files: they cannot be kept or looked at now");
    return null;
  }

  return {
    async bring(attachmentId, bytes) {
      if (areLeftOut) return null;
      const waiting = new AbortController();
      const late = sleep(BRING_MS, waiting.signal).then(() => null);
      try {
        const state = await Promise.race([files.bring(attachmentId, bytes), late]);
        return state === "READY" ? state : leaveOut({ state });
      } catch (error) {
        return leaveOut({ err: error });
      } finally {
        waiting.abort();
      }
    },
  };
}
