/** A body as HTML: what Markdown means, and nothing that runs, loads or leads astray. */
import { expect, test } from "vitest";
import { TABLE_CELLS_MAX } from "../../src/domain/message/markdown.ts";
import { renderMarkdown } from "../../src/schema/messageHtml.ts";
import { lacksChromium, openBrowser } from "../support/chromium.ts";
import { PAYLOADS } from "./scriptPayloads.ts";

const LINK = 'rel="nofollow ugc noopener noreferrer" target="_blank"';

test("Markdown is shown as what it means, and lines as lines", () => {
  const rendered: Record<string, string> = {
    "": "",
    "**bold** _em_ ~~gone~~ `code`": "<p><strong>bold</strong> <em>em</em> <s>gone</s> <code>code</code></p>",
    "one\ntwo": "<p>one<br />\ntwo</p>",
    "> quoted": "<blockquote>\n<p>quoted</p>\n</blockquote>",
    "3. three": '<ol start="3">\n<li>three</li>\n</ol>',
    "```js\n1 < 2\n```": "<pre><code>1 &lt; 2\n</code></pre>",
    "[here](https://example.com/?a=1&b=2)": `<p><a href="https://example.com/?a=1&amp;b=2" ${LINK}>here</a></p>`,
    "see https://example.com": `<p>see <a href="https://example.com" ${LINK}>https://example.com</a></p>`,
    "1 < 2 & <b>so on</b>": "<p>1 &lt; 2 &amp; &lt;b&gt;so on&lt;/b&gt;</p>",
    "@ana hello": "<p>@ana hello</p>",
  };
  for (const [body, html] of Object.entries(rendered))
    expect([body, renderMarkdown(body)]).toEqual([body, html]);
});

test("of everything that tries to run script nothing is left but text, and links to where one may go", () => {
  expect(PAYLOADS.length).toBeGreaterThan(80);
  for (const payload of PAYLOADS) {
    const html = renderMarkdown(payload);
    for (const [tag = "", name = "", attributes = ""] of html.matchAll(/<\/?([^\s>/]+)([^>]*)>/g)) {
      expect([payload, tag, ALLOWED_TAGS.has(name)]).toEqual([payload, tag, true]);
      for (const [, attribute = "", value = ""] of attributes.matchAll(/([^\s=/]+)="([^"]*)"/g)) {
        expect([payload, attribute]).toEqual([payload, expect.stringMatching(/^(href|rel|target|start)$/)]);
        if (attribute === "href") expect(value).toMatch(/^(https?:\/\/|mailto:)/);
      }
    }
  }
});

const ALLOWED_TAGS = new Set(
  "p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li pre code strong em s a table thead tbody tr th td".split(
    " ",
  ),
);

test("a body that is made to take long is rendered all the same", () => {
  const long = 16_384;
  for (const part of [
    "[",
    "*a ",
    "> ",
    "`",
    "![",
    "<a ",
    "- ",
    "|a",
    "[a](",
    "http://a@",
    "\\",
    "&#x",
    "_*",
  ]) {
    expect(renderMarkdown(part.repeat(long / part.length)).length).toBeGreaterThan(0);
  }
});

test("a table is one up to so many cells, those of short rows counted; beyond that it is text", () => {
  const table = (columns: number, rows: number) =>
    [`${"|a".repeat(columns)}|`, `${"|-".repeat(columns)}|`, ...Array<string>(rows).fill("|b")].join("\n");
  const cellsOf = (body: string) => renderMarkdown(body).split(/<t[dh]>/).length - 1;
  expect(cellsOf(table(10, 50))).toBe(510);
  for (const body of [table(1_000, 4_000), table(50, 5_000), table(2, 5_000)]) {
    expect(body.length).toBeLessThan(16_384);
    expect(cellsOf(body)).toBeLessThan(TABLE_CELLS_MAX);
    expect(renderMarkdown(body)).toContain("|b");
  }
});

test.skipIf(await lacksChromium())("in a browser none of it runs", { timeout: 60_000 }, async () => {
  await using browser = await openBrowser();
  const opens = async (html: string) => {
    const page = await browser.newPage();
    const happened: string[] = [];
    page.on("request", (request) => happened.push(request.url()));
    page.on("dialog", (dialog) => {
      happened.push(dialog.message());
      void dialog.dismiss();
    });
    await page.setContent(`<!doctype html><body>${html}</body>`);
    return { page, happened };
  };
  const show = (texts: readonly string[]) => opens(texts.map((text) => `<div>${text}</div>`).join("\n"));

  // What a page would do with it as it is: else the rest of this test says nothing.
  const careless = await show(PAYLOADS);
  await expect.poll(() => careless.happened).toContain("1");
  await careless.page.close();

  const { page, happened } = await show(PAYLOADS.map(renderMarkdown));
  await page.evaluate(() => {
    for (const link of document.querySelectorAll("a")) link.dispatchEvent(new MouseEvent("mouseover"));
  });
  // Behind whatever may have been put off.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100))));
  expect(happened).toEqual([]);
});
