/** What a rule finds and what it leaves alone: a corpus of evasions, one of innocent words, and what is left of what is masked. */
import { describe, expect, test } from "vitest";
import { judgeText } from "../../src/domain/contentRule/judgeText.ts";
import { Needles } from "../../src/domain/contentRule/needles.ts";
import { MARKUP_MAX } from "../../src/domain/contentRule/readText.ts";
import { RuleSet } from "../../src/domain/contentRule/ruleSet.ts";
import type { Rule } from "../../src/domain/contentRule/ruleSet.ts";

type Given = Partial<Rule> & Pick<Rule, "pattern">;

/** Ids in the order given; of a conversation, where nothing else is said. */
function rulesOf(...given: readonly Given[]): RuleSet {
  const rules = given.map((rule, index): Rule => {
    const id = String(index).padStart(4, "0");
    return { id, conversationId: "c", kind: "WORD", action: "BLOCK", reason: null, ...rule };
  });
  return new RuleSet(rules);
}

const words = (...patterns: string[]): RuleSet => rulesOf(...patterns.map((pattern) => ({ pattern })));
const links = (...patterns: string[]): RuleSet =>
  rulesOf(...patterns.map((pattern) => ({ pattern, kind: "LINK" as const })));

const isFound = (text: string, set: RuleSet): boolean => judgeText(text, [set]).blockedBy !== null;

describe("a word is found", () => {
  test.each([
    ["as it is", "you scum"],
    ["in capitals", "You SCUM"],
    ["with accents", "scúm"],
    ["with marks of its own", "s\u0336c\u0336u\u0336m\u0336"],
    ["in full width", "ｓｃｕｍ"],
    ["in letters of mathematics", "𝓈𝒸𝓊𝓂"],
    ["in circles", "ⓢⓒⓤⓜ"],
    ["with a long s", "ſcum"],
    ["with zero-width spaces", "s\u200bc\u200bu\u200bm"],
    ["with joiners", "s\u200dc\u2060u\ufeffm"],
    ["with a soft hyphen", "sc\u00adum"],
    ["with tags", "sc\u{e0075}um"],
    ["with a Cyrillic letter among Latin ones", "s\u0441um"],
    ["with a Greek letter among Latin ones", "sc\u03c5m"],
    ["with emphasis inside", "s**c**um"],
    ["with an entity", "sc&#117;m"],
    ["as code", "`scum`"],
    ["as the text of a link", "[scum](https://a.example)"],
    ["in a quotation", "> scum"],
    ["in a block of code", "```\nscum\n```"],
    ["before a full stop", "scum."],
    ["in brackets", "(scum)"],
    ["after a number sign", "#scum"],
    ["with an apostrophe", "scum's"],
    ["between underscores", "_scum_"],
    ["on a line of its own", "so\nscum\nso"],
    ["between emoji", "🙂scum🙂"],
    ["with a mark of another script", "s\u05b0cum\u0e38"],
    ["with a mark of half-width kana", "scum\uff9e"],
    ["with characters that say how text is noted", "sc\ufff9um"],
    ["in small capitals", "ꜱᴄᴜᴍ"],
    ["in dark boxes", "🆂🅲🆄🅼"],
    ["in dark discs", "🅢🅒🅤🅜"],
    ["with strokes", "sȼʉm"],
    ["before a trade mark", "scum™"],
    ["before a note's number", "scum²"],
    ["before a raised letter", "scumⁿ"],
    ["with an apostrophe that is a letter", "scum\u02bcs"],
    ["behind a number in a circle", "①scum"],
    ["in letters of two other scripts", "ѕсυм"],
  ])("%s", (_how, text) => expect(isFound(text, words("scum"))).toBe(true));

  test.each([
    ["of a phrase, whatever the blanks", "bad egg", "a BAD \u00a0\n egg!"],
    ["with ß for ss", "strasse", "Straße"],
    ["with a ligature", "fish", "ﬁsh"],
    ["with a dotless i", "hit", "H\u0131T"],
    ["in Greek, with either sigma", "λογος", "ΛΌΓΟΣ"],
    ["in Chinese, between other words", "坏蛋", "你这坏蛋啊"],
    ["in Japanese, between other words", "ばか", "このばかもの"],
    ["in half-width kana", "バカ", "ﾊﾞｶ"],
    ["in Thai, between other words", "บ้า", "คนบ้าคน"],
    ["in Korean, its syllables taken apart", "바보", "바보".normalize("NFD")],
    ["in Arabic, with vowel points", "كلب", "كَلْب"],
    ["in Arabic, drawn out", "كلب", "كـــلـب"],
    ["in Russian, with a Latin letter", "сука", "cука"],
    ["in Russian, with Latin letters alone in between", "сука", "cyкa"],
    ["in Greek, with a Latin letter", "κακο", "κaκο"],
    ["of a phrase, with a blank that is none", "bad egg", "bad\u2800egg"],
    ["that goes on, where it may", "darn*", "Darned!"],
    ["that begins earlier, where it may", "*fish", "a jellyfish."],
    ["that goes on in both directions", "*ump*", "dumpling"],
    ["that is a symbol", "🍆", "a🍆b"],
    ["with symbols in it", "c++", "I like C++."],
  ])("%s", (_how, pattern, text) => expect(isFound(text, words(pattern))).toBe(true));
});

