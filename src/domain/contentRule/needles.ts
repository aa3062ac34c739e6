/** Finds any number of texts in a longer one by walking it once (Aho and Corasick, 1975). */

interface Node {
  readonly next: Map<number, Node>;
  /** Where a walk goes on that finds no next one: the longest end of what was read that begins a needle, too. */
  fallback: Node | null;
  /** Needles that end here, by index, and the nearest node among the fallbacks where others do. */
  readonly ends: number[];
  shorter: Node | null;
}

function newNode(): Node {
  return { next: new Map(), fallback: null, ends: [], shorter: null };
}

/** Immutable. Costs memory for each unit of the needles. */
export class Needles {
  readonly #needles: readonly string[];
  readonly #root = newNode();

  /** None of them is empty. */
  constructor(needles: readonly string[]) {
    this.#needles = needles;
    for (const [index, needle] of needles.entries()) this.#nodeOf(needle).ends.push(index);
    this.#link();
  }

  /**
   * Tells of each place where a needle stands, by its index, in the order of the ends. Answers how many steps that took: at
   * most two for each unit of the text, whatever the needles, and one for each place that was told.
   */
  find(text: string, onFound: (index: number, start: number, end: number) => void): number {
    let steps = 0;
    let node = this.#root;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      let next = node.next.get(unit);
      while (next === undefined && node.fallback !== null) {
        node = node.fallback;
        next = node.next.get(unit);
        steps += 1;
      }
      node = next ?? this.#root;
      steps += 1;
      for (let hit: Node | null = node; hit !== null; hit = hit.shorter) {
        for (const index of hit.ends) {
          onFound(index, at + 1 - (this.#needles[index]?.length ?? 0), at + 1);
          steps += 1;
        }
      }
    }
    return steps;
  }

  #nodeOf(needle: string): Node {
    let node = this.#root;
    for (let at = 0; at < needle.length; at += 1) {
      const unit = needle.charCodeAt(at);
      const next = node.next.get(unit) ?? newNode();
      node.next.set(unit, next);
      node = next;
    }
    return node;
  }

  /** Level by level, so that what a fallback falls back to is known. */
  #link(): void {
    const level = [this.#root];
    for (const node of level) {
      for (const [unit, next] of node.next) {
        let fallback = node.fallback;
        while (fallback !== null && !fallback.next.has(unit)) fallback = fallback.fallback;
        next.fallback = fallback?.next.get(unit) ?? this.#root;
        next.shorter = next.fallback.ends.length > 0 ? next.fallback : next.fallback.shorter;
        level.push(next);
      }
    }
  }
}
