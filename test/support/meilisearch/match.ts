/** How well a text fits a query by Meilisearch's rules: all words, slips by length, the last one by its beginning, phrases, exclusions. */
import { distance, slipsAllowed } from "../../../src/domain/search/distance.ts";

/** From above 0 to 1; 0 where it does not fit. */
export function matches(text: string, query: string): number {
  const words = wordsOf(text);
  const parts = [...query.matchAll(/(-?)"([^"]*)"?|(\S+)/g)];
  const isOpen = !/\s$/.test(query);
  let slips = 0;
  let asked = 0;
  for (const [place, [, sign = "", phrase, word = ""]] of parts.entries()) {
    const isPhrase = phrase !== undefined;
    const isExcluded = isPhrase ? sign === "-" : word.startsWith("-");
    const sought = wordsOf(isPhrase ? phrase : word);
    if (isExcluded || isPhrase) {
      const isThere = words.some((_, start) => sought.every((each, index) => words[start + index] === each));
      if (isThere === isExcluded) return 0;
      continue;
    }
    for (const each of sought) {
      asked += 1;
      const isBeginning = isOpen && place === parts.length - 1;
      const best = Math.min(...words.map((own) => slipsOf(own, each, isBeginning)));
      if (best === Infinity) return 0;
      slips += best;
    }
  }
  return 1 / (1 + slips / Math.max(asked, 1));
}

function slipsOf(own: string, sought: string, isBeginning: boolean): number {
  if (own === sought) return 0;
  if (isBeginning && own.startsWith(sought)) return 0;
  const slips = distance(own, sought);
  return slips <= slipsAllowed(sought) ? slips : Infinity;
}

function wordsOf(text: string): string[] {
  const folded = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const segments = new Intl.Segmenter("und", { granularity: "word" }).segment(folded);
  return [...segments].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}
