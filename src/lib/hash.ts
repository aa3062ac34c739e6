/** Hashes what must be compared and need not be kept: tokens, and the input of a creating mutation. */
import { hash } from "node:crypto";

/** SHA-256 of a text (32 bytes). */
export function sha256(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash("sha256", text, "buffer"));
}

/** SHA-256 of plain data; arrays keep their order, so sort what is a set before. */
export function hashInput(input: readonly unknown[]): Uint8Array<ArrayBuffer> {
  return sha256(JSON.stringify(input));
}
