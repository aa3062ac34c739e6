/** Makes a `tsquery` of what is searched for: words with all that stands for them, and filters as lexemes among them. */
import { distance, slipsAllowed } from "../domain/search/distance.ts";
import type { FileFilter, FileSearchRequest } from "../domain/search/files.ts";
import type { SearchRequest } from "../domain/search/ports.ts";
import type { SearchText } from "../domain/search/readQuery.ts";

/** Words that a mistyped one may have been meant to be: of those that the viewer may see, the nearest. */
export const NEAR_MAX = 50;
/** Known words that are compared with a mistyped one. A bound of work: no language has as many so near to each other. */
export const COMPARED_MAX = 5_000;
/** From this weight on, about a thousand documents, a word is tried without asking whether the viewer sees it. */
export const COMMON_WEIGHT = 10;
/** Fewer documents than that: they are found by their lists, without looking at time. */
const RARE_MAX = 20_000;
/** Figures of a number that many messages may have, as they have a year. */
const SHORT_NUMBER = 4;
/** Months that a range of time may span to be looked up. */
const MONTHS_MAX = 24;

/** What `expand_search_words` answers of a word. */
export interface Expansion {
  readonly plain: string;
  readonly stems: readonly string[];
  readonly weight: number | null;
  readonly near: readonly string[] | null;
  readonly nearWeights: readonly number[] | null;
  /** About how many documents have a word that begins so; null of a word that is no beginning. */
  readonly beginsSo: number | null;
}

/** A known word that another one may have been meant to be. */
export interface NearWord {
  readonly word: string;
  readonly weight: number;
}

/** The nearest first. */
export function nearWords({ plain, near, nearWeights }: Expansion): NearWord[] {
  const allowed = slipsAllowed(plain);
  return (near ?? [])
    .map((word, index) => ({
      word,
      weight: nearWeights?.[index] ?? 0,
      slips: distance(word, plain),
    }))
    .filter(({ slips }) => slips <= allowed)
    .toSorted((one, other) => one.slips - other.slips || (one.word < other.word ? -1 : 1));
}

export interface SoughtLexeme {
  readonly text: string;
  /** Whether others that begin so count. */
  readonly isBeginning: boolean;
}

export interface TextQuery {
  /** Everything. */
  readonly query: string;
  /** The part of it that lists are read for in each conversation: all but beginnings that many documents have. */
  readonly indexed: string;
  /** The part of it that lists are read for in a segment, whose number stands where % is: all but the order of words. */
  readonly inSegment: string;
  /** Whether it asks for an order of words. */
  readonly isOrdered: boolean;
  /** Words as they were written, or as they begin. */
  readonly exact: string;
  /** What any of it may be found by, to mark it. */
  readonly sought: readonly SoughtLexeme[];
  readonly isRare: boolean;
}

/** `expansions`: of each word, then of the words of each phrase and exclusion, in order. `near`: what each of them is tried as. */
export function writeTextQuery(
  { text, filter, viewerId }: SearchRequest,
  expansions: readonly Expansion[],
  near: readonly (readonly NearWord[])[],
): TextQuery {
  const { terms, phrases, excluded, found, without } = partsOf(text, expansions, near);
  const marks = filterMarks(filter, viewerId);
  const others = [...found, ...without, ...marks];
  const looked = [
    ...terms.map(({ any }) => any),
    ...phrases.flat().map(({ plain }) => lexeme(plain)),
    ...marks,
  ];
  const missed = excluded.filter(({ length }) => length === 1).map((words) => `!${adjacent(words)}`);
  const listed = terms.filter(({ isListed }) => isListed);
  const exact = [...terms.map((term) => term.exact), ...found];
  const counts = [...terms.map(({ count }) => count), ...phrases.flat().map(countOfPlain)];
  return {
    query: [...terms.map(({ any }) => any), ...others].join(" & "),
    indexed: [...listed.map(({ any }) => any), ...others].join(" & "),
    inSegment: inSegment([...(looked.length === 0 ? [lexeme("")] : looked), ...missed].join(" & ")),
    isOrdered: [...phrases, ...excluded].some(({ length }) => length > 1),
    exact: exact.join(" & "),
    sought: [...terms.flatMap((term) => term.sought), ...phrases.flat().map(({ plain }) => wholly(plain))],
    isRare: counts.some((count) => count <= RARE_MAX),
  };
}

/** The same of a search in files: of messages, and of one name. */
export interface FileQuery extends Pick<TextQuery, "query" | "indexed" | "inSegment" | "isRare"> {
  /** What a file's name is compared with. */
  readonly name: string;
}

/** Words of names begin with this in a document, as the function `write_search_documents` makes it. */
const OF_FILE = ":f:";

/** Phrases and exclusions are a single name's matter: a document has the words of all names, and in no order. */
export function writeFileQuery(
  { text, filter }: Pick<FileSearchRequest, "text" | "filter">,
  expansions: readonly Expansion[],
  near: readonly (readonly NearWord[])[],
): FileQuery {
  const named = partsOf(text, expansions, near);
  const { terms } = partsOf(text, expansions, near, OF_FILE);
  const inPhrases = named.phrases.flat();
  const others = [
    lexeme(":h:attachment"),
    ...inPhrases.map(({ plain }) => lexeme(OF_FILE + plain)),
    ...oneOf(filter.kinds.map((kind) => `:a:${kind}`)),
    ...sharedMarks(filter),
  ];
  const counts = [...terms.map(({ count }) => count), ...inPhrases.map(countOfPlain)];
  const query = [...terms.map(({ any }) => any), ...others].join(" & ");
  return {
    query,
    inSegment: inSegment(query),
    indexed: [...terms.filter(({ isListed }) => isListed).map(({ any }) => any), ...others].join(" & "),
    isRare: counts.some((count) => count <= RARE_MAX),
    name: [...named.terms.map(({ any }) => any), ...named.found, ...named.without].join(" & "),
  };
}

