/** Reads what somebody wrote to search for: words, "phrases", and -words that must not be there. */
import { badRequest } from "../errors.ts";
import { checkText } from "../text.ts";
import { cutWords } from "./words.ts";

export const QUERY_MAX = 256;
export const QUERY_WORDS_MAX = 10;

/** What a text asks for; every part of it. */
export interface SearchText {
  /** Words in any form, mistyped ones too; with `isBeginning` what begins so, because somebody is still typing it. */
  readonly words: readonly { readonly text: string; readonly isBeginning: boolean }[];
  /** Words exactly as they are, one behind the other. */
  readonly phrases: readonly (readonly string[])[];
  /** What must not be there: a phrase, or a word. */
  readonly excluded: readonly (readonly string[])[];
  /** As it was written; a blank at its end says that the last word is whole. */
  readonly written: string;
}

const PART = /(?<sign>-?)"(?<phrase>[^"]*)"?|(?<word>\S+)/gu;

/** An empty text asks for everything. Throws BAD_REQUEST for one out of bounds. */
export function readQuery(written: string): SearchText {
  const text = checkText("query", written.replace(/\s/gu, " "), { min: 0, max: QUERY_MAX });
  if (typeof text !== "string") throw badRequest(`query: ${text.message}`);

  const words: { text: string; isBeginning: boolean }[] = [];
  const phrases: string[][] = [];
  const excluded: string[][] = [];
  for (const { groups, index, 0: part } of text.matchAll(PART)) {
    if (groups?.["word"] === undefined) {
      const phrase = textsOf(groups?.["phrase"] ?? "");
      if (phrase.length > 0) (groups?.["sign"] === "-" ? excluded : phrases).push(phrase);
    } else if (part.startsWith("-")) {
      const without = textsOf(part.slice(1));
      if (without.length > 0) excluded.push(without);
    } else {
      const isLast = index + part.length === text.length && !/\s$/u.test(written);
      const texts = textsOf(part);
      const isOpen = isLast && /[\p{L}\p{N}\p{M}]$/u.test(part);
      words.push(
        ...texts.map((each, place) => ({ text: each, isBeginning: isOpen && place === texts.length - 1 })),
      );
    }
  }
  const count = words.length + [...phrases, ...excluded].flat().length;
  if (count > QUERY_WORDS_MAX) throw badRequest(`query: It has more than ${QUERY_WORDS_MAX} words.`);
  return { words, phrases, excluded, written: /\s$/u.test(written) ? `${text} ` : text };
}

function textsOf(part: string): string[] {
  return cutWords(part).map(({ text }) => text);
}
