/** What a content rule looks for: what is accepted as a word, and as a domain. */
import { InputValidationError } from "../errors.ts";
import type { ContentRuleKind } from "../rows.ts";
import { assertText } from "../text.ts";
import type { TextRule } from "../text.ts";
import { foldText } from "./foldText.ts";
import { hostOf } from "./readText.ts";

/** A word or a phrase. */
export const WORD_PATTERN: TextRule = { min: 1, max: 100 };
/** As long as a domain can be. */
export const LINK_PATTERN: TextRule = { min: 1, max: 253 };
/** The pattern of a rule of kind LINK that is about all links. */
export const ANY_LINK = "*";

/** The pattern to store. Throws InputValidation. */
export function assertPattern(kind: ContentRuleKind, raw: string): string {
  return kind === "WORD"
    ? assertWord(assertText("pattern", raw, WORD_PATTERN))
    : assertDomain(assertText("pattern", raw, LINK_PATTERN));
}

function assertWord(pattern: string): string {
  // Something has to be left of it, or it would be found everywhere.
  const [text] = foldText(pattern.replace(/^\*|\*$/g, "")).readings;
  if (text.includes("*")) throw invalid("A * stands at the beginning or the end.");
  if (!/[\p{L}\p{N}\p{S}]/u.test(text)) throw invalid("It has no letter, digit or symbol.");
  return pattern;
}

function assertDomain(pattern: string): string {
  if (pattern === ANY_LINK) return ANY_LINK;
  const bare = pattern.replace(/^\*?\./, "");
  const host = /^[\p{L}\p{N}\p{M}.-]+$/u.test(bare) ? hostOf(`http://${bare}`) : "";
  if (!/^[^.]+(\.[^.]+)+$/.test(host))
    throw invalid("It is a domain, such as example.com, or * for any link.");
  return host;
}

function invalid(message: string): InputValidationError {
  return new InputValidationError([{ path: ["pattern"], message }]);
}
