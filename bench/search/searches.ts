/** What is searched for: rare and common words, mistyped ones, beginnings, phrases, filters. */
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import type { Filled } from "./fill.ts";
import { CONVERSATIONS } from "./fill.ts";
import type { Language } from "./words.ts";

export interface Search {
  readonly query: string;
  readonly filter?: object;
  readonly sort?: "NEWEST" | "RELEVANCE";
}

/** Of each kind a new one each time. */
export interface SearchKind {
  readonly name: string;
  make(): Search;
}

const DAY_MS = 86_400_000;

export function kindsOf(
  { words, random }: Language,
  { conversationIds, bodies }: Filled,
): readonly SearchKind[] {
  const between = (from: number, to: number): string =>
    words[from + Math.floor(random() * (to - from))] ?? "";
  const long = (from: number, to: number, length: number): string => {
    for (;;) {
      const word = between(from, to);
      if (word.length >= length) return word;
    }
  };
  const common = (): string => between(0, 30);
  const usual = (): string => between(100, 2_000);
  const rare = (): string => between(20_000, 150_000);
  const own = (): string =>
    conversationIds[Math.floor(random() * CONVERSATIONS.own) * (CONVERSATIONS.all / CONVERSATIONS.own)] ?? "";
  const phrase = (): string => {
    const said = (bodies[Math.floor(random() * bodies.length)] ?? "").split(" ");
    return `"${said.slice(0, 2).join(" ")}"`;
  };
  return [
    { name: "a rare word", make: () => ({ query: `${rare()} ` }) },
    { name: "a usual word", make: () => ({ query: `${usual()} ` }) },
    { name: "a usual word, the newest", make: () => ({ query: `${usual()} `, sort: "NEWEST" }) },
    { name: "a common word", make: () => ({ query: `${common()} ` }) },
    { name: "two usual words", make: () => ({ query: `${usual()} ${usual()} ` }) },
    { name: "a common and a usual word", make: () => ({ query: `${common()} ${usual()} ` }) },
    { name: "a mistyped word", make: () => ({ query: `${mistyped(long(100, 20_000, 6), random)} ` }) },
    {
      name: "a long word, less its last two letters",
      make: () => ({ query: `${long(100, 20_000, 11).slice(0, -2)} ` }),
    },
    { name: "the beginning of a word", make: () => ({ query: long(100, 20_000, 5).slice(0, 3) }) },
    { name: "a phrase", make: () => ({ query: phrase() }) },
    { name: "a usual word, without a common one", make: () => ({ query: `${usual()} -${common()} ` }) },
    {
      name: "a common word in one conversation",
      make: () => ({
        query: `${common()} `,
        filter: { conversationIds: [encodeNodeId("Conversation", own())] },
      }),
    },
    {
      name: "a usual word in one month",
      make: () => {
        const before = Date.now() - Math.floor(random() * 250) * DAY_MS;
        const after = new Date(before - 30 * DAY_MS).toISOString();
        return { query: `${usual()} `, filter: { after, before: new Date(before).toISOString() } };
      },
    },
  ];
}

/** A letter changed, left out, or exchanged with the next. */
function mistyped(word: string, random: () => number): string {
  const place = 1 + Math.floor(random() * (word.length - 2));
  const [before, letter, after] = [word.slice(0, place), word.slice(place, place + 1), word.slice(place + 1)];
  const how = Math.floor(random() * 3);
  if (how === 0) return before + after;
  return how === 1 ? `${before}x${after}` : before + after.slice(0, 1) + letter + after.slice(1);
}
