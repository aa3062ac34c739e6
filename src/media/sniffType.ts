/**
 * What bytes are, by how they begin: the few types that are worth telling apart, and nothing else.
 *
 * None of them runs anything where it is shown. HTML, SVG, XML and scripts are not among them on purpose: what is not in
 * the list is saved, and never shown. Whatever follows a beginning is not looked at: it is served as what it begins as.
 */

/** So many bytes are enough. */
export const SNIFFED_BYTES = 64;

interface Signature {
  readonly type: string;
  /** Latin-1; a space stands for any byte. */
  readonly bytes: string;
}

const SIGNATURES: readonly Signature[] = [
  { type: "image/png", bytes: "\x89PNG\r\n\x1a\n" },
  { type: "image/jpeg", bytes: "\xff\xd8\xff" },
  { type: "image/gif", bytes: "GIF87a" },
  { type: "image/gif", bytes: "GIF89a" },
  { type: "image/webp", bytes: "RIFF    WEBP" },
  { type: "audio/wav", bytes: "RIFF    WAVE" },
  { type: "audio/ogg", bytes: "OggS" },
  { type: "audio/flac", bytes: "fLaC" },
  { type: "audio/mpeg", bytes: "ID3" },
  { type: "application/pdf", bytes: "%PDF-" },
  { type: "application/zip", bytes: "PK\x03\x04" },
];

/** Of files of ISO media, by their brand. Others are not recognised. */
const BRANDS: Readonly<Record<string, string>> = {
  avif: "image/avif",
  avis: "image/avif",
  "M4A ": "audio/mp4",
  "M4B ": "audio/mp4",
  "qt  ": "video/quicktime",
  "M4V ": "video/mp4",
  MSNV: "video/mp4",
  avc1: "video/mp4",
  dash: "video/mp4",
  iso2: "video/mp4",
  iso4: "video/mp4",
  iso5: "video/mp4",
  iso6: "video/mp4",
  isom: "video/mp4",
  mp41: "video/mp4",
  mp42: "video/mp4",
};

const EBML = "\x1a\x45\xdf\xa3";

/** `head`: the first bytes, SNIFFED_BYTES of them where there are so many. Null for what is not recognised. */
export function sniffType(head: Uint8Array): string | null {
  const text = Buffer.from(head.subarray(0, SNIFFED_BYTES)).toString("latin1");
  const known = SIGNATURES.find(({ bytes }) => beginsWith(text, bytes));
  if (known !== undefined) return known.type;
  if (text.startsWith("ftyp", 4)) return BRANDS[text.slice(8, 12)] ?? null;
  // Its kind stands in the header, a little behind.
  if (text.startsWith(EBML)) return text.includes("webm") ? "video/webm" : null;
  return isMpegFrame(head) ? "audio/mpeg" : null;
}

function beginsWith(text: string, bytes: string): boolean {
  if (text.length < bytes.length) return false;
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] !== " " && bytes[index] !== text[index]) return false;
  }
  return true;
}

/** MP3 without a tag begins with a frame of layer III: eleven bits set, and no value that is reserved. */
function isMpegFrame([first = 0, second = 0, third = 0]: Uint8Array): boolean {
  const isLayer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  return (
    first === 0xff && isLayer3 && (third & 0xf0) !== 0xf0 && (third & 0xf0) !== 0 && (third & 0x0c) !== 0x0c
  );
}
