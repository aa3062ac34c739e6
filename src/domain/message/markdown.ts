/** Markdown as Parley reads it: what a body is rendered with, and what its rules look for words and links with. */
import MarkdownIt from "markdown-it";

// HTML in the Markdown stays text. Images would tell their server who reads: they stay links.
export const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).disable("image");
// A relative link would lead into the page that shows it.
markdown.validateLink = (url) => /^(https?:\/\/|mailto:)/i.test(url);
