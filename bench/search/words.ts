/** Words as frequent as those of a language: the n-th is said a n-th as often as the first. */

const VOCABULARY = 200_000;
const SYLLABLES =
  "ba be bi bo bu da de di do du fa fe fi ga go ha he hi ja ka ke ki ko la le li lo lu ma me mi mo mu na ne ni no pa pe pi po ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo wa za ing tion ment ly er est con pre str ble".split(
    " ",
  );

export interface Language {
  /** By frequency, the most frequent first. */
  readonly words: readonly string[];
  /** From 0 to below 1; the same row in each run. */
  readonly random: () => number;
  /** 3 to 32 words. */
  readonly sentence: () => string;
}

export function createLanguage(seed: number): Language {
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const known = new Set<string>();
  while (known.size < VOCABULARY) {
    const length = known.size < 200 ? 2 : 2 + Math.floor(random() * 4);
    let word = "";
    for (let n = 0; n < length; n += 1) word += SYLLABLES[Math.floor(random() * SYLLABLES.length)] ?? "";
    known.add(word);
  }
  const words = [...known];
  const pick = (): string => words[Math.floor(VOCABULARY ** random()) - 1] ?? "";
  return {
    words,
    random,
    sentence: () => Array.from({ length: 3 + Math.floor(random() * 30) }, pick).join(" "),
  };
}
