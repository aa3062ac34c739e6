/** How a large upload is cut. */

/** Above it an upload may come in parts, each of so many bytes but the last; of 2 GiB there are 128. */
export const PART_BYTES = 16_777_216;

export function partByteSizes(byteSize: number): readonly number[] {
  const count = Math.ceil(byteSize / PART_BYTES);
  return Array.from({ length: count }, (_, index) => partByteSize(byteSize, index + 1));
}

/** Of the part with that number. */
export function partByteSize(byteSize: number, number: number): number {
  return Math.min(PART_BYTES, byteSize - (number - 1) * PART_BYTES);
}
