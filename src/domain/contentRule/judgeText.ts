/** Judges a text by rules: whether it is refused, what is looked at by moderators, and what is not shown of it. */
import { clustersOf, foldText } from "./foldText.ts";
import { readText } from "./readText.ts";
import type { TextView } from "./readText.ts";
import type { Rule, RuleSet } from "./ruleSet.ts";

export interface Verdict {
  /** The text to store. */
  readonly text: string;
  /** The first rule that refuses it, and the first that has moderators look at it. */
  readonly blockedBy: Rule | null;
  readonly flaggedBy: Rule | null;
  /** Whether any rule of a conversation held, whatever it did. */
  readonly isOfConversation: boolean;
}

const DOT = "•";
/** In place of a link, and of a whole text where what has to go cannot be told from the rest. */
const GONE = DOT.repeat(3);
/** Masking one thing may bring another to light. */
const ROUNDS_MAX = 3;

/** In the order of the sets, the older rule first. What is masked has as many dots as it had characters, links excepted. */
export function judgeText(written: string, sets: readonly RuleSet[]): Verdict {
  const first = look(readText(written), sets);
  const verdict = { ...first.verdict, text: written };
  if (first.maskedBy === null) return verdict;

  let [text, found] = [written, first];
  for (let round = 1; found.spans.length > 0 && round <= ROUNDS_MAX; round += 1) {
    text = mask(text, found.spans);
    found = look(readText(text), sets);
    if (found.maskedBy === null) return { ...verdict, text };
  }
  // Hidden by markup, so that it has no place in the text as written.
  return { ...verdict, text: GONE };
}

/**
 * Judges a name that stays as it is, and is no place for links: `notes.md` ends like a domain. What would be masked is
 * refused.
 */
export function judgeName(name: string, sets: readonly RuleSet[]): Verdict {
  const { verdict, maskedBy } = look([{ folded: foldText(name), links: [], isWritten: true }], sets);
  return { ...verdict, blockedBy: verdict.blockedBy ?? maskedBy, text: name };
}

interface Span {
  start: number;
  end: number;
  isLink: boolean;
}

interface Look {
  readonly verdict: Omit<Verdict, "text">;
  /** The first rule that masks something. */
  readonly maskedBy: Rule | null;
  /** What is to be masked, as far as it has a place in the text as written; in the order of their ends, and none twice. */
  readonly spans: readonly Span[];
}

function look(views: readonly TextView[], sets: readonly RuleSet[]): Look {
  const byAction = new Map<Rule["action"], Rule>();
  let isOfConversation = false;
  const spans: Span[] = [];
  for (const set of sets) {
    const ofSet = new Map<Rule["action"], Rule>();
    for (const view of views) {
      set.find(view, (rule, start, end) => {
        isOfConversation ||= rule.conversationId !== null;
        const known = ofSet.get(rule.action);
        // Ids are in the order of time.
        if (known === undefined || rule.id < known.id) ofSet.set(rule.action, rule);
        if (rule.action === "MASK" && view.isWritten) {
          addSpan(spans, { start, end, isLink: rule.kind === "LINK" });
        }
      });
    }
    for (const [action, rule] of ofSet) if (!byAction.has(action)) byAction.set(action, rule);
  }
  const of = (action: Rule["action"]): Rule | null => byAction.get(action) ?? null;
  const verdict = { blockedBy: of("BLOCK"), flaggedBy: of("FLAG"), isOfConversation };
  return { verdict, maskedBy: of("MASK"), spans };
}

/** Found by one walk, they come in the order of their ends: what overlaps, overlaps the last. */
function addSpan(spans: Span[], span: Span): void {
  const last = spans.at(-1);
  if (last !== undefined && span.start < last.end && span.end > last.start) join(last, span);
  else spans.push(span);
}

function join(into: Span, { start, end, isLink }: Span): void {
  into.start = Math.min(into.start, start);
  into.end = Math.max(into.end, end);
  into.isLink ||= isLink;
}

function mask(text: string, spans: readonly Span[]): string {
  let masked = "";
  let at = 0;
  for (const { start, end, isLink } of spans.toSorted((one, other) => one.start - other.start)) {
    // Of an earlier walk, and overlapped.
    if (end <= at) continue;
    const from = Math.max(start, at);
    const hidden = text.slice(from, end);
    masked += text.slice(at, from) + (isLink ? GONE : DOT.repeat(clustersOf(hidden)));
    at = end;
  }
  return masked + text.slice(at);
}
