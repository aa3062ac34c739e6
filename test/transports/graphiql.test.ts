/** The first thing a newcomer sees: two browser windows that chat without a query being written. */
import type { Browser, Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { lacksChromium, openBrowser } from "../support/chromium.ts";

const DEMO = { SEED_DEMO: "true", GRAPHIQL: "true" };

test.skipIf(await lacksChromium())(
  "two windows, as ana and as bo, chat: each is signed in, and its subscription runs",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp(DEMO);
    await using browser = await openBrowser();
    const ana = await openWindow(browser, `${app.url}/graphql?as=ana`);
    const bo = await openWindow(browser, `${app.url}/graphql?as=bo`);
    expect(await ana.locator(".chat-who").textContent()).toContain("Signed in as Ana");
    expect(await ana.locator(".graphiql-tab-button").allTextContents()).toEqual([
      "Follow",
      "Send",
      "SignIn",
      "Overview",
    ]);
    await ana.getByText('"StreamReady"').waitFor();
    // What was said before: with what it answers, what stands on it, and a thread behind it, whose replies stand elsewhere.
    const line = (text: string) => ana.locator(".chat-lines li", { hasText: text });
    await line("Shall we go through").filter({ hasText: "👍 2" }).filter({ hasText: "3 replies" }).waitFor();
    await line("Thursday works").locator("q", { hasText: "Shall we go through" }).waitFor();
    expect(await line("I'll collect what has changed").count()).toBe(0);

    await bo.locator(".chat-form input").fill("Can you see this?");
    await bo.locator(".chat-form button").click();
    await ana.locator(".chat-lines li:last-child", { hasText: "Can you see this?" }).waitFor();
    await ana.locator(".graphiql-response").getByText("Can you see this?").waitFor();

    // By the keyboard: GraphiQL takes a pointer that comes while its tabs still slide into place for a drag.
    await ana.locator("#graphiql-session-tab-1").press("Enter");
    await ana
      .locator(".graphiql-editor-tool")
      .getByText(/Hello.from.GraphiQL/)
      .waitFor();
    await ana.locator('.graphiql-execute-button[aria-label^="Execute"]').press("Enter");
    await bo.locator(".chat-lines li:last-child", { hasText: "Hello from GraphiQL" }).waitFor();
  },
);

test.skipIf(await lacksChromium())(
  "the sign-in tab signs in whoever opened the page as nobody",
  { timeout: 60_000 },
  async () => {
    await using app = await startApp(DEMO);
    await using browser = await openBrowser();
    const page = await openWindow(browser, `${app.url}/graphql`);
    await page.getByText("Nobody is signed in").waitFor();
    await page.locator(".graphiql-query-editor").getByText("login").first().waitFor();
    await page.locator(".graphiql-execute-button").click();
    await page.getByText("Signed in as Ana").waitFor();
    await page.locator(".chat-lines li").first().waitFor();
  },
);

test("the page and all it loads come from the server itself", async () => {
  await using app = await startApp(DEMO);
  const page = await fetch(`${app.url}/graphql`, { headers: { accept: "text/html" } });
  expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
  const html = await page.text();
  expect(html).not.toMatch(/https?:\/\//);
  const scripts = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path ?? "");
  const imports = ["session.js", "chat.js", "graphql-ws.js", "graphql-ws-common.js"].map(
    (name) => `/graphiql/${name}`,
  );
  const workers = ["editor", "json", "graphql"].map((name) => `/graphiql/worker-${name}.js`);
  for (const path of [...scripts, ...imports, ...workers]) {
    const response = await fetch(`${app.url}${path}`);
    expect([path, response.status, (await response.text()).length > 100]).toEqual([path, 200, true]);
  }
});

test("GraphiQL is not there when it is off, and the demo's password is in no page without the demo", async () => {
  await using app = await startApp({ GRAPHIQL: "false" });
  const headers = { accept: "text/html" };
  expect((await fetch(`${app.url}/graphql`, { headers })).status).toBe(405);
  expect((await fetch(`${app.url}/graphiql/page.js`)).status).toBe(404);
  await using bare = await startApp({ GRAPHIQL: "true" });
  expect(await (await fetch(`${bare.url}/graphql`, { headers })).text()).not.toContain("parley-demo");
});

/** A window with a memory of its own. */
async function openWindow(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator(".graphiql-execute-button").waitFor();
  return page;
}
