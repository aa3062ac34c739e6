/** Keeps under which name the file store knows the parts of an upload. */
import type { Db } from "../rows.ts";

/** Answers the one that counts: of several who begin at once, the first. What the others have begun is left to the cleaning. */
export async function keepPartsId(db: Db, id: string, partsId: string): Promise<string> {
  await db.attachment.updateMany({ where: { id, partsId: null }, data: { partsId } });
  const attachment = await db.attachment.findUnique({ where: { id }, select: { partsId: true } });
  return attachment?.partsId ?? partsId;
}
