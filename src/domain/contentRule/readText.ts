/** What there is in a text for a rule to find: its words, and its links, as written and as shown. */
import MarkdownIt from "markdown-it";
import { markdownFor } from "../message/markdown.ts";
import { foldText } from "./foldText.ts";
import type { FoldedText } from "./foldText.ts";

export interface Link {
  /** In lower case, as browsers resolve it; empty where that cannot be told. */
  readonly host: string;
  readonly start: number;
  readonly end: number;
}

export interface TextView {
  readonly folded: FoldedText;
  readonly links: readonly Link[];
  /** Whether places in it are places in the text as written. */
  readonly isWritten: boolean;
}

/**
 * Ends of domains that links without a scheme are written with, beside those of two letters and the oldest. Not those that
 * files end with (`zip`, `mov`).
 */
const NEWER_TLDS =
  "agency app art bar beauty bet bid bio blog bond bot buzz cam cash casino cfd chat click cloud club codes community company cyou date deals dev digital download email events exchange expert express finance fit fun fund fyi game games global group guru help host icu ink life link live loan lol love ltd market media mobi mom money monster network news ninja one online page partners party pics plus poker porn press promo quest racing rest review rocks run sale sbs school science services sex shop site social software solutions space store stream studio support surf systems team tech tel tips today tools top tours trade tube uno video vip wang watch webcam website wiki win work works world wtf xyz zone".split(
    " ",
  );

const { linkify, utils } = new MarkdownIt();
/** Finds `example.com`, too: `bodyHtml` makes no link of it, and many a client does. */
const links = linkify.set({ fuzzyLink: true }).tlds(NEWER_TLDS, true);

/** Without any of these a text is shown as it is written. */
const MARKUP = /[\\`*_~&<[\]]/g;
/** More of them is no message that anybody reads, and takes the square of their number to parse. */
export const MARKUP_MAX = 400;

/**
 * A text as it is written, and, where that is another, as it is shown: with markup gone, and with entities and escapes
 * resolved, by which words and links could be hidden. Addresses of mail are no links.
 */
export function readText(text: string): TextView[] {
  const written: TextView = { folded: foldText(text), links: linksIn(text), isWritten: true };
  const markup = text.match(MARKUP)?.length ?? 0;
  if (markup === 0) return [written];
  return [written, markup > MARKUP_MAX ? readBare(text) : readShown(text)];
}

/** What it says when nothing is taken for markup but left out: a little more is found in it than is shown. */
function readBare(text: string): TextView {
  const bare = utils.unescapeAll(text).replace(/[`*_~]/g, "");
  const shown = bare.replace(/\]\([^()]*\)|[[\]]/g, "");
  return { folded: foldText(shown), links: linksIn(bare), isWritten: false };
}

function linksIn(text: string): Link[] {
  const found = links.match(text) ?? [];
  return found
    .filter(({ schema }) => schema !== "mailto:")
    .map(({ url, index, lastIndex }) => ({ host: hostOf(url), start: index, end: lastIndex }));
}

function readShown(text: string): TextView {
  const found: Link[] = [];
  let shown = "";
  for (const block of markdownFor(text).parse(text, {})) {
    for (const token of block.children ?? [block]) {
      const href = token.type === "link_open" ? String(token.attrGet("href") ?? "") : "";
      if (href !== "" && !href.startsWith("mailto:")) found.push({ host: hostOf(href), start: 0, end: 0 });
      shown += token.type.endsWith("break") ? "\n" : token.content;
    }
    shown += "\n";
  }
  return { folded: foldText(shown), links: found, isWritten: false };
}

/** As `evil.example` in `https://bo@EVIL.example.:8080/path`. */
export function hostOf(url: string): string {
  const hostname = URL.parse(url, "http://localhost")?.hostname ?? "";
  return hostname.replace(/\.$/, "");
}
