/** A message in a line: what a push shows of it. */
import { markdownFor } from "../message/markdown.ts";
import type { Phrases } from "./phrases.ts";
import type { News } from "./stores.ts";

/** UTF-16 code units. Lock screens show fewer; all providers take more. */
export const PREVIEW_MAX = 180;
/** What a person takes for one is not cut in two. */
const characters = new Intl.Segmenter();
/** Without any of these a text is shown as it is written. */
const MARKUP = /[\\`*_~&<[\]#>]/;

/** Its words without markup; of a message without words what it has. Never empty. */
export function previewOf(
  news: Pick<News, "body" | "contentType" | "attachmentKinds">,
  phrases: Phrases,
): string {
  const words = shownOf(news.body).replace(/\s+/g, " ").trim();
  if (words !== "") return cut(words);
  const [kind] = news.attachmentKinds;
  return kind === undefined ? contentOf(news.contentType, phrases) : attachmentOf(kind, phrases);
}

function shownOf(body: string): string {
  if (!MARKUP.test(body)) return body;
  const blocks = markdownFor(body).parse(body, {});
  const texts = blocks.map((block) =>
    (block.children ?? [block]).map((token) => (token.type.endsWith("break") ? " " : token.content)).join(""),
  );
  return texts.filter((text) => text !== "").join(" ");
}

function cut(text: string): string {
  if (text.length <= PREVIEW_MAX) return text;
  let shown = "";
  for (const { segment } of characters.segment(text)) {
    if (shown.length + segment.length >= PREVIEW_MAX) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}

function attachmentOf(kind: string, phrases: Phrases): string {
  if (kind === "IMAGE") return phrases.photo;
  if (kind === "VIDEO") return phrases.video;
  if (kind === "AUDIO") return phrases.audio;
  return kind === "VOICE" ? phrases.voice : phrases.file;
}

function contentOf(type: string | null, phrases: Phrases): string {
  return type === "location" ? phrases.location : phrases.newMessage;
}
