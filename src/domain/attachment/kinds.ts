/** What a file is: as its bytes say, and never its name or whoever uploads it. */
import type { AttachmentKind } from "../rows.ts";

/** Of whatever is not recognised: nobody shows it, and a browser saves it. */
export const UNKNOWN_TYPE = "application/octet-stream";

/** A recording is in a container that may have pictures, too: nothing but the owner's client says that it has none. */
const OF_RECORDINGS: Readonly<Record<string, string>> = {
  "video/webm": "audio/webm",
  "video/mp4": "audio/mp4",
};

export interface FoundType {
  readonly kind: AttachmentKind;
  readonly contentType: string;
}

/** `contentType`: of the bytes; null for unknown ones. `isVoice`: its owner's client says so, by giving a waveform. */
export function typeOf(contentType: string | null, isVoice: boolean): FoundType {
  if (contentType === null) return { kind: "FILE", contentType: UNKNOWN_TYPE };
  const recorded = isVoice ? (OF_RECORDINGS[contentType] ?? contentType) : contentType;
  if (recorded.startsWith("audio/")) return { kind: isVoice ? "VOICE" : "AUDIO", contentType: recorded };
  if (contentType.startsWith("image/")) return { kind: "IMAGE", contentType };
  if (contentType.startsWith("video/")) return { kind: "VIDEO", contentType };
  return { kind: "FILE", contentType };
}

/** Whether a page may show it as it is; all else is saved. The types of these kinds run nothing: no HTML, no SVG. */
export function isShown(kind: AttachmentKind): boolean {
  return kind !== "FILE";
}
