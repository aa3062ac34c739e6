/** The picture of a person or a conversation: a URL somewhere else, or an image that was uploaded. */
import { InputValidationError, NotFoundError } from "../errors.ts";
import type { Db, Tx } from "../rows.ts";
import { awaitAttachments } from "./awaitAttachments.ts";
import { AttachmentNotReadyError } from "./errors.ts";
import { loadOwnAttachment } from "./loadOwnAttachment.ts";
import type { MediaLinks } from "./ports.ts";

export interface Avatar {
  readonly avatarUrl: string | null;
  readonly avatarAttachmentId: string | null;
}

/** What is absent stays as it is; null of either removes the picture. */
export interface AvatarInput {
  readonly avatarUrl?: string | null | undefined;
  readonly avatarAttachmentId?: string | null | undefined;
}

/**
 * One takes the place of the other; nothing where nothing is said of it, nor where `avatarUrl` is a link to the picture that is
 * there: a client may write back all that it has read. Errors: InputValidation (both are given; a link to another file of
 * ours, which lasts for minutes).
 */
export function wantedAvatar(
  { avatarUrl, avatarAttachmentId }: AvatarInput,
  current: Pick<Avatar, "avatarAttachmentId">,
  links: MediaLinks,
): Partial<Avatar> {
  if (avatarUrl === undefined && avatarAttachmentId === undefined) return {};
  if (avatarUrl != null && avatarAttachmentId != null) {
    throw invalid("avatarAttachmentId", "A picture is a URL or an upload, not both.");
  }
  const linked = avatarUrl == null ? null : links.attachmentIdIn(avatarUrl);
  if (linked !== null) {
    if (linked === current.avatarAttachmentId) return {};
    throw invalid("avatarUrl", "A link to a file of this server does not last: give the upload itself.");
  }
  return { avatarUrl: avatarUrl ?? null, avatarAttachmentId: avatarAttachmentId ?? null };
}

/** Before anything is locked: resolves when an upload of the owner's is READY. Errors: NotFound, AttachmentNotReady, AttachmentRefused. */
export async function awaitAvatar(db: Db, ownerId: string, id: string): Promise<void> {
  await loadOwnAttachment(db, ownerId, id);
  await awaitAttachments(db, [id]);
}

/**
 * Keeps an upload for as long as it is a picture: a trigger lets the cleaning have what nothing uses any more. Behind the lock
 * of the person or the conversation. `replacedId`: what was the picture before, which is locked as well, so that two who swap
 * pictures do not wait for each other. Errors: NotFound, AttachmentNotReady, InputValidation (it is no image).
 */
export async function keepAvatar(
  tx: Tx,
  ownerId: string,
  id: string,
  replacedId: string | null,
): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM attachment WHERE id IN (${id}::uuid, ${replacedId}::uuid) ORDER BY id FOR UPDATE`;
  const [found] = await tx.$queryRaw<{ isReady: boolean; isImage: boolean }[]>`
    UPDATE attachment SET expires_at = CASE WHEN state = 'READY' AND kind = 'IMAGE' THEN NULL ELSE expires_at END
    WHERE id = ${id}::uuid AND owner_id = ${ownerId}::uuid AND (expires_at IS NULL OR expires_at > now())
    RETURNING state = 'READY' AS "isReady", kind = 'IMAGE' AS "isImage"`;
  if (found === undefined) throw new NotFoundError("Attachment");
  if (!found.isReady) throw new AttachmentNotReadyError();
  if (!found.isImage) throw invalid("avatarAttachmentId", "It is no picture.");
}

function invalid(field: keyof Avatar, message: string): InputValidationError {
  return new InputValidationError([{ path: [field], message }]);
}
