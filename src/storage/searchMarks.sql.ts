/** Where what was searched for stands in a text. */
import type { TextRange } from "../domain/search/ports.ts";
import { cutWords } from "../domain/search/words.ts";
import type { Query } from "./query.ts";
import type { SoughtLexeme } from "./searchQuery.ts";

/** Different words of the texts of a page that are compared with what was searched for; those behind them stay unmarked. */
const MARKED_WORDS_MAX = 20_000;
/** Words whose lexemes are kept: texts have the same ones again and again. Some megabytes. */
const KEPT_MAX = 50_000;

const READ_LEXEMES = {
  name: "read_search_lexemes",
  text: `
    SELECT word, tsvector_to_array(search_words(word) || search_stems(word, $2::text[])) AS lexemes
    FROM unnest($1::text[]) word`,
};

/** The ranges of each text, in order. Errors: UNAVAILABLE. */
export type Mark = (
  sought: readonly SoughtLexeme[],
  texts: readonly string[],
) => Promise<readonly (readonly TextRange[])[]>;

/** PostgreSQL says what a word is searched by, once for each: that takes as long as many a search. */
export function createMark(query: Query, languages: readonly string[]): Mark {
  const kept = new Map<string, readonly string[]>();
  const lexemesOf = async (words: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> => {
    const unknown = words.filter((word) => !kept.has(word));
    const known = new Map(words.map((word) => [word, kept.get(word) ?? []]));
    if (unknown.length === 0) return known;
    const rows = await query<{ word: string; lexemes: string[] }>(READ_LEXEMES, [unknown, languages]);
    if (kept.size + rows.length > KEPT_MAX) kept.clear();
    for (const { word, lexemes } of rows) {
      kept.set(word, lexemes);
      known.set(word, lexemes);
    }
    return known;
  };
  return async (sought, texts) => {
    const cut = texts.map((text) => cutWords(text));
    const different = [...new Set(cut.flat().map(({ text }) => text))].slice(0, MARKED_WORDS_MAX);
    if (sought.length === 0 || different.length === 0) return texts.map(() => []);
    const lexemes = await lexemesOf(different);
    const isSought = matcherOf(sought);
    const found = new Set(different.filter((word) => lexemes.get(word)?.some(isSought)));
    return cut.map((words) =>
      words.filter(({ text }) => found.has(text)).map(({ start, end }): TextRange => ({ start, end })),
    );
  };
}

function matcherOf(sought: readonly SoughtLexeme[]): (lexeme: string) => boolean {
  const whole = new Set(sought.filter(({ isBeginning }) => !isBeginning).map(({ text }) => text));
  const beginnings = sought.filter(({ isBeginning }) => isBeginning).map(({ text }) => text);
  return (lexeme) => whole.has(lexeme) || beginnings.some((text) => lexeme.startsWith(text));
}
