/** Attachments by id, each in one snapshot with what its reader may see. */
import type { AttachmentView } from "../domain/attachment/attachment.ts";
import { viewAttachment } from "../domain/attachment/attachment.ts";
import type { AttachmentRow, Db } from "../domain/rows.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { isKeptBy } from "./visibleRows.ts";

/** What the viewer sees a message with, and what they have uploaded themselves, until it expires. */
export async function findAttachments(
  db: Db,
  viewerId: string,
  ids: readonly string[],
): Promise<AttachmentView[]> {
  const rows = await db.$queryRaw<(AttachmentRow & { readonly scopeId: string })[]>`
    SELECT a.id, a.owner_id AS "ownerId", a.kind::text AS kind, a.state::text AS state, a.refusal::text AS refusal, a.filename,
           a.content_type AS "contentType", a.byte_size AS "byteSize", a.width, a.height, a.duration_ms AS "durationMs",
           coalesce(a.waveform, '{}') AS waveform, a.parts_id AS "partsId", a.blurhash,
           a.thumbnail_width AS "thumbnailWidth", a.thumbnail_height AS "thumbnailHeight",
           a.thumbnail_byte_size AS "thumbnailByteSize", a.created_at AS "createdAt",
           a.expires_at AS "expiresAt",
           coalesce(shown.conversation_id, a.owner_id) AS "scopeId"
    FROM attachment a
    LEFT JOIN LATERAL (
      SELECT u.conversation_id
      FROM attachment_use u
      JOIN member viewer ON viewer.conversation_id = u.conversation_id AND viewer.user_id = ${viewerId}::uuid
        AND viewer.removed_seq IS NULL
      JOIN message m ON m.id = u.message_id
      WHERE u.attachment_id = a.id AND m.seq >= viewer.visible_from_seq
        AND ${isKeptBy(Prisma.sql`viewer.user_id`, Prisma.sql`m`)}
      LIMIT 1
    ) shown ON true
    WHERE a.id = ANY(${ids}::uuid[])
      AND (shown.conversation_id IS NOT NULL
        OR (a.owner_id = ${viewerId}::uuid AND (a.expires_at IS NULL OR a.expires_at > now())))`;
  return rows.map(({ scopeId, ...attachment }) => viewAttachment(attachment, scopeId));
}
