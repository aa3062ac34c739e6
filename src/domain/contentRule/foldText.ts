/** Makes texts alike that people read alike, so that a rule finds a word however it is dressed up. */

/** A text as rules see it. */
export interface FoldedText {
  readonly text: string;
  /** Of each unit of `text`, where that which it was made from begins and ends in the text as written. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * A character with all that hangs on it: marks, what is not seen, the later letters of a Korean syllable, and the marks of
 * half-width kana.
 */
const CLUSTER = /.[\p{M}\p{Default_Ignorable_Code_Point}\u1160-\u11ff\uff9e\uff9f]*/gsu;

/**
 * What is left out: marks that go with any letter (accents), and what is not seen (joiners, zero-width spaces, soft hyphens).
 * Not the vowel signs of Indian scripts, nor the two marks that make other syllables in Japanese: those are letters.
 */
const DRESS = /(?![\u3099\u309a])[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Case, width, ligatures, accents and what is not seen are made no difference of; white space is one blank. Letters of
 * other scripts that look like Latin ones are those, in a word that has Latin letters, too: so no Russian word is taken for
 * an English one. Costs what the text is long.
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
  return { text: text.replace(/[\p{L}\p{N}]+/gu, unmask), starts, ends };
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
  const bare = cased.normalize("NFKD").replace(DRESS, "").normalize("NFC");
  return /^\s+$/u.test(bare) ? " " : bare;
}

// Two looks for one character each, and never one for both: that would take the square of a long word's length.
const LATIN = /[a-z]/;
const CYRILLIC_OR_GREEK = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;

/** One unit of each for one of the other, so that places stay. */
const TWINS: ReadonlyMap<string, string> = new Map(
  "аa вb еe кk мm нh оo рp сc тt уy хx іi јj ѕs һh ԁd ԛq ԝw αa βb εe ιi κk νv οo ρp τt υu χx γy"
    .split(" ")
    .map(([one = "", other = ""]) => [one, other]),
);

function unmask(word: string): string {
  if (!LATIN.test(word) || !CYRILLIC_OR_GREEK.test(word)) return word;
  return Array.from(word, (letter) => TWINS.get(letter) ?? letter).join("");
}
