/** What the route of files is handed; `app.ts` gives it. */
import type { Readable } from "node:stream";

export type UploadState = "PENDING" | "PROCESSING" | "READY" | "REFUSED";

export interface Upload {
  /** How many bytes have to come. */
  readonly byteSize: number;
  /** Where it is not PENDING, they are here already. */
  readonly state: UploadState;
  /**
   * Takes them, and answers what has become of them, after ten seconds at most; "PART" where they are a part that is kept,
   * "GONE" where the attachment is no more, "WRONG_SIZE" for more or fewer. Rejects where they break off.
   */
  receive(chunks: AsyncIterable<Uint8Array>): Promise<UploadState | "PART" | "GONE" | "WRONG_SIZE">;
}

export interface Download {
  readonly filename: string;
  readonly contentType: string;
  /** Whether a page may show it; else it is saved. */
  readonly isShown: boolean;
  readonly byteSize: number;
  /** Of the link. */
  readonly expiresAt: Date;
  /** From `start` to `end`, both included; null where the file is gone. To be read to its end, or destroyed. */
  read(start: number, end: number): Promise<Readable | null>;
}

export interface MediaPorts {
  /** Null for a link that is not good, or not any more, and for what is not there: nobody can tell them apart. */
  findUpload(attachmentId: string, query: URLSearchParams): Promise<Upload | null>;
  findDownload(attachmentId: string, query: URLSearchParams): Promise<Download | null>;
}
