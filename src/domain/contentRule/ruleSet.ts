/** Rules made ready to be looked for: those of a conversation, or those of the server. */
import type { ContentRuleRow } from "../rows.ts";
import { Needles } from "./needles.ts";
import { foldText } from "./foldText.ts";
import { ANY_LINK } from "./patterns.ts";
import type { TextView } from "./readText.ts";
import { Words } from "./words.ts";
import type { Sought } from "./words.ts";

/** What of a rule decides. */
export type Rule = Pick<ContentRuleRow, "id" | "conversationId" | "kind" | "pattern" | "action" | "reason">;

/** Told of each place where a rule holds: in the text as written, where the view is that. */
export type OnFound = (rule: Rule, start: number, end: number) => void;

interface Needle extends Sought {
  readonly rule: Rule;
  readonly text: string;
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
    for (const reading of folded.readings) this.#findWords(new Words(folded, reading), onFound);
    for (const { host, start, end } of links) {
      for (const rule of this.#rulesOf(host)) onFound(rule, start, end);
    }
  }

  #findWords(words: Words, onFound: OnFound): void {
    const { text, folded } = words;
    // The last one that was looked for, lest one long word with many hits be walked for each of them.
    let word = { from: 0, to: 0 };
    /** Of each needle, up to where the last place reaches that was told. */
    const told = new Int32Array(this.#needles.length);
    this.#finder.find(text, (index, start, end) => {
      const needle = this.#needles[index];
      if (needle === undefined || end <= (told[index] ?? 0) || !words.hasPlaceFor(needle, start, end)) return;
      const { isOpenBefore, isOpenAfter } = needle;
      if ((isOpenBefore || isOpenAfter) && (start < word.from || end > word.to)) {
        word = { from: words.startOf(start), to: words.endOf(end) };
      }
      const from = isOpenBefore ? word.from : start;
      const to = isOpenAfter ? word.to : end;
      told[index] = to;
      onFound(needle.rule, folded.starts[from] ?? 0, folded.ends[to - 1] ?? 0);
    });
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
  return { rule, kind, text: foldText(bare).readings[0].trim(), isOpenBefore, isOpenAfter };
}
