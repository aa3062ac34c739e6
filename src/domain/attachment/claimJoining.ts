/** Has the parts of an upload made one by one at a time, on whichever process: copying them is much work. */
import { setTimeout as sleep } from "node:timers/promises";
import type { AttachmentState, Db } from "../rows.ts";

/** Slower than any disk that one would use: who has not ended by then is gone, and another may. */
const BYTES_PER_SECOND = 10_000_000;
const JOINS_AT_LEAST_SECONDS = 60;

const WAIT_MS = 10_000;
const FIRST_LOOK_MS = 20;
const LAST_LOOK_MS = 1_000;

/** Null where it is not this one's turn: the attachment is not PENDING, or another one has it. Else the claim, to be given back. */
export async function claimJoining(db: Db, id: string, byteSize: number): Promise<Date | null> {
  const seconds = JOINS_AT_LEAST_SECONDS + byteSize / BYTES_PER_SECOND;
  const [claimed] = await db.$queryRaw<{ until: Date }[]>`
    UPDATE attachment SET joining_until = now() + make_interval(secs => ${seconds}::float8)
    WHERE id = ${id}::uuid AND state = 'PENDING' AND (joining_until IS NULL OR joining_until <= now())
    RETURNING joining_until AS until`;
  return claimed?.until ?? null;
}

/** Nothing where the claim was over and another one has it since. */
export async function giveJoiningBack(db: Db, id: string, claim: Date): Promise<void> {
  await db.attachment.updateMany({ where: { id, joiningUntil: claim }, data: { joiningUntil: null } });
}

/**
 * How far what another one joins has got, once it has been looked at, or after ten seconds. Null where the other one has
 * failed, takes longer, or the attachment is no more.
 */
export async function awaitJoined(db: Db, id: string): Promise<AttachmentState | null> {
  const deadline = Date.now() + WAIT_MS;
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LAST_LOOK_MS)) {
    const [found] = await db.$queryRaw<{ state: AttachmentState; isJoined: boolean }[]>`
      SELECT state::text AS state, coalesce(joining_until > now(), false) AS "isJoined"
      FROM attachment WHERE id = ${id}::uuid`;
    if (found === undefined) return null;
    const { state, isJoined } = found;
    const isOver = Date.now() + pause > deadline;
    if (state === "PENDING" && (isOver || !isJoined)) return null;
    if (state !== "PENDING" && (isOver || state !== "PROCESSING")) return state;
    await sleep(pause);
  }
}
