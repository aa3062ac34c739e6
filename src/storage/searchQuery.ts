/** Makes a `tsquery` of what is searched for: words with all that stands for them, and filters as lexemes among them. */
import { distance, slipsAllowed } from "../domain/search/distance.ts";
import type { SearchRequest } from "../domain/search/ports.ts";

/** Words that a mistyped one may have been meant to be, and that a beginning may go on to; the most common ones. */
const NEAR_MAX = 8;
export const LONGER_MAX = 20;
/** Fewer documents than that: they are found by their lists, without looking at time. */
const RARE_MAX = 60_000;
/** Months that a range of time may span to be looked up. */
const MONTHS_MAX = 24;

/** What `expand_search_words` answers of a word. */
export interface Expansion {
  readonly plain: string;
  readonly stems: readonly string[];
  readonly weight: number | null;
  readonly near: readonly string[] | null;
  readonly nearWeights: readonly number[] | null;
  readonly longer: readonly string[] | null;
  readonly longerWeights: readonly number[] | null;
}

export interface TextQuery {
  /** Everything. */
  readonly query: string;
  /** Words as they were written, or as they begin. */
  readonly exact: string;
  /** Any of what is looked for, to mark it; null where nothing is. */
  readonly any: string | null;
  readonly isRare: boolean;
}

/** `expansions`: of each word, then of the words of each phrase and exclusion, in order. */
export function writeTextQuery(
  { text, filter, viewerId }: SearchRequest,
  expansions: readonly Expansion[],
): TextQuery {
  const rest = [...expansions];
  const terms = text.words.map(({ isBeginning }) => termOf(rest.shift(), isBeginning));
  const plainOf = (words: readonly string[]): readonly Expansion[] =>
    words.map((word) => rest.shift() ?? unknown(word));
  const phrases = text.phrases.map(plainOf);
  const excluded = text.excluded.map(plainOf);

  const marks = filterMarks(filter, viewerId);
  const found = phrases.map(adjacent);
  const without = excluded.map((words) => `!(${adjacent(words)})`);
  const query = [...terms.map(({ any }) => any), ...found, ...without, ...marks];
  const exact = [...terms.map((term) => term.exact), ...found];
  const any = [...terms.map((term) => term.any), ...phrases.flat().map(({ plain }) => lexeme(plain))];
  const counts = [...terms.map(({ count }) => count), ...phrases.flat().map(({ weight }) => countOf(weight))];
  return {
    query: query.join(" & "),
    exact: exact.join(" & "),
    any: any.length === 0 ? null : any.join(" | "),
    isRare: counts.some((count) => count <= RARE_MAX),
  };
}

interface Term {
  readonly any: string;
  readonly exact: string;
  /** About how many documents have it. */
  readonly count: number;
}

function termOf(expansion: Expansion | undefined, isBeginning: boolean): Term {
  const { plain, stems, weight, ...more } = expansion ?? unknown("");
  const allowed = slipsAllowed(plain);
  const near = (more.near ?? [])
    .map((word, index) => ({ word, weight: more.nearWeights?.[index] ?? 0 }))
    .filter(({ word }) => distance(word, plain) <= allowed)
    .slice(0, NEAR_MAX);
  const longer = isBeginning ? (more.longer ?? []) : [];
  const asWritten = [plain, ...(isBeginning ? longer : stems)];
  const all = new Set([...asWritten, ...stems, ...near.map(({ word }) => word)]);
  const weights = [
    weight,
    ...near.map((each) => each.weight),
    ...(isBeginning ? (more.longerWeights ?? []) : []),
    // A stem is that of words which are not known here.
    ...stems.filter((stem) => stem !== plain).map(() => weight),
  ];
  return {
    any: anyOf(all),
    exact: anyOf(new Set(asWritten)),
    count: weights.reduce<number>((sum, each) => sum + countOf(each), 0),
  };
}

function unknown(word: string): Expansion {
  return {
    plain: word,
    stems: [],
    weight: null,
    near: null,
    nearWeights: null,
    longer: null,
    longerWeights: null,
  };
}

function countOf(weight: number | null): number {
  return weight === null ? 0 : 2 ** (weight + 1);
}

function filterMarks(filter: SearchRequest["filter"], viewerId: string): string[] {
  const marks = [
    ...oneOf(filter.conversationIds.map((id) => keyOf("c", id))),
    ...oneOf(filter.senderIds.map((id) => keyOf("s", id))),
    ...oneOf(filter.kinds.map((kind) => `k:${kind}`)),
    ...oneOf(monthsOf(filter.from, filter.to)),
  ];
  if (filter.threadRootId !== null) marks.push(lexeme(keyOf("t", filter.threadRootId)));
  if (filter.mentionsViewer) marks.push(...oneOf([keyOf("m", viewerId), "m:"]));
  if (filter.hasAttachment) marks.push(lexeme("h:attachment"));
  if (filter.hasLink) marks.push(lexeme("h:link"));
  if (filter.isPinned) marks.push(lexeme("p:"));
  return marks;
}

/** As the function `search_key` makes it. */
function keyOf(letter: string, id: string): string {
  return `${letter}:${id.slice(-12)}`;
}

/** Those that a range of time touches; none where it is open or long: columns decide in any case. */
function monthsOf(from: Date | null, to: Date | null): string[] {
  if (from === null) return [];
  const months: string[] = [];
  const end = to ?? new Date();
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth()));
  for (; month < end; month.setUTCMonth(month.getUTCMonth() + 1)) {
    if (months.length === MONTHS_MAX) return [];
    months.push(`y:${month.toISOString().slice(0, 7)}`);
  }
  return months;
}

function oneOf(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [anyOf(new Set(texts))];
}

function anyOf(texts: ReadonlySet<string>): string {
  return `(${[...texts].map(lexeme).join(" | ")})`;
}

function adjacent(words: readonly Expansion[]): string {
  return `(${words.map(({ plain }) => lexeme(plain)).join(" <-> ")})`;
}

function lexeme(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
