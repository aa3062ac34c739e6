/** Cuts text into the words that it is searched by: the same for what is indexed, what is looked for, and what is marked. */

export interface Word {
  /** In lower case and NFKC; accents are the engine's. */
  readonly text: string;
  /** In UTF-16 code units of the text it was cut from. */
  readonly start: number;
  readonly end: number;
}

/** Characters of one word that count. */
export const WORD_MAX = 64;

const RUN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** They write no spaces: a dictionary knows where a word ends. */
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const LETTER = /[\p{L}\p{N}]/u;
const NO_LETTER = /[^\p{L}\p{N}\p{M}]/gu;

const dictionary = new Intl.Segmenter("und", { granularity: "word" });

export function cutWords(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.matchAll(RUN)) {
    if (!WITHOUT_SPACES.test(run)) push(words, run, index);
    else
      for (const { segment, index: place, isWordLike } of dictionary.segment(run))
        if (isWordLike === true) push(words, segment, index + place);
  }
  return words;
}

/** As PostgreSQL is given it: words between spaces. */
export function joinWords(text: string): string {
  return cutWords(text)
    .map((word) => word.text)
    .join(" ");
}

function push(words: Word[], written: string, start: number): void {
  const text = written.normalize("NFKC").toLowerCase().replace(NO_LETTER, "").slice(0, WORD_MAX);
  // Of a letter that is only beside others, nothing but a mark is left.
  if (LETTER.test(text)) words.push({ text: text.toWellFormed(), start, end: start + written.length });
}
