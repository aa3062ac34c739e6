/** Takes note that the bytes of an upload are here: from now on they are looked at, and no others take their place. */
import type { AttachmentRow, Db, Tx } from "../rows.ts";

/** Whoever took note has so long to look at the bytes itself; then the job is anybody's. */
const HEAD_START_SECONDS = 40;

/**
 * Makes a PENDING attachment PROCESSING, once `settle` has put its bytes where they stay: under the row's lock, so that of
 * several who bring bytes one alone does. It is quick: others wait for it. Others are answered what is there. Null where
 * there is no such attachment any more.
 */
export function settleUpload(
  db: Db,
  id: string,
  settle: () => Promise<void> = () => Promise.resolve(),
): Promise<AttachmentRow | null> {
  return db.$transaction(async (tx) => {
    const attachment = await lock(tx, id);
    if (attachment?.state !== "PENDING") return attachment;

    await settle();

    await tx.$executeRaw`
      INSERT INTO job (name, key, is_urgent, run_at)
      VALUES ('processMedia', ${id}, true, now() + make_interval(secs => ${HEAD_START_SECONDS}::int))
      ON CONFLICT (name, key) DO NOTHING`;
    return tx.attachment.update({ where: { id }, data: { state: "PROCESSING" } });
  });
}

/** The same for a part, which leaves the attachment PENDING; where it is not any more, the part is not wanted. */
export function settlePart(db: Db, id: string, settle: () => Promise<void>): Promise<AttachmentRow | null> {
  return db.$transaction(async (tx) => {
    const attachment = await lock(tx, id);
    if (attachment?.state === "PENDING") await settle();
    return attachment;
  });
}

async function lock(tx: Tx, id: string): Promise<AttachmentRow | null> {
  await tx.$queryRaw`SELECT id FROM attachment WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return tx.attachment.findUnique({ where: { id } });
}

/** Lets any worker look at the bytes from now on. */
export async function passUploadOn(db: Db, id: string): Promise<void> {
  await db.$executeRaw`
    UPDATE job SET run_at = now()
    WHERE name = 'processMedia' AND key = ${id} AND claim_id IS NULL AND attempts = 0 AND run_at > now()`;
}
