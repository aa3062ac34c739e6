/** Fragments of a long text around what was found in it. */
import type { TextRange } from "./ports.ts";

export const FRAGMENTS_MAX = 3;
/** UTF-16 code units beside what was found, on each side. */
const CONTEXT = 60;
const FRAGMENT_MAX = 200;

export interface Fragment {
  readonly text: string;
  /** Where in the whole text it begins. */
  readonly offset: number;
  /** In the fragment. */
  readonly ranges: readonly TextRange[];
}

/** At most FRAGMENTS_MAX, in order, not overlapping; none of a text in which nothing was found. `marks`: in order. */
export function fragmentsOf(text: string, marks: readonly TextRange[]): Fragment[] {
  const fragments: Fragment[] = [];
  let rest = [...marks];
  let done = 0;
  while (rest.length > 0 && fragments.length < FRAGMENTS_MAX) {
    const [first] = rest;
    if (first === undefined) break;
    const start = whole(text, Math.max(done, first.start - CONTEXT));
    const near = rest.filter(({ end }) => end <= start + FRAGMENT_MAX - CONTEXT);
    const inside = near.length === 0 ? [first] : near;
    const end = whole(text, Math.min(text.length, (inside.at(-1)?.end ?? first.end) + CONTEXT));
    fragments.push({
      text: text.slice(start, end),
      offset: start,
      ranges: inside.map((range) => ({ start: range.start - start, end: range.end - start })),
    });
    rest = rest.filter((range) => range.start >= end);
    done = end;
  }
  return fragments;
}

/** Not within a surrogate pair. */
function whole(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
}
