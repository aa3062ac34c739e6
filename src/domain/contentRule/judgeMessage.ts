/** Judges a message before it is written, by the rules that are known here. */
import { mentionedUsernames, mentionScopeOf } from "../message/mentions.ts";
import type { MessageContent } from "../message/content.ts";
import type { MessageExtras, NewMessage } from "../ports.ts";
import type { JsonValue } from "../rows.ts";
import { judgeName, judgeText } from "./judgeText.ts";
import type { Verdict } from "./judgeText.ts";
import type { Circumstances, JudgedMessage, Judgement } from "./ports.ts";
import type { Rule, RuleSet } from "./ruleSet.ts";

/** A version, and the rules that there are with it. Versions only grow. */
export interface VersionedRules {
  readonly version: number;
  readonly set: RuleSet;
}

/** The rules that hold in a conversation. */
export interface RulesThere {
  readonly own: VersionedRules;
  readonly server: VersionedRules;
}

/** What is judged of a message. */
export interface MessageWords {
  readonly body: string;
  readonly content: MessageContent | null;
  /** Of its attachments. */
  readonly filenames: readonly string[];
}

export interface WordsVerdict extends Omit<MessageWords, "filenames"> {
  readonly blockedBy: Rule | null;
  readonly flaggedBy: Rule | null;
  readonly isOfConversation: boolean;
}

/** Whether a message may come up against a rule there. */
export function hasRules({ own, server }: RulesThere): boolean {
  return !own.set.isEmpty || !server.set.isEmpty;
}

/**
 * The message as it is to be written, with what the write has to know of its judgement. Who `isExempt` is held to the
 * server's rules alone. Reads nothing; where there are no rules it is the message itself.
 */
export function judgeMessage(
  rules: RulesThere,
  message: NewMessage,
  { isExempt, filenames }: Circumstances,
): JudgedMessage {
  const { own, server } = rules;
  if (own.version === 0 && server.version === 0) return { ...message, judgement: null, blockedBy: null };
  const words = { body: message.body, content: message.extras?.content ?? null, filenames };
  const verdict = judgeWords(rules, words, isExempt);
  const { blockedBy, flaggedBy } = verdict;
  const judgement: Judgement = {
    ...(own.version > 0 && { ownRules: own.version }),
    ...(server.version > 0 && { serverRules: server.version }),
    // Where no rule of the conversation held, it is all one.
    ...((isExempt || verdict.isOfConversation) && { isExempt }),
    ...(blockedBy !== null && { isBlocked: true as const }),
    ...(flaggedBy !== null && { flaggedBy: flaggedBy.id }),
  };
  return { ...withWords(message, verdict), judgement, blockedBy };
}

/** The body, every text that its content has (names of places, and what clients made of their own), and names of files. */
export function judgeWords(rules: RulesThere, words: MessageWords, isExempt: boolean): WordsVerdict {
  const sets = [...(isExempt ? [] : [rules.own.set]), rules.server.set].filter((set) => !set.isEmpty);
  const verdicts: Verdict[] = [];
  const judge = (text: string): string => {
    if (text === "" || sets.length === 0) return text;
    const verdict = judgeText(text, sets);
    verdicts.push(verdict);
    return verdict.text;
  };
  const body = judge(words.body);
  const content = words.content === null ? null : mapContent(words.content, judge);
  if (sets.length > 0) verdicts.push(...words.filenames.map((name) => judgeName(name, sets)));
  return {
    body,
    content,
    blockedBy: verdicts.find((each) => each.blockedBy !== null)?.blockedBy ?? null,
    flaggedBy: verdicts.find((each) => each.flaggedBy !== null)?.flaggedBy ?? null,
    isOfConversation: verdicts.some((each) => each.isOfConversation),
  };
}

type Change = (text: string) => string;

function mapContent(content: MessageContent, change: Change): MessageContent {
  if ("location" in content) {
    const { name } = content.location;
    return { location: { ...content.location, name: name === null ? null : change(name) } };
  }
  const { type, data } = content.custom;
  return { custom: { type, data: mapTexts(data, change) as JsonValue } };
}

/** Plain data with its texts replaced; the names of its fields stay. */
function mapTexts(value: unknown, change: Change): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change)]));
}

/** Whom it mentions, it does by what is left of it. */
function withWords(message: NewMessage, { body, content }: WordsVerdict): NewMessage {
  const { extras } = message;
  if (extras === null)
    return body === message.body ? message : { ...message, body, ...namedIn(message, body) };
  const scope = mentionScopeOf(body);
  const { mentionScope, ...others } = extras;
  const changed: MessageExtras = {
    ...others,
    ...(content !== null && { content }),
    ...(mentionScope !== undefined && scope !== null && { mentionScope: scope }),
  };
  return { ...message, body, extras: changed, ...namedIn(message, body) };
}

function namedIn({ mentionedUsernames: before }: NewMessage, body: string) {
  if (before.length === 0) return {};
  const named = new Set(mentionedUsernames(body));
  return { mentionedUsernames: before.filter((name) => named.has(name)) };
}
