/** Rules made ready to be looked for: those of a conversation, or those of the server. */
import type { ContentRuleRow } from "../rows.ts";
import { Needles } from "./needles.ts";
import { foldText } from "./foldText.ts";
import { ANY_LINK } from "./patterns.ts";
import type { TextView } from "./readText.ts";

/** What of a rule decides. */
export type Rule = Pick<ContentRuleRow, "id" | "conversationId" | "kind" | "pattern" | "action" | "reason">;

/** Told of each place where a rule holds: in the text as written, where the view is that. */
export type OnFound = (rule: Rule, start: number, end: number) => void;

interface Needle {
  readonly rule: Rule;
  readonly text: string;
  /** It is a word on this side, too, where letters go on. */
  readonly isOpenBefore: boolean;
  readonly isOpenAfter: boolean;
}

/** Immutable. */
export class RuleSet {
  /** Units of all its patterns, and one for each: what it weighs in memory. */
  readonly weight: number;
  readonly #needles: readonly Needle[];
  readonly #finder: Needles;
  readonly #byHost: ReadonlyMap<string, readonly Rule[]>;
  readonly #ofAnyLink: readonly Rule[];

  constructor(rules: readonly Rule[]) {
    this.weight = rules.reduce((sum, { pattern }) => sum + pattern.length + 1, 0);
    this.#ofAnyLink = rules.filter(({ kind, pattern }) => kind === "LINK" && pattern === ANY_LINK);
    const ofHosts = rules.filter(({ kind, pattern }) => kind === "LINK" && pattern !== ANY_LINK);
    this.#byHost = Map.groupBy(ofHosts, ({ pattern }) => pattern);
    this.#needles = rules.filter((rule) => !this.#ofAnyLink.includes(rule)).map(needleOf);
    this.#finder = new Needles(this.#needles.map(({ text }) => text));
  }

  get isEmpty(): boolean {
    return this.weight === 0;
  }

  find({ folded, links }: TextView, onFound: OnFound): void {
    const { text, starts, ends } = folded;
    // The last one that was looked for, lest one long word with many hits be walked for each of them.
    let word = { from: 0, to: 0 };
    /** Of each needle, up to where the last place reaches that was told. */
    const told = new Int32Array(this.#needles.length);
    this.#finder.find(text, (index, start, end) => {
      const needle = this.#needles[index];
      if (needle === undefined || end <= (told[index] ?? 0) || !stands(needle, text, start, end)) return;
      const { isOpenBefore, isOpenAfter } = needle;
      if ((isOpenBefore || isOpenAfter) && (start < word.from || end > word.to)) {
        word = { from: wordStart(text, start), to: wordEnd(text, end) };
      }
      const from = isOpenBefore ? word.from : start;
      const to = isOpenAfter ? word.to : end;
      told[index] = to;
      onFound(needle.rule, starts[from] ?? 0, ends[to - 1] ?? 0);
    });
    for (const { host, start, end } of links) {
      for (const rule of this.#rulesOf(host)) onFound(rule, start, end);
    }
  }

  /** Of the host itself, and of what it is a subdomain of. */
  #rulesOf(host: string): Rule[] {
    const rules = [...this.#ofAnyLink];
    for (let name = host; name !== ""; name = name.includes(".") ? name.slice(name.indexOf(".") + 1) : "") {
      rules.push(...(this.#byHost.get(name) ?? []));
    }
    return rules;
  }
}

function needleOf(rule: Rule): Needle {
  const { kind, pattern } = rule;
  const [isOpenBefore, isOpenAfter] =
    kind === "WORD" ? [pattern.startsWith("*"), pattern.endsWith("*")] : [false, false];
  const bare = pattern.slice(isOpenBefore ? 1 : 0, isOpenAfter ? -1 : undefined);
  return { rule, text: foldText(bare).text.trim(), isOpenBefore, isOpenAfter };
}

const IN_WORD = /[\p{L}\p{N}\p{M}]/u;
/** Written without blanks between words: there a word may stand between letters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether what was found is a word of its own: not "ass" in "class", nor "evil.example" in "notevil.example". */
function stands({ rule, isOpenBefore, isOpenAfter }: Needle, text: string, start: number, end: number) {
  const [before, first] = [characterBefore(text, start), characterAt(text, start)];
  const [last, after] = [characterBefore(text, end), characterAt(text, end)];
  if (rule.kind === "WORD") {
    return (isOpenBefore || !isOneWord(before, first)) && (isOpenAfter || !isOneWord(last, after));
  }
  const goesOn = after === "." && IN_WORD.test(characterAt(text, end + 1));
  return !goesOn && ![before, after].some((each) => each === "-" || IN_WORD.test(each));
}

function isOneWord(left: string, right: string): boolean {
  return IN_WORD.test(left) && IN_WORD.test(right) && !UNSPACED.test(left) && !UNSPACED.test(right);
}

function wordStart(text: string, start: number): number {
  let from = start;
  for (let left = characterBefore(text, from); isOneWord(left, left); left = characterBefore(text, from)) {
    from -= left.length;
  }
  return from;
}

function wordEnd(text: string, end: number): number {
  let to = end;
  for (let right = characterAt(text, to); isOneWord(right, right); right = characterAt(text, to)) {
    to += right.length;
  }
  return to;
}

/** Empty at the end. */
function characterAt(text: string, at: number): string {
  const point = text.codePointAt(at);
  return point === undefined ? "" : String.fromCodePoint(point);
}

function characterBefore(text: string, at: number): string {
  const isPair = at > 1 && /[\udc00-\udfff]/.test(text.charAt(at - 1));
  return at <= 0 ? "" : characterAt(text, at - (isPair ? 2 : 1));
}
