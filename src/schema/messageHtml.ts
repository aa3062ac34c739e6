/** A message's Markdown as HTML that a page can show as it is: nothing in it runs, loads or looks like the page's own. */
import sanitizeHtml from "sanitize-html";
import { markdownFor, TABLE_CELLS_MAX } from "../domain/message/markdown.ts";
import { builder } from "./builder.ts";
import { Message } from "./message.ts";

/** The second line of defence: whatever the first one makes of a body, only this gets through. */
const ALLOWED: sanitizeHtml.IOptions = {
  allowedTags:
    "p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li pre code strong em s a table thead tbody tr th td".split(
      " ",
    ),
  allowedAttributes: { a: ["href", "rel", "target"], ol: ["start"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  transformTags: {
    // The page behind a link is told nothing of the one before it, and counts for no search engine.
    a: sanitizeHtml.simpleTransform("a", { rel: "nofollow ugc noopener noreferrer", target: "_blank" }),
  },
};

/** Cost of a field that renders: some tenths of a millisecond. */
const RENDERING_COST = 5;

export function renderMarkdown(body: string): string {
  return sanitizeHtml(markdownFor(body).render(body), ALLOWED).trim();
}

builder.objectField(Message, "bodyHtml", (t) =>
  t.string({
    description: `The body as HTML that is safe to show as it is: Markdown without raw HTML and images, links to http, https and mailto only. Tables of more than ${TABLE_CELLS_MAX} cells stay text. Empty when \`body\` is.`,
    complexity: RENDERING_COST,
    resolve: ({ body }) => renderMarkdown(body),
  }),
);
