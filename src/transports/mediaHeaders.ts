/** Headers of files: which part is asked for, and what a file is saved as. */

export interface ByteRange {
  readonly start: number;
  /** Included. */
  readonly end: number;
}

/** Null: all of it, also where several parts are asked for, or what is asked is not understood. */
export function rangeOf(header: string | undefined, byteSize: number): ByteRange | "UNSATISFIABLE" | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const start = Math.max(0, byteSize - Number(last));
    return Number(last) === 0 ? "UNSATISFIABLE" : { start, end: byteSize - 1 };
  }
  const start = Number(first);
  if (start >= byteSize) return "UNSATISFIABLE";
  const end = last === "" ? byteSize - 1 : Math.min(Number(last), byteSize - 1);
  return end < start ? null : { start, end };
}

/** RFC 6266: the name in ASCII for old clients, and as it is for the others. */
export function contentDisposition(isShown: boolean, filename: string): string {
  const plain = filename.replaceAll(/[^\x20-\x7e]|["\\%]/gu, "_");
  const encoded = encodeURIComponent(filename).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isShown ? "inline" : "attachment"}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