test("innocent words are left alone", () => {
  const set = words("ass", "hell", "sex", "tit", "cop", "rape", "darn*", "*fish", "bad egg");
  const innocent = [
    "class assassin passage compass",
    "hello shell Michelle",
    "Sussex, Essex, Middlesex",
    "title competition constitution",
    "copper scope",
    "grapefruit drapes",
    "undarned",
    "fishing",
    "bad eggs, a bad legg, bad. egg",
    // Litter, in Russian; and it looks like "cop".
    "сор",
    "ﬁtness, cafe\u0301, 🇮🇹",
    "as s",
  ];
  for (const text of innocent) expect([text, isFound(text, set)]).toEqual([text, false]);
  expect(isFound("कि", words("का"))).toBe(false);
  expect(isFound("はか", words("ばか"))).toBe(false);
  expect(isFound("각", words("가"))).toBe(false);
});

describe("a domain is found", () => {
  test.each([
    ["in a link", "see https://evil.example/path?x=1"],
    ["in capitals", "HTTPS://EVIL.EXAMPLE"],
    ["as a subdomain", "http://a.b.evil.example:8080"],
    ["behind a user's name", "https://bo:secret@evil.example/"],
    ["with a dot at the end", "https://evil.example./x"],
    ["in a link of Markdown", "[innocent](https://evil.example)"],
    ["in a reference", "[innocent][1]\n\n[1]: https://evil.example/x"],
    ["between angle brackets", "<https://evil.example>"],
    ["with an entity", "[x](https://evil&#46;example)"],
    ["with an escape", "[x](https://evil\\.example)"],
    ["in full width", "https://ｅｖｉｌ.example"],
    ["with a zero-width space", "https://ev\u200bil.example"],
    ["written out", "go to evil.example now"],
    ["as code", "`evil.example`"],
    ["with a host that is encoded", "[x](https://ev%69l.example)"],
    ["between words without blanks", "去evil.example看"],
    ["with a dot of Chinese", "https://evil。example"],
  ])("%s", (_how, text) => expect(isFound(text, links("evil.example"))).toBe(true));

  test("and others are not", () => {
    for (const text of [
      "https://good.example",
      "https://notevil.example",
      "https://evil.example.org",
      "evil.example.org",
      "not-evil.example",
      "evil example",
      "https://good.example/evil",
    ]) {
      expect([text, isFound(text, links("evil.example"))]).toEqual([text, false]);
    }
  });

  test("any link is one that is shown as one somewhere", () => {
    for (const text of [
      "https://a.example",
      "example.com",
      "www.example.org/x",
      "http://localhost:3000",
      "scam.xyz/free",
      "get it on evil.app",
      "[x](https://a.example)",
      "[x](h&#116;tps://a.example)",
    ]) {
      expect([text, isFound(text, links("*"))]).toEqual([text, true]);
    }
    for (const text of [
      "none",
      "1.2.3",
      "e.g. this",
      "photo.zip",
      "end.Then",
      "this.value",
      "bo@example.com",
      "[x](path)",
      "and/or",
    ]) {
      expect([text, isFound(text, links("*"))]).toEqual([text, false]);
    }
  });
});

