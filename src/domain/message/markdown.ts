/** Markdown as Parley reads it: what a body is rendered with, and what its rules look for words and links with. */
import MarkdownIt from "markdown-it";
import type { MarkdownIt as Markdown } from "markdown-it";

/** Cells that the tables of a text may have; where there would be more, there are no tables. */
export const TABLE_CELLS_MAX = 4_000;

const markdown = newMarkdown();
const withoutTables = newMarkdown().disable("table");

/**
 * What reads `text`. Tables are the one thing that makes much of little: a row of two characters is filled up to the columns
 * of its heading.
 */
export function markdownFor(text: string): Markdown {
  return cellsIn(text) > TABLE_CELLS_MAX ? withoutTables : markdown;
}

/** At most so many. */
function cellsIn(text: string): number {
  const lines = text.split("\n");
  const pipes = lines.reduce((most, line) => Math.max(most, line.split("|").length - 1), 0);
  return pipes === 0 ? 0 : lines.length * (pipes + 1);
}

function newMarkdown(): Markdown {
  // HTML in the Markdown stays text. Images would tell their server who reads: they stay links.
  const made = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("image");
  // A relative link would lead into the page that shows it.
  made.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
  return made;
}
