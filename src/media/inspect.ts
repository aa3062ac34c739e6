/**
 * What an upload is, by its bytes; and whether it is two things at once, or something that does harm where it is opened.
 *
 * It reads the beginning and the end, never all of it. Whoever opens a file by another rule than ours (a browser by its
 * first bytes, an unpacker by its last) must find the same thing.
 */
import type { AttachmentRefusal } from "../domain/rows.ts";
import type { StoredUpload } from "./fileStore.ts";
import { sniffType } from "./sniffType.ts";
import { findZip, isSafeZip } from "./zip.ts";

/** Where readers of PDF look for its beginning. */
const HEAD_BYTES = 1_024;
/** The end of an archive and the longest comment behind it. */
const TAIL_BYTES = 22 + 65_535;

export type Inspected =
  | { readonly refusal: null; /** Null for unknown ones. */ readonly contentType: string | null }
  | { readonly refusal: AttachmentRefusal };

/** `claimed`: what the owner's client says that it is. */
export async function inspect(
  upload: Pick<StoredUpload, "byteSize" | "read">,
  claimed: string,
): Promise<Inspected> {
  const { byteSize } = upload;
  const head = await upload.read(0, HEAD_BYTES - 1);
  const contentType = sniffType(head);
  if (contentType !== null && contradicts(familyOf(claimed), familyOf(contentType))) {
    return { refusal: "CONTRADICTS_TYPE" };
  }
  const tail = await upload.read(Math.max(0, byteSize - TAIL_BYTES), byteSize - 1);
  const zip = findZip(tail, byteSize);
  if (zip !== null) {
    // One that unpacks itself is a program in front of an archive.
    if (contentType !== "application/zip") return { refusal: "SEVERAL_TYPES" };
    if (!(await isSafeZip(zip, upload))) return { refusal: "UNSAFE_ARCHIVE" };
  }
  const isPdf = contentType === "application/pdf";
  if (!isPdf && contentType !== null && head.includes("%PDF-")) return { refusal: "SEVERAL_TYPES" };
  return { refusal: null, contentType };
}

type Family = "IMAGE" | "SOUND_OR_VIDEO" | "PDF" | "ZIP" | null;

function familyOf(contentType: string): Family {
  if (contentType === "application/pdf") return "PDF";
  if (contentType === "application/zip") return "ZIP";
  // No claim of this: what it is is not recognised, and so never shown.
  if (contentType.startsWith("image/svg")) return null;
  if (contentType.startsWith("image/")) return "IMAGE";
  return /^(audio|video)\//.test(contentType) ? "SOUND_OR_VIDEO" : null;
}

/** Clients take names of types from names of files: what they say within a family, or beside all, is no contradiction. */
function contradicts(claimed: Family, found: Family): boolean {
  return claimed !== null && found !== null && claimed !== found;
}
