/** What is done with the bytes of an upload before anybody sees them, in order: told apart, scanned, written anew. */
import type { FoundInFile, Processed } from "../domain/attachment/finishProcessing.ts";
import { UNKNOWN_TYPE } from "../domain/attachment/kinds.ts";
import type { AttachmentRefusal, AttachmentRow } from "../domain/rows.ts";
import type { Scan, ScanVerdict } from "./clamd.ts";
import type { FileStore, StoredUpload } from "./fileStore.ts";
import { inspect } from "./inspect.ts";
import { rewritePicture, THUMBNAIL_TYPE } from "./pictures.ts";
import type { Thumbnail } from "./pictures.ts";
import type { Recordings } from "./recordings.ts";
import { makeFolder } from "./temporary.ts";

export interface LookOptions {
  readonly store: FileStore;
  /** Null: nobody scans. */
  readonly scan: Scan | null;
  /** Null: videos and recordings are kept with what their owners' clients say of them. */
  readonly recordings: Recordings | null;
}

/**
 * What has passed is kept as the files of the attachment when it resolves. Rejects where it could not be done now: then it is
 * done anew, from the beginning.
 */
export type LookAt = (
  attachment: Pick<AttachmentRow, "id" | "contentType" | "waveform">,
  upload: StoredUpload | null,
  signal: AbortSignal,
) => Promise<Processed>;

const REFUSAL_OF: Readonly<Record<ScanVerdict, AttachmentRefusal | null>> = {
  CLEAN: null,
  FOUND: "MALWARE",
  TOO_LARGE: "TOO_LARGE_TO_SCAN",
};

export function createLookAt({ store, scan, recordings }: LookOptions): LookAt {
  return async ({ id, contentType: claimed, waveform }, upload, signal) => {
    if (upload === null) return refused("UNREADABLE");
    const inspected = await inspect(upload, claimed);
    if (inspected.refusal !== null) return refused(inspected.refusal);
    const { contentType } = inspected;
    const isPicture = contentType?.startsWith("image/") ?? false;
    const isRecording = recordings !== null && /^(video|audio)\//.test(contentType ?? "");

    let found: FoundInFile = {};
    if (scan !== null || isPicture || isRecording) {
      await using local = await upload.toLocalFile();
      const refusal = scan === null ? null : REFUSAL_OF[await scan(local.path, signal)];
      if (refusal !== null) return refused(refusal);
      if (isPicture && contentType !== null) {
        return await keepPicture(id, contentType, local.path, signal);
      }
      if (isRecording && contentType !== null) {
        found = await describe(id, contentType, local.path, waveform.length > 0, signal);
      }
    }

    await upload.keep(contentType ?? UNKNOWN_TYPE);
    return { outcome: "READY", contentType, byteSize: upload.byteSize, found };
  };

  /** What it says of itself; where it does not, what its owner's client said stays. */
  async function describe(
    id: string,
    contentType: string,
    path: string,
    isVoice: boolean,
    signal: AbortSignal,
  ): Promise<FoundInFile> {
    const recording = await recordings?.describe(path, contentType, signal);
    if (recordings === null || recording == null) return {};
    const { found, hasPicture } = recording;
    await using folder = await makeFolder();
    if (isVoice) {
      const drawn = await recordings.drawWaveform(path, contentType, folder.fileOf("raw"), signal);
      return drawn === null ? found : { ...found, waveform: [...drawn] };
    }
    const taken = folder.fileOf("taken");
    const isTaken =
      hasPicture && (await recordings.takePicture(path, contentType, found.durationMs ?? 0, taken, signal));
    if (!isTaken) return found;
    const small = folder.fileOf("thumbnail");
    const picture = await rewritePicture(taken, "image/png", folder.fileOf("full"), small, signal);
    if ("refusal" in picture) return found;
    await store.write(id, "THUMBNAIL", small, THUMBNAIL_TYPE);
    return { ...found, blurhash: picture.blurhash, ...foundIn(picture.thumbnail) };
  }

  async function keepPicture(
    id: string,
    contentType: string,
    path: string,
    signal: AbortSignal,
  ): Promise<Processed> {
    await using folder = await makeFolder();
    const [full, small] = [folder.fileOf("full"), folder.fileOf("thumbnail")];
    const picture = await rewritePicture(path, contentType, full, small, signal);
    if ("refusal" in picture) return refused(picture.refusal);
    const { width, height, byteSize, blurhash, thumbnail } = picture;
    await store.write(id, "FULL", full, contentType);
    await store.write(id, "THUMBNAIL", small, THUMBNAIL_TYPE);
    const found = { width, height, blurhash, ...foundIn(thumbnail) };
    return { outcome: "READY", contentType, byteSize, found };
  }
}

function refused(refusal: AttachmentRefusal): Processed {
  return { outcome: "REFUSED", refusal };
}

function foundIn({ width, height, byteSize }: Thumbnail): FoundInFile {
  return { thumbnailWidth: width, thumbnailHeight: height, thumbnailByteSize: byteSize };
}
