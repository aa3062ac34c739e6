/** Where the picture of a person or a conversation is. */
import type { Avatar } from "../domain/attachment/avatar.ts";
import type { Context } from "./context.ts";

/**
 * For who may see the row. An upload's link is like `Attachment.url`: it ends with the picture, but where its owner still has
 * the file, or a message of the conversation has it, after fifteen minutes at the latest.
 */
export function avatarUrlOf(
  row: Avatar & { readonly id: string },
  _args: object,
  { ports }: Context,
): string | null {
  // A process from before uploads tells others profiles without.
  const attachmentId = row.avatarAttachmentId ?? null;
  return attachmentId === null ? row.avatarUrl : ports.media.downloadUrl(attachmentId, row.id);
}

/** Of every `avatarUrl`. */
export const UPLOADED_AVATAR =
  "Of an uploaded one it is a link for ten to fifteen minutes, and for anybody who has it: ask anew when they are over.";
