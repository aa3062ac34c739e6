/** What the rules of attachments ask of where the bytes are. */

import type { AttachmentRow, AttachmentState } from "../rows.ts";

/** How the bytes of uploads come to where files lie. */
export interface Uploads {
  /** Bytes of one file. */
  readonly fileBytesMax: number;
  /** Bytes of all that one person has uploaded. */
  readonly userBytesMax: number;
  /** How the bytes of an attachment are brought, by whoever is told, for an hour. */
  request(attachment: AttachmentRow): Promise<UploadRequest>;
  /** The same in parts, for a PENDING one that is large enough; else none. */
  parts(attachment: AttachmentRow): Promise<readonly UploadPart[]>;
  /**
   * Looks at the bytes of a PENDING attachment where they are all there, and answers how far that has got, after ten seconds
   * at most. Null where they are not all there, or it is no more.
   */
  complete(attachment: AttachmentRow): Promise<AttachmentState | null>;
  /**
   * Removes all bytes of an attachment that is no more, and what has come of its parts. Never rejects: what cannot be removed
   * now is a leftover.
   */
  discard(attachment: AttachmentRow): Promise<void>;
}

export interface UploadRequest {
  /** Where the bytes are PUT. */
  readonly url: string;
  /** To be sent with them, as they are here. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/** A part of an upload: brought by itself, again where that was broken off, and in any order. */
export interface UploadPart extends UploadRequest {
  /** From 1 on. */
  readonly number: number;
  readonly byteSize: number;
  readonly isUploaded: boolean;
}

/** What of an attachment a file is. */
export type FileVariant = "FULL" | "THUMBNAIL";

/** Links that need no sign-in: whoever has one may use it, for some minutes. Making one asks nobody. */
export interface MediaLinks {
  /**
   * Where the bytes are got by those who see them in the conversation `scopeId`, or as its picture; or by the owner, whose
   * id it is, before they are sent, and by everybody as the owner's picture. Whoever asks within some minutes gets the same one.
   */
  downloadUrl(attachmentId: string, scopeId: string, variant?: FileVariant): string;
  /** What stands in a URL for the attachment, whether there is one or not, and whoever made it. Null where it is no link of ours. */
  attachmentIdIn(url: string): string | null;
}

/**
 * Looks at the bytes of a PROCESSING attachment: READY or REFUSED in the end. Rejects where it could not be done now, and
 * nothing has changed then; `signal` ends it.
 */
export type ProcessMedia = (attachmentId: string, signal: AbortSignal) => Promise<void>;

/** The files, each under the id of its attachment. */
export interface MediaFiles {
  /** Files that are not there are gone already. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes what crashes have left: parts of uploads, and files of which `known` does not answer the id. It looks into a
   * part of the folder each time, and passes over what is younger than a day (a part of an upload: than an hour).
   */
  removeLeftovers(
    now: Date,
    known: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<number>;
}
