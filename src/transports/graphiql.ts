/**
 * GraphiQL, served whole from here: no CDN, and a page of our own around it that signs in, over HTTP and on the socket.
 *
 * Yoga's own page cannot sign its socket in (its headers editor never reaches `connectionParams`). `browser/graphiql.js`
 * is what runs in the page; the bundle comes from `@graphql-yoga/render-graphiql`, the socket's client from graphql-ws.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { respond } from "./exchange.ts";
import type { Exchange, Route } from "./exchange.ts";

export interface GraphiqlOptions {
  /** The demo people exist: `?as=ana` signs in by itself. */
  readonly hasDemo: boolean;
}

export interface Graphiql {
  readonly page: Route;
  /** By path. */
  readonly assets: Readonly<Record<string, Route>>;
}

const ASSETS = "/graphiql";
const JAVASCRIPT = "text/javascript; charset=utf-8";
const DEMO = { people: ["ana", "bo", "cy"], password: "parley-demo" };

export function createGraphiql({ hasDemo }: GraphiqlOptions): Graphiql {
  return {
    page: (exchange) => {
      exchange.response.setHeader("content-security-policy", POLICY);
      exchange.response.setHeader("referrer-policy", "no-referrer");
      respond(exchange, 200, "text/html; charset=utf-8", renderPage(hasDemo));
    },
    assets: {
      [`${ASSETS}/bundle.js`]: asset(JAVASCRIPT, async () => (await bundle()).js),
      [`${ASSETS}/bundle.css`]: asset("text/css; charset=utf-8", async () => (await bundle()).css),
      [`${ASSETS}/worker-editor.js`]: asset(JAVASCRIPT, async () => (await bundle()).editorWorkerService),
      [`${ASSETS}/worker-json.js`]: asset(JAVASCRIPT, async () => (await bundle()).jsonWorker),
      [`${ASSETS}/worker-graphql.js`]: asset(JAVASCRIPT, async () => (await bundle()).graphqlWorker),
      [`${ASSETS}/graphql-ws.js`]: asset(JAVASCRIPT, async () => (await socketClient()).client),
      [`${ASSETS}/graphql-ws-common.js`]: asset(JAVASCRIPT, async () => (await socketClient()).common),
      [`${ASSETS}/page.js`]: asset(JAVASCRIPT, () => readOurs("graphiql.js")),
      [`${ASSETS}/session.js`]: asset(JAVASCRIPT, () => readOurs("session.js")),
      [`${ASSETS}/chat.js`]: asset(JAVASCRIPT, () => readOurs("chat.js")),
      [`${ASSETS}/page.css`]: asset("text/css; charset=utf-8", () => readOurs("graphiql.css")),
    },
  };
}

/** Only what this server serves may run or be reached; Monaco writes its styles itself. */
const POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "worker-src 'self' blob:",
  "frame-ancestors 'none'",
].join("; ");

function renderPage(hasDemo: boolean): string {
  const settings = JSON.stringify({ demo: hasDemo ? DEMO : null }).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Parley · GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${ASSETS}/bundle.css" />
    <link rel="stylesheet" href="${ASSETS}/page.css" />
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="graphiql"></div>
    <aside id="chat" hidden></aside>
    <script type="application/json" id="settings">${settings}</script>
    <script src="${ASSETS}/bundle.js" defer></script>
    <script type="module" src="${ASSETS}/page.js"></script>
  </body>
</html>
`;
}

/** Nine megabytes: read when somebody opens the page, not at every start. */
function bundle() {
  return import("@graphql-yoga/render-graphiql/graphiql");
}

/** graphql-ws's browser client: two modules, the second under a name that changes with each release. */
async function socketClient(): Promise<{ client: string; common: string }> {
  const clientUrl = new URL(import.meta.resolve("graphql-ws/client"));
  const source = await readFile(clientUrl, "utf8");
  const name = /from '(\.\/common-[^']+)'/.exec(source)?.[1];
  if (name === undefined) throw new Error("graphql-ws has moved its modules.");
  return {
    client: source.replaceAll(name, `${ASSETS}/graphql-ws-common.js`),
    common: await readFile(new URL(name, clientUrl), "utf8"),
  };
}

function readOurs(name: string): Promise<string> {
  return readFile(new URL(`./browser/${name}`, import.meta.url), "utf8");
}

/** Read once, sent compressed; a browser asks again only whether it has changed. */
function asset(contentType: string, read: () => Promise<string>): Route {
  let loading: Promise<{ body: Buffer; etag: string }> | null = null;
  return async (exchange: Exchange) => {
    loading ??= read().then(async (text) => ({
      body: await promisify(gzip)(text),
      etag: `"${createHash("sha256").update(text).digest("base64url")}"`,
    }));
    const { body, etag } = await loading;
    const { request, response } = exchange;
    response.setHeader("etag", etag);
    response.setHeader("cache-control", "no-cache");
    response.setHeader("vary", "Accept-Encoding");
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader("content-encoding", "gzip");
    respond(exchange, 200, contentType, body);
  };
}