test("what is masked has a dot for each character, whole words with a *, and three for a link", () => {
  const mask = (text: string, ...given: Given[]) =>
    judgeText(text, [rulesOf(...given.map((rule) => ({ ...rule, action: "MASK" as const })))]).text;
  const scum = { pattern: "scum" };
  expect(mask("nothing here", scum)).toBe("nothing here");
  expect(mask("You scum, you SCÚM!", scum)).toBe("You ••••, you ••••!");
  expect(mask("e\u0301 s\u200bc\u0301um 🙂", scum)).toBe("e\u0301 •••• 🙂");
  expect(mask("so darned, darn", { pattern: "darn*" })).toBe("so ••••••, ••••");
  expect(mask("a bad egg scum", scum, { pattern: "bad egg" }, { pattern: "egg scum" })).toBe(
    "a ••••••••••••",
  );
  const evil = { pattern: "evil.example", kind: "LINK" as const };
  expect(mask("https://evil.example/x and a.evil.example", evil)).toBe("••• and a.•••");
  expect(mask("[x](https://evil.example) ok", evil)).toBe("[x](•••) ok");
  // What is hidden by markup has no place of its own.
  for (const hidden of ["fine sc&#117;m fine", "s*c*um"]) expect(mask(hidden, scum)).toBe("•••");
});

test("much markup hides nothing, and is not parsed", () => {
  const much = "*a_".repeat(MARKUP_MAX);
  for (const hidden of [
    "scum",
    "s**c**um",
    "sc&#117;m",
    "s\\_cum",
    "sc[](https://a.example)um",
    "[sc](https://a 'b')um",
  ]) {
    expect([hidden, isFound(`${much} ${hidden}`, words("scum"))]).toEqual([hidden, true]);
  }
  expect(isFound(`${much} [x](https://evil&#46;example)`, links("evil.example"))).toBe(true);
  expect(isFound(much, words("scum"))).toBe(false);
});

test("the older rule counts, a conversation's before the server's, and every kind of action has its own", () => {
  const own = rulesOf({ pattern: "one", reason: "first" }, { pattern: "two", reason: "second" });
  const server = rulesOf(
    { pattern: "two", conversationId: null, reason: "of the server" },
    { pattern: "three", conversationId: null, action: "FLAG" },
    { pattern: "four", conversationId: null, action: "MASK" },
  );
  const reasonOf = (text: string) => judgeText(text, [own, server]).blockedBy?.reason;
  expect(reasonOf("two one")).toBe("first");
  expect(reasonOf("two")).toBe("second");
  expect(judgeText("two", [server]).blockedBy?.reason).toBe("of the server");
  expect(judgeText("three four", [own, server])).toMatchObject({
    text: "three ••••",
    blockedBy: null,
    flaggedBy: { pattern: "three" },
    isOfConversation: false,
  });
});

test("long words are judged as fast as others, in every script", () => {
  const set = words("scum", "сука");
  for (const letter of ["щ", "s", "λ", "字", "𝓈", "1", "s\u0301"]) {
    const text = letter.repeat(16_384 / letter.length);
    for (let time = 0; time < 20; time += 1) expect(isFound(text, set)).toBe(false);
  }
});

test("a text is walked once, whatever is looked for in it", () => {
  const length = 16_384;
  const nothing = (): void => undefined;
  const many = Array.from({ length: 1_000 }, (_, index) => `${"ab".repeat(49)}${index}`);
  for (const text of ["ab".repeat(length / 2), "x".repeat(length), "aab".repeat(length / 3)]) {
    expect(new Needles(many).find(text, nothing)).toBeLessThanOrEqual(2 * length);
  }
  // The worst there is: one that ends at each place for each length that a word may have.
  const nested = Array.from({ length: 100 }, (_, index) => "a".repeat(index + 1));
  let found = 0;
  const steps = new Needles(nested).find("a".repeat(length), () => void (found += 1));
  expect(found).toBe(100 * length - (99 * 100) / 2);
  expect(steps).toBeLessThanOrEqual(2 * length + found);
});

test("a needle inside another, and at the end of another, is told of each place", () => {
  const found: string[] = [];
  const needles = ["he", "she", "his", "hers"];
  new Needles(needles).find(
    "ushers his",
    (index, start, end) => void found.push(`${needles[index]} ${start}-${end}`),
  );
  expect(found).toEqual(["she 1-4", "he 2-4", "hers 2-6", "his 7-10"]);
});
