/** Search in files: what is asked, what is answered, and what an engine promises. */
import type { AttachmentKind } from "../rows.ts";
import type { SearchText } from "./readQuery.ts";

/** What narrows it: all of it holds. Empty lists and null narrow nothing. */
export interface FileFilter {
  /** Any of them. */
  readonly conversationIds: readonly string[];
  readonly senderIds: readonly string[];
  readonly kinds: readonly AttachmentKind[];
  /** Sent then or later; and before. */
  readonly from: Date | null;
  readonly to: Date | null;
}

/** The message that a file was sent with, and when. */
export interface FileHit {
  readonly sentAt: Date;
  readonly messageId: string;
}

export interface FileSearchRequest {
  readonly viewerId: string;
  readonly text: SearchText;
  readonly filter: FileFilter;
  /** The first hit may be this one; null: the newest. */
  readonly from: FileHit | null;
  /** Hits. */
  readonly limit: number;
}

export interface FileSearchAnswer {
  /** Messages with files whose names have all of the words, together; the newest first. */
  readonly hits: readonly FileHit[];
  /** Which of these names is found by itself. */
  readonly areFound: (filenames: readonly string[]) => Promise<readonly boolean[]>;
}

/**
 * Finds messages by the names of their files. Promise: that of `SearchEngine`, and whoever shows a hit reads its message
 * first. Errors: UNAVAILABLE.
 */
export interface FileSearch {
  search(request: FileSearchRequest): Promise<FileSearchAnswer>;
}
