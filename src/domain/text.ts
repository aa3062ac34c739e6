/** The rules for text that a person or a client writes: what is refused, and what little is changed. */
import { InputValidationError } from "./errors.ts";
import type { InputIssue } from "./errors.ts";

export interface TextRule {
  /** Unicode code points. */
  readonly max: number;
  readonly min?: number;
  /** Keeps line feeds and tabs and the text as written; otherwise both are refused and the ends are trimmed. */
  readonly isMultiline?: boolean;
}

/** A message's body: Markdown, kept as written. */
export const BODY: TextRule = { min: 1, max: 16_384, isMultiline: true };
/** What may become a body; empty where nothing is left of it. */
export const DRAFT: TextRule = { ...BODY, min: 0 };
export const TITLE: TextRule = { min: 1, max: 120 };
export const DESCRIPTION: TextRule = { min: 0, max: 2_000, isMultiline: true };
/** What a person says about themselves. */
export const ABOUT: TextRule = { min: 0, max: 500, isMultiline: true };
/** A few words beside a person's status. */
export const CUSTOM_STATUS: TextRule = { min: 0, max: 100 };
/** Why a moderator did something, for those whom it concerns. */
export const REASON: TextRule = { min: 0, max: 500 };
/** What somebody says beside a report, and a moderator's note beside it. */
export const REPORT_WORDS: TextRule = { min: 0, max: 2_000, isMultiline: true };
export const REPORT_NOTE: TextRule = { min: 1, max: 2_000, isMultiline: true };
/** A key that a client chose for one thing it creates. */
export const CLIENT_KEY: TextRule = { min: 1, max: 128 };

// C0 and C1 controls and DEL. Joiners and direction marks are no controls: names and emoji need them.
const CONTROLS_IN_LINE = /[\u0000-\u001f\u007f-\u009f]/u;
const CONTROLS_IN_BODY = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

/** The text to store; throws InputValidationError naming `path`. CR LF becomes LF. */
export function assertText(path: string, raw: string, rule: TextRule): string {
  const result = checkText(path, raw, rule);
  if (typeof result !== "string") throw new InputValidationError([result]);
  return result;
}

/** The text to store, or the rule it breaks. */
export function checkText(path: string, raw: string, rule: TextRule): string | InputIssue {
  const min = rule.min ?? 1;
  const unified = raw.replaceAll("\r\n", "\n");
  const text = rule.isMultiline ? unified : unified.trim();
  const broken = (message: string): InputIssue => ({ path: [path], message });
  if (!text.isWellFormed()) return broken("A lone surrogate is not text.");
  if ((rule.isMultiline ? CONTROLS_IN_BODY : CONTROLS_IN_LINE).test(text)) {
    return broken(`Control characters are refused${rule.isMultiline ? ", tab and line feed excepted" : ""}.`);
  }
  if (min > 0 && text.trim() === "") return broken("It is empty.");
  const length = codePoints(text, rule.max);
  if (length > rule.max) return broken(`It has more than ${rule.max} characters.`);
  if (length < min) return broken(`It has fewer than ${min} characters.`);
  return text;
}

/** Counts code points, and stops one past `max`. */
function codePoints(text: string, max: number): number {
  if (text.length > 2 * max) return max + 1;
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}
