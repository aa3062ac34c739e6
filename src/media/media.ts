/** Uploads and downloads, as their route asks for them: a link is looked at, then the row, then the file. */
import { findDownload } from "../domain/attachment/findDownload.ts";
import { isShown } from "../domain/attachment/kinds.ts";
import { settlePart, settleUpload } from "../domain/attachment/settleUpload.ts";
import type { AttachmentState, Db } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import type { DiskFiles } from "./diskFiles.ts";
import type { FileStore } from "./fileStore.ts";
import type { Links } from "./links.ts";
import { partByteSize } from "./partSizes.ts";
import { THUMBNAIL_TYPE } from "./pictures.ts";
import type { Processing } from "./processing.ts";

export interface MediaOptions {
  readonly db: Db;
  readonly links: Links;
  readonly store: FileStore;
  /** Where bytes come by our own route; null where clients bring them to the store. */
  readonly disk: DiskFiles | null;
  readonly processing: Processing;
}

/** Answers null for a link that is not good, or not any more, and for what is not there: nobody can tell them apart. */
export function createMedia({ db, links, store, disk, processing }: MediaOptions) {
  return {
    /**
     * An upload by who needs no link: the server itself. Answers how far it has got, after ten seconds at most, also where it
     * was brought before; what cannot be looked at now is left to a job.
     */
    async bring(id: string, bytes: Uint8Array): Promise<AttachmentState | null> {
      await settleUpload(db, id, () => store.writeUpload(id, bytes));
      return processing.beginNow(id);
    },

    async findUpload(id: string, query: URLSearchParams) {
      if (disk === null || !isUuid(id) || !links.allowsUpload(id, query)) return null;
      const attachment = await db.attachment.findUnique({ where: { id } });
      if (attachment === null) return null;
      // Others may be bringing the same bytes just now.
      const state = attachment.state === "PROCESSING" ? await processing.awaited(id) : attachment.state;
      if (state === null) return null;
      const part = query.has("part") ? Number(query.get("part")) : null;
      const byteSize = part === null ? attachment.byteSize : partByteSize(attachment.byteSize, part);
      return {
        byteSize,
        state,
        async receive(
          chunks: AsyncIterable<Uint8Array>,
        ): Promise<AttachmentState | "PART" | "GONE" | "WRONG_SIZE"> {
          await using received = await disk.receive(chunks, byteSize);
          if (received.byteSize !== byteSize) return "WRONG_SIZE";
          if (part !== null) {
            const attachment = await settlePart(db, id, () => received.settleAs(id, part));
            return attachment?.state === "PENDING" ? "PART" : (attachment?.state ?? "GONE");
          }
          const settled = await settleUpload(db, id, () => received.settleAs(id));
          if (settled?.state !== "PROCESSING") return settled?.state ?? "GONE";
          return (await processing.begin(id)) ?? "GONE";
        },
      };
    },

    async findDownload(id: string, query: URLSearchParams) {
      const link = isUuid(id) ? links.readDownload(id, query) : null;
      if (link === null) return null;
      const { scopeId, variant, expiresAt } = link;
      const found = await findDownload(db, id, scopeId);
      if (found === null) return null;
      const read = (start: number, end: number) => store.read(id, variant, start, end);
      if (variant === "FULL") return { ...found, isShown: isShown(found.kind), expiresAt, read };
      const { filename, thumbnailByteSize: byteSize } = found;
      if (byteSize === null) return null;
      return { filename, byteSize, contentType: THUMBNAIL_TYPE, isShown: true, expiresAt, read };
    },
  };
}

export type Media = ReturnType<typeof createMedia>;
