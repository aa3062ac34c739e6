/** Documents that were found valid, by their text, so that each is parsed and validated once. */
import type { DocumentNode } from "graphql";

/** In each generation. */
const DOCUMENTS_MAX = 500;
/** Bigger ones are read each time, so that nobody fills the memory with them. */
const DOCUMENT_CHARS_MAX = 16_384;

/**
 * Two generations: one that fills, and the one before it. What is found in the older one moves to the younger; when that
 * is full, the older one is forgotten with all that nobody has asked for meanwhile. (A Map in the order of use is
 * rearranged at each use, and makes its tables anew every few.)
 */
export class Documents {
  #young = new Map<string, DocumentNode>();
  #old = new Map<string, DocumentNode>();

  get(text: string): DocumentNode | undefined {
    const young = this.#young.get(text);
    if (young !== undefined) return young;
    const old = this.#old.get(text);
    if (old !== undefined) this.set(text, old);
    return old;
  }

  set(text: string, document: DocumentNode): void {
    if (text.length > DOCUMENT_CHARS_MAX || this.#young.has(text)) return;
    if (this.#young.size >= DOCUMENTS_MAX) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, document);
  }
}
