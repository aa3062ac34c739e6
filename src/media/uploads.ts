/** How bytes come: by our own route to the disk, or past it to a bucket; then they are looked at. */
import type { UploadRequest, Uploads } from "../domain/attachment/ports.ts";
import { settleUpload } from "../domain/attachment/settleUpload.ts";
import type { Db } from "../domain/rows.ts";
import type { FileStore } from "./fileStore.ts";
import { UPLOAD_LIVES_MS } from "./links.ts";
import type { Links } from "./links.ts";
import type { Processing } from "./processing.ts";

export interface UploadsOptions {
  readonly db: Db;
  readonly links: Links;
  readonly store: FileStore;
  readonly processing: Processing;
  readonly fileBytesMax: number;
  readonly userBytesMax: number;
}

export function createUploads({ db, links, store, processing, ...bounds }: UploadsOptions): Uploads {
  return {
    ...bounds,

    async request({ id, byteSize, contentType }): Promise<UploadRequest> {
      if (store.requestUpload === null) return { ...links.uploadLink(id), headers: {} };
      const expiresAt = new Date(Date.now() + UPLOAD_LIVES_MS);
      return { ...(await store.requestUpload(id, byteSize, contentType, UPLOAD_LIVES_MS / 1000)), expiresAt };
    },

    async complete({ id, byteSize }) {
      const upload = await store.findUpload(id);
      if (upload?.byteSize !== byteSize) return null;
      const settled = await settleUpload(db, id);
      return settled?.state === "PROCESSING" ? processing.begin(id) : (settled?.state ?? null);
    },
  };
}
