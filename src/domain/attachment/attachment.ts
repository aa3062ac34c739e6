/** An attachment as it is shown: of a message, from the message's own row, so that nothing is read; or by itself. */
import type {
  AttachmentKind,
  AttachmentRefusal,
  AttachmentRow,
  AttachmentState,
  MessageRow,
} from "../rows.ts";

/** Attachments of one message. */
export const ATTACHMENTS_MAX = 30;

export interface AttachmentView {
  readonly id: string;
  readonly kind: AttachmentKind;
  readonly state: AttachmentState;
  readonly refusal: AttachmentRefusal | null;
  readonly filename: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationMs: number | null;
  /** Null for what is no voice message. */
  readonly waveform: readonly number[] | null;
  readonly blurhash: string | null;
  readonly thumbnail: { readonly width: number; readonly height: number } | null;
  readonly createdAt: Date;
  /** The conversation that it is shown in; before it is sent, its owner. */
  readonly scopeId: string;
}

/** As `message.attachments` has it: what is null is left out. */
type StoredAttachment = Pick<AttachmentView, "id" | "kind" | "filename" | "contentType" | "byteSize"> &
  Partial<Pick<AttachmentView, "width" | "height" | "durationMs" | "waveform" | "blurhash" | "thumbnail">> & {
    readonly createdAt: string;
  };

export function attachmentsOf({
  attachments,
  conversationId,
}: Pick<MessageRow, "attachments" | "conversationId">): AttachmentView[] {
  return storedIn(attachments).map((stored) => ({
    width: null,
    height: null,
    durationMs: null,
    waveform: null,
    blurhash: null,
    thumbnail: null,
    ...stored,
    state: "READY",
    refusal: null,
    createdAt: new Date(stored.createdAt),
    scopeId: conversationId,
  }));
}

export function attachmentIdsOf({ attachments }: Pick<MessageRow, "attachments">): string[] {
  return storedIn(attachments).map(({ id }) => id);
}

/** Written by the function send_messages alone. */
function storedIn(attachments: MessageRow["attachments"]): readonly StoredAttachment[] {
  return (attachments ?? []) as unknown as readonly StoredAttachment[];
}

export function viewAttachment(attachment: AttachmentRow, scopeId: string): AttachmentView {
  const { thumbnailWidth: width, thumbnailHeight: height } = attachment;
  return {
    ...attachment,
    waveform: attachment.waveform.length === 0 ? null : attachment.waveform,
    thumbnail: width === null || height === null ? null : { width, height },
    scopeId,
  };
}
