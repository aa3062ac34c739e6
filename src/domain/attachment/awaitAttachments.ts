/** Waits for attachments whose bytes are here and are looked at: somebody has pressed "send" already. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Db } from "../rows.ts";
import { AttachmentNotReadyError, AttachmentRefusedError } from "./errors.ts";

const WAIT_MS = 10_000;
const FIRST_LOOK_MS = 50;
const LAST_LOOK_MS = 1_000;

/**
 * Resolves when all of them are READY; those that are not there are waited for by nobody.
 * Errors: AttachmentNotReady (bytes that have not come, at once; bytes that are looked at, after ten seconds),
 * AttachmentRefused.
 */
export async function awaitAttachments(db: Db, ids: readonly string[]): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LAST_LOOK_MS)) {
    const left = await db.attachment.findMany({
      where: { id: { in: [...ids] }, state: { not: "READY" } },
      select: { state: true, refusal: true },
    });
    const refusal = left.find((one) => one.refusal !== null)?.refusal;
    if (refusal != null) throw new AttachmentRefusedError(refusal);
    if (left.length === 0) return;
    if (left.some(({ state }) => state === "PENDING") || Date.now() + pause > deadline) {
      throw new AttachmentNotReadyError();
    }
    await sleep(pause);
  }
}
