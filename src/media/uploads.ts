/** How bytes come: by our own route to the disk, or past it to a bucket; then they are looked at. */
import { awaitJoined, claimJoining, giveJoiningBack } from "../domain/attachment/claimJoining.ts";
import { keepPartsId } from "../domain/attachment/keepPartsId.ts";
import type { UploadPart, UploadRequest, Uploads } from "../domain/attachment/ports.ts";
import { settleUpload } from "../domain/attachment/settleUpload.ts";
import type { AttachmentRow, AttachmentState, Db } from "../domain/rows.ts";
import type { FileStore, JoinedParts } from "./fileStore.ts";
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
  readonly onError: (error: unknown) => void;
}

export function createUploads({ db, links, store, processing, onError, ...bounds }: UploadsOptions): Uploads {
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
      if (await isWhole(store, attachment)) return lookedAt(await settleUpload(db, id));
      const claim = await claimJoining(db, id, byteSize);
      if (claim !== null) return lookedAt(await joinInTurn(attachment, claim));
      const state = await awaitJoined(db, id);
      if (state !== null) return state;
      // The other one has failed, or is gone.
      const turn = await claimJoining(db, id, byteSize);
      return turn === null ? null : lookedAt(await joinInTurn(attachment, turn));
    },

    async discard({ id, partsId }) {
      // The parts first: what they were joined to meanwhile goes with the rest.
      if (partsId !== null) await store.parts.discard(id, partsId).catch(onError);
      await store.remove([id]).catch(onError);
    },
  };

  async function joinInTurn(attachment: AttachmentRow, claim: Date): Promise<AttachmentRow | null> {
    try {
      return await joinAndSettle(attachment);
    } finally {
      await giveJoiningBack(db, attachment.id, claim);
    }
  }

  async function joinAndSettle(attachment: AttachmentRow): Promise<AttachmentRow | null> {
    const { id } = attachment;
    // Copying takes its time, so no lock is held for it: under the row's lock it only gets its name.
    await using joined = await join(store, attachment);
    // A bucket may have joined them for somebody who is gone since.
    const isHere = joined !== null || (await isWhole(store, attachment));
    const known = isHere
      ? await settleUpload(db, id, async () => joined?.settle())
      : await db.attachment.findUnique({ where: { id } });
    // Whoever removed it may have found no more than parts, which the bucket was making one of already.
    if (known === null) await store.remove([id]).catch(onError);
    return known;
  }

  async function lookedAt(known: AttachmentRow | null): Promise<AttachmentState | null> {
    if (known === null || known.state === "PENDING") return null;
    return known.state === "PROCESSING" ? processing.begin(known.id) : known.state;
  }
}

async function isWhole(store: FileStore, { id, byteSize }: AttachmentRow): Promise<boolean> {
  await using upload = await store.findUpload(id);
  return upload?.byteSize === byteSize;
}

/** Null where the parts are not all there. */
async function join(store: FileStore, { id, byteSize, partsId }: AttachmentRow): Promise<JoinedParts | null> {
  if (partsId === null) return null;
  const have = await store.parts.list(id, partsId);
  const sizes = partByteSizes(byteSize);
  if (!sizes.every((size, index) => have.get(index + 1) === size)) return null;
  return store.parts.join(id, partsId, sizes.length);
}
