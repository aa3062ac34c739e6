/** Makes texts alike that people read alike, so that a rule finds a word however it is dressed up. */

import { plainLetter, readingsOf } from "./lookalikes.ts";

/** A text as rules see it. */
export interface FoldedText {
  /** What it may be meant as: several where words mix scripts. Their units are the same ones. */
  readonly readings: readonly [string, ...string[]];
  /** Of each unit, where that which it was made from begins and ends in the text as written. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly written: string;
}

/**
 * A character with all that hangs on it: marks, what is not seen, the later letters of a Korean syllable, and the marks of
 * half-width kana.
 */
const CLUSTER = /.[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\uff9e\uff9f]*/gsu;

/**
 * What is left out: marks that go with any letter (accents), what is not seen (joiners, zero-width spaces, soft hyphens), and
 * the line that draws out an Arabic word. Not the vowel signs of Indian scripts, nor the two marks that make other syllables
 * in Japanese: those are letters.
 */
const DRESS = /(?![\u3099\u309a])[\p{Script=Inherited}\p{Cf}\p{Default_Ignorable_Code_Point}\u0640]/gu;
/** With these no mark is a letter, whatever script it is of. */
const WITHOUT_VOWEL_SIGNS = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}]/u;
/** A pattern of Braille without a dot is one, too. */
const BLANK = /^[\s\u2800]+$/u;

/**
 * Case, width, ligatures, accents and what is not seen are made no difference of, nor strokes, small capitals and letters in
 * boxes; white space is one blank. Letters that look like those of another script are those, in a word that mixes the two.
 * Costs what the text is long.
 */
export function foldText(written: string): FoldedText {
  let text = "";
  const starts: number[] = [];
  const ends: number[] = [];
  for (const { 0: cluster, index } of written.matchAll(CLUSTER)) {
    const folded = foldCluster(cluster);
    const end = index + cluster.length;
    if (folded === " " && text.endsWith(" ")) {
      ends[ends.length - 1] = end;
      continue;
    }
    text += folded;
    for (let unit = 0; unit < folded.length; unit += 1) {
      starts.push(index);
      ends.push(end);
    }
  }
  return { readings: readingsOf(text), starts, ends, written };
}

/** How many characters a reader sees in it, white space included. */
export function clustersOf(written: string): number {
  return written.match(CLUSTER)?.length ?? 0;
}

function foldCluster(cluster: string): string {
  // Most are of these, and need no more.
  if (cluster.length === 1 && cluster <= "~") return cluster <= " " ? " " : cluster.toLowerCase();
  // Upper case first: it makes "ss" of "ß".
  const cased = cluster.normalize("NFKD").toUpperCase().toLowerCase();
  const undressed = cased.normalize("NFKD").replace(DRESS, "");
  const bare = WITHOUT_VOWEL_SIGNS.test(undressed) ? undressed.replace(/\p{M}/gu, "") : undressed;
  if (BLANK.test(bare)) return " ";
  // The full stop of Chinese is one of domains as well.
  return plainLetter(bare.normalize("NFC")).replace("\u3002", ".");
}
