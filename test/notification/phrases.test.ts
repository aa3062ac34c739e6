/** What pushes say: a message in a line, and counts as the language has them. */
import { expect, test } from "vitest";
import { LANGUAGES_SPOKEN, putInto, speakerOf } from "../../src/domain/notification/phrases.ts";
import { PREVIEW_MAX, previewOf } from "../../src/domain/notification/preview.ts";

const { phrases } = speakerOf("en");
const preview = (body: string, more: object = {}) =>
  previewOf({ body, contentType: null, attachmentKinds: [], ...more }, phrases);

test("a preview is the words of a message without its markup", () => {
  expect(preview("**bold** _it_ `code` [link](https://a.example)")).toBe("bold it code link");
  expect(preview("# Title\n\n- one\n- two\n\n> said & done")).toBe("Title one two said & done");
  expect(preview("5 < 6 & <b>x</b>")).toBe("5 < 6 & <b>x</b>");
  expect(preview("line\n\n  line")).toBe("line line");
});

test("one that is long is cut, and no character in two", () => {
  expect(preview("x".repeat(PREVIEW_MAX))).toBe("x".repeat(PREVIEW_MAX));
  expect(preview("x".repeat(PREVIEW_MAX + 1))).toBe(`${"x".repeat(PREVIEW_MAX - 1)}…`);
  const family = "👨‍👩‍👧‍👦";
  const families = preview(family.repeat(100));
  expect(families.length).toBeLessThanOrEqual(PREVIEW_MAX);
  expect(families).toBe(`${family.repeat(Math.floor((PREVIEW_MAX - 1) / family.length))}…`);
});

test("of a message without words it says what it has", () => {
  const kinds = ["IMAGE", "VIDEO", "AUDIO", "VOICE", "FILE"];
  expect(kinds.map((kind) => preview("", { attachmentKinds: [kind] }))).toEqual([
    "Photo",
    "Video",
    "Audio",
    "Voice message",
    "File",
  ]);
  expect(preview(" ", { contentType: "location" })).toBe("Location");
  expect(preview("", { contentType: "custom" })).toBe("New message");
});

test("each language counts by its own rules, and one that is not spoken is answered in English", () => {
  const says = (locale: string, count: number) => {
    const speaker = speakerOf(locale);
    return speaker.count(speaker.phrases.messagesFrom, count, { name: "Ana" });
  };
  expect([0, 1, 2].map((count) => says("en", count))).toEqual([
    "0 new messages from Ana",
    "1 new message from Ana",
    "2 new messages from Ana",
  ]);
  // Nought is one in French.
  expect([0, 1, 2].map((count) => says("fr-CA", count))).toEqual([
    "0 nouveau message de Ana",
    "1 nouveau message de Ana",
    "2 nouveaux messages de Ana",
  ]);
  expect(says("de", 1_200)).toBe("1.200 neue Nachrichten von Ana");
  expect(says("tlh", 2)).toBe(says("en", 2));
});

test("every phrase of every language has the same to put in, and what is put in is not looked into", () => {
  const holes = (locale: string) =>
    Object.values(speakerOf(locale).phrases).map((phrase: string | { other: string }) =>
      [...(typeof phrase === "string" ? phrase : phrase.other).matchAll(/\{\w+\}/g)].map(String).toSorted(),
    );
  for (const language of LANGUAGES_SPOKEN) expect(holes(language), language).toEqual(holes("en"));
  expect(putInto("{name}: {text}", { name: "{text}", text: "$& {name}" })).toBe("{text}: $& {name}");
});
