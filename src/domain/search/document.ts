/** What of a message is searched: its words, and those of what it has beside them. */
import { attachmentsOf } from "../attachment/attachment.ts";
import { contentOf } from "../message/content.ts";
import { markdownFor } from "../message/markdown.ts";
import type { MessageRow } from "../rows.ts";

export type SearchedMessage = Pick<
  MessageRow,
  "id" | "conversationId" | "body" | "content" | "attachments" | "editedAt"
>;

export interface SearchedText {
  /** Its body, the names of its files and of its place. */
  readonly text: string;
  /** Those of its files alone. */
  readonly names: string;
  readonly hasLink: boolean;
}

export function textOf(message: SearchedMessage): SearchedText {
  const content = contentOf(message);
  const place = content !== null && "location" in content ? (content.location.name ?? "") : "";
  const names = attachmentsOf(message).map(({ filename }) => filename);
  return {
    text: [message.body, place, ...names].join("\n"),
    names: names.join("\n"),
    hasLink: hasLink(message.body),
  };
}

/** As Markdown has it: written out, or behind words. */
function hasLink(body: string): boolean {
  // Whatever is a link has one of these.
  if (!/[.:]/.test(body)) return false;
  return markdownFor(body)
    .parse(body, {})
    .some(({ children }) => children?.some(({ type }) => type === "link_open") === true);
}
