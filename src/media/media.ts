/** Uploads and downloads, as their route asks for them: a link is looked at, then the row, then the file. */
import { Readable } from "node:stream";
import { completeUpload } from "../domain/attachment/completeUpload.ts";
import { findDownload } from "../domain/attachment/findDownload.ts";
import { isShown } from "../domain/attachment/kinds.ts";
import type { Db } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import type { DiskFiles } from "./diskFiles.ts";
import type { Links } from "./links.ts";
import { sniffType } from "./sniffType.ts";

export interface MediaOptions {
  readonly db: Db;
  readonly links: Links;
  // Another place for the bytes has the same four functions.
  readonly files: DiskFiles;
}

/** Answers null for a link that is not good, or not any more, and for what is not there: nobody can tell them apart. */
export function createMedia({ db, links, files }: MediaOptions) {
  async function receive(
    id: string,
    byteSize: number,
    chunks: AsyncIterable<Uint8Array>,
  ): Promise<"READY" | "GONE" | "WRONG_SIZE"> {
    await using received = await files.receive(chunks, byteSize);
    if (received.byteSize !== byteSize) return "WRONG_SIZE";
    const contentType = sniffType(received.head);
    // What else has to be done with the bytes before anybody sees them (a scan, another encoding) has its place here.
    const completed = await completeUpload(db, id, contentType, () => received.keepAs(id));
    return completed === null ? "GONE" : "READY";
  }

  return {
    /** An upload by who needs no link: the server itself. */
    bring: (id: string, bytes: Uint8Array) => receive(id, bytes.byteLength, Readable.from([bytes])),

    async findUpload(id: string, query: URLSearchParams) {
      if (!isUuid(id) || !links.allowsUpload(id, query)) return null;
      const attachment = await db.attachment.findUnique({ where: { id } });
      if (attachment === null) return null;
      const { byteSize } = attachment;
      return {
        byteSize,
        isReady: attachment.state === "READY",
        receive: (chunks: AsyncIterable<Uint8Array>) => receive(id, byteSize, chunks),
      };
    },

    async findDownload(id: string, query: URLSearchParams) {
      const link = isUuid(id) ? links.readDownload(id, query) : null;
      if (link === null) return null;
      const found = await findDownload(db, id, link.scopeId);
      if (found === null) return null;
      return {
        ...found,
        isShown: isShown(found.kind),
        expiresAt: link.expiresAt,
        read: (start: number, end: number) => files.read(id, start, end),
      };
    },
  };
}

export type Media = ReturnType<typeof createMedia>;
