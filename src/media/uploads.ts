/** How bytes come: by our own route to the disk, or past it to a bucket; then they are looked at. */
import { keepPartsId } from "../domain/attachment/keepPartsId.ts";
import type { UploadPart, UploadRequest, Uploads } from "../domain/attachment/ports.ts";
import { settleUpload } from "../domain/attachment/settleUpload.ts";
import type { AttachmentRow, Db } from "../domain/rows.ts";
import type { FileStore, StoredUpload } from "./fileStore.ts";
import { UPLOAD_LIVES_MS } from "./links.ts";
import type { Links } from "./links.ts";
import { partByteSizes } from "./partSizes.ts";
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

    async parts(attachment): Promise<UploadPart[]> {
      const { id, byteSize, contentType, state } = attachment;
      const sizes = partByteSizes(byteSize);
      if (sizes.length < 2 || state !== "PENDING") return [];
      const partsId =
        attachment.partsId ?? (await keepPartsId(db, id, await store.parts.begin(id, contentType)));
      const have = await store.parts.list(id, partsId);
      const expiresAt = new Date(Date.now() + UPLOAD_LIVES_MS);
      return Promise.all(
        sizes.map(async (size, index) => {
          const number = index + 1;
          const request =
            store.parts.request === null
              ? { ...links.uploadLink(id, number), headers: {} }
              : await store.parts.request(id, partsId, number, size, UPLOAD_LIVES_MS / 1000);
          return { number, byteSize: size, isUploaded: have.get(number) === size, expiresAt, ...request };
        }),
      );
    },

    async complete(attachment) {
      const { id, byteSize } = attachment;
      const upload = (await store.findUpload(id)) ?? (await joined(store, attachment));
      if (upload?.byteSize !== byteSize) return null;
      const settled = await settleUpload(db, id);
      return settled?.state === "PROCESSING" ? processing.begin(id) : (settled?.state ?? null);
    },
  };
}

/** The upload of parts that are all there; null where they are not. */
async function joined(
  store: FileStore,
  { id, byteSize, partsId }: AttachmentRow,
): Promise<StoredUpload | null> {
  if (partsId === null) return null;
  const have = await store.parts.list(id, partsId);
  const sizes = partByteSizes(byteSize);
  if (!sizes.every((size, index) => have.get(index + 1) === size)) return null;
  await store.parts.join(id, partsId, sizes.length);
  return store.findUpload(id);
}
