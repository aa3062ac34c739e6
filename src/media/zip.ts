/** Archives (ZIP, and what is one: documents, programs of phones): their directory is read, and nothing is unpacked. */
import type { StoredUpload } from "./fileStore.ts";

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
/** Of 32 bits: the number stands elsewhere. */
const ELSEWHERE = 0xffff_ffff;

/** What is larger is not looked through, and refused: some hundred thousand files. */
const DIRECTORY_BYTES_MAX = 16_777_216;
/** Text packs to a tenth; what packs to a two-hundredth as a whole is made to fill a disk. */
const UNPACKED_RATIO_MAX = 200;
/** Below so many bytes nothing is filled. */
export const UNPACKED_BYTES_ALLOWED = 104_857_600;

export interface ZipDirectory {
  readonly start: number;
  readonly byteSize: number;
  readonly entries: number;
  /** Bytes before what it takes for its beginning. */
  readonly ahead: number;
}

/** The directory of an archive that ends with the file of `byteSize` bytes that ends with `tail`; null where there is none. */
export function findZip(tail: Buffer, byteSize: number): ZipDirectory | null {
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    // Its comment reaches the end of the file.
    if (at + END_BYTES + tail.readUInt16LE(at + 20) !== tail.length) continue;
    const [size, start] = [tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)];
    const end = byteSize - tail.length + at;
    return {
      start: end - size,
      byteSize: size,
      entries: tail.readUInt16LE(at + 10),
      ahead: end - size - start,
    };
  }
  return null;
}

/**
 * Whether it can be unpacked without harm: its files do not lie over each other, unpack to no more than two hundred times
 * their size, and stay below the folder that they are unpacked to. 64-bit archives are not needed below 2 GiB, and refused.
 */
export async function isSafeZip(
  zip: ZipDirectory,
  upload: Pick<StoredUpload, "byteSize" | "read">,
): Promise<boolean> {
  if (zip.ahead !== 0 || zip.start < 0 || zip.byteSize > DIRECTORY_BYTES_MAX) return false;
  const directory = await upload.read(zip.start, zip.start + zip.byteSize - 1);
  const ranges: (readonly [start: number, end: number])[] = [];
  let unpacked = 0;
  let at = 0;
  while (at + ENTRY_BYTES <= directory.length) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) return false;
    const [packedBytes, unpackedBytes] = [directory.readUInt32LE(at + 20), directory.readUInt32LE(at + 24)];
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) =>
      directory.readUInt16LE(at + offset),
    );
    const start = directory.readUInt32LE(at + 42);
    if ([packedBytes, unpackedBytes, start].includes(ELSEWHERE)) return false;
    const nameEnd = at + ENTRY_BYTES + (nameBytes ?? 0);
    if (!isSafeName(directory.subarray(at + ENTRY_BYTES, nameEnd).toString("latin1"))) return false;
    ranges.push([start, start + packedBytes]);
    unpacked += unpackedBytes;
    at = nameEnd + (extraBytes ?? 0) + (commentBytes ?? 0);
  }
  if (at !== directory.length || (ranges.length & 0xffff) !== zip.entries) return false;
  const isBomb = unpacked > UNPACKED_BYTES_ALLOWED && unpacked > upload.byteSize * UNPACKED_RATIO_MAX;
  return !isBomb && !overlap(ranges, zip.start);
}

function isSafeName(name: string): boolean {
  return !/^([/\\]|[a-z]:)/i.test(name) && !name.split(/[/\\]/).includes("..");
}

/** Files that share their packed bytes are how a small archive holds what never ends. */
function overlap(ranges: readonly (readonly [number, number])[], end: number): boolean {
  const sorted = ranges.toSorted(([one], [other]) => one - other);
  return sorted.some(([start, last], index) => last > (sorted[index + 1]?.[0] ?? end) || start > end);
}