/** `expansions`: of each word, then of the words of each phrase and exclusion, in order. `prefix`: that of words in documents. */
function partsOf(
  text: SearchText,
  expansions: readonly Expansion[],
  near: readonly (readonly NearWord[])[],
  prefix = "",
) {
  const rest = [...expansions];
  const terms = text.words.map(({ isBeginning }, place) =>
    termOf(rest.shift(), near[place] ?? [], isBeginning, prefix),
  );
  const expansionsOf = (words: readonly string[]): readonly Expansion[] =>
    words.map((word) => rest.shift() ?? unknown(word));
  const phrases = text.phrases.map(expansionsOf);
  const excluded = text.excluded.map(expansionsOf);
  return {
    terms,
    phrases,
    excluded,
    found: phrases.map(adjacent),
    without: excluded.map((words) => `!(${adjacent(words)})`),
  };
}

interface Term {
  readonly any: string;
  readonly sought: readonly SoughtLexeme[];
  readonly exact: string;
  /** About how many documents have it. */
  readonly count: number;
  /** Whether the lists of its words are read, all of them whole: of a beginning that many documents have it costs too much. */
  readonly isListed: boolean;
}

/** `prefix`: what its words begin with in a document. */
function termOf(
  expansion: Expansion | undefined,
  near: readonly NearWord[],
  isBeginning: boolean,
  prefix: string,
): Term {
  const { plain, stems, weight, beginsSo } = expansion ?? unknown("");
  const written = { text: prefix + plain, isBeginning };
  const forms = stems.map((stem) => wholly(prefix + stem));
  const sought = [written, ...forms, ...near.map(({ word }) => wholly(prefix + word))];
  const own = countOfPlain({ plain, weight });
  // A stem is that of words which are not known here.
  const counts = [
    ...stems.filter((stem) => stem !== plain).map(() => own),
    ...near.map((each) => countOf(each.weight)),
  ];
  const count = counts.reduce((sum, each) => sum + each, own + (beginsSo ?? 0));
  return {
    any: anyOf(sought.map(termOfQuery)),
    sought,
    exact: anyOf((isBeginning ? [written] : [written, ...forms]).map(termOfQuery)),
    count,
    isListed: !isBeginning || count <= RARE_MAX,
  };
}

function wholly(text: string): SoughtLexeme {
  return { text, isBeginning: false };
}

function termOfQuery({ text, isBeginning }: SoughtLexeme): string {
  return lexeme(text) + (isBeginning ? ":*" : "");
}

function unknown(word: string): Expansion {
  return {
    plain: word,
    stems: [],
    weight: null,
    near: null,
    nearWeights: null,
    beginsSo: null,
  };
}

/** Single letters and numbers are no known words: of those and of short numbers there are many. */
function countOfPlain({ plain, weight }: Pick<Expansion, "plain" | "weight">): number {
  if (weight !== null) return countOf(weight);
  const { length } = Array.from(plain);
  return length < 2 || (length <= SHORT_NUMBER && !/\p{L}/u.test(plain)) ? Infinity : 0;
}

function countOf(weight: number): number {
  return 2 ** (weight + 1);
}

function filterMarks(filter: SearchRequest["filter"], viewerId: string): string[] {
  const marks = [...sharedMarks(filter), ...oneOf(filter.kinds.map((kind) => `:k:${kind}`))];
  if (filter.threadRootId !== null) marks.push(lexeme(keyOf("t", filter.threadRootId)));
  if (filter.mentionsViewer) marks.push(...oneOf([keyOf("m", viewerId), ":m:"]));
  if (filter.hasAttachment) marks.push(lexeme(":h:attachment"));
  if (filter.hasLink) marks.push(lexeme(":h:link"));
  if (filter.isPinned) marks.push(lexeme(":p:"));
  return marks;
}

/** Of a search in messages, and of one in files. */
function sharedMarks(filter: Omit<FileFilter, "kinds">): string[] {
  return [
    ...oneOf(filter.conversationIds.map((id) => keyOf("c", id))),
    ...oneOf(filter.senderIds.map((id) => keyOf("s", id))),
    ...oneOf(monthsOf(filter.from, filter.to)),
  ];
}

/** As the function `search_key` makes it. */
function keyOf(letter: string, id: string): string {
  return `:${letter}:${id.slice(-12)}`;
}

/** Those that a range of time touches; none where it is open or long: columns decide in any case. */
function monthsOf(from: Date | null, to: Date | null): string[] {
  if (from === null) return [];
  const months: string[] = [];
  const end = to ?? new Date();
  const month = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth()));
  for (; month < end; month.setUTCMonth(month.getUTCMonth() + 1)) {
    if (months.length === MONTHS_MAX) return [];
    months.push(`:y:${month.toISOString().slice(0, 7)}`);
  }
  return months;
}

function oneOf(texts: readonly string[]): string[] {
  return texts.length === 0 ? [] : [anyOf(texts.map(lexeme))];
}

function anyOf(lexemes: readonly string[]): string {
  return `(${[...new Set(lexemes)].join(" | ")})`;
}

function adjacent(words: readonly Expansion[]): string {
  return `(${words.map(({ plain }) => lexeme(plain)).join(" <-> ")})`;
}

/** As `search_segment_words` makes them, with % for the number. Words have no signs. */
function inSegment(query: string): string {
  return query.replaceAll(/'[^']*'/g, (each) => `'%/${each.slice(1)}`);
}

function lexeme(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
