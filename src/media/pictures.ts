/** Pictures are written anew before anybody sees them, by a process of their own (`pictureProgram.ts`). */
import path from "node:path";
import type { AttachmentRefusal } from "../domain/rows.ts";
import { runProgram } from "./runProgram.ts";

const BOUNDS = { timeMs: 20_000, memoryBytes: 1_073_741_824 };
/** The source, or what it was compiled to. */
const PROGRAM = path.join(import.meta.dirname, `pictureProgram${path.extname(import.meta.filename)}`);

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly byteSize: number;
  readonly thumbnail: Thumbnail;
  readonly blurhash: string;
}

/** A small picture, of type THUMBNAIL_TYPE. */
export interface Thumbnail {
  readonly width: number;
  readonly height: number;
  readonly byteSize: number;
}

export const THUMBNAIL_TYPE = "image/webp";

/**
 * Reads the picture `input` and writes it to `full`, and a small one to `thumbnail`. Rejects where that could not be done
 * now; a picture that hangs, crashes or fills the process that reads it is refused.
 */
export async function rewritePicture(
  input: string,
  contentType: string,
  full: string,
  thumbnail: string,
  signal: AbortSignal,
): Promise<Picture | { readonly refusal: AttachmentRefusal }> {
  const args = ["--disable-warning=ExperimentalWarning", PROGRAM, input, contentType, full, thumbnail];
  const { output } = await runProgram(process.execPath, args, BOUNDS, signal);
  if (output === null) return { refusal: "UNREADABLE" };
  // Our own program's.
  return JSON.parse(output.toString()) as Picture | { readonly refusal: AttachmentRefusal };
}
