/** Finds what a link leads to: as it is when somebody comes by it, not as it was when the link was made. */
import type { AttachmentKind, Db } from "../rows.ts";

export interface DownloadRow {
  readonly kind: AttachmentKind;
  /** A neutral one of a picture of a person or a conversation: everybody who is shown it would be told. */
  readonly filename: string;
  readonly contentType: string;
  readonly byteSize: number;
  /** Null where it has no small picture. */
  readonly thumbnailByteSize: number | null;
}

/**
 * Of a READY attachment, where a message of the conversation `scopeId` has it that is not deleted, or it is the conversation's
 * picture; or where `scopeId` is its owner and it has not expired. So a link to a picture that is one no more leads on to a file
 * that a message has as well, until it is over: fifteen minutes at the latest.
 */
export async function findDownload(db: Db, id: string, scopeId: string): Promise<DownloadRow | null> {
  const [row] = await db.$queryRaw<DownloadRow[]>`
    SELECT a.kind::text AS kind, a.content_type AS "contentType", a.byte_size AS "byteSize",
           a.thumbnail_byte_size AS "thumbnailByteSize",
           CASE WHEN is_persons OR (is_conversations AND NOT is_sent) THEN 'picture' ELSE a.filename END AS filename
    FROM attachment a
    CROSS JOIN LATERAL (
      SELECT
        EXISTS (SELECT FROM attachment_use u WHERE u.attachment_id = a.id AND u.conversation_id = ${scopeId}::uuid) AS is_sent,
        EXISTS (SELECT FROM "user" u WHERE u.avatar_attachment_id = a.id AND u.id = ${scopeId}::uuid) AS is_persons,
        EXISTS (
          SELECT FROM conversation c WHERE c.avatar_attachment_id = a.id AND c.id = ${scopeId}::uuid
        ) AS is_conversations
    ) used
    WHERE a.id = ${id}::uuid AND a.state = 'READY' AND (
      (a.owner_id = ${scopeId}::uuid AND (a.expires_at IS NULL OR a.expires_at > now())) OR is_sent OR is_conversations
    )`;
  return row ?? null;
}
