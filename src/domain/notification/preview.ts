/** A message in a line: what a push shows of it. */
import { markdown } from "../message/markdown.ts";
import type { Phrases } from "./phrases.ts";
import type { News } from "./stores.ts";

/** Code points. Lock screens show fewer; all providers take more. */
export const PREVIEW_MAX = 180;
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
  const blocks = markdown.parse(body, {});
  const texts = blocks.map((block) =>
    (block.children ?? [block]).map((token) => (token.type.endsWith("break") ? " " : token.content)).join(""),
  );
  return texts.filter((text) => text !== "").join(" ");
}

function cut(text: string): string {
  const points = [...text];
  return points.length <= PREVIEW_MAX
    ? text
    : `${points
        .slice(0, PREVIEW_MAX - 1)
        .join("")
        .trimEnd()}…`;
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
