/** The short way of a POST, past Yoga's fetch layer: nobody can tell it from the long one, except by the clock. */
import { once } from "node:events";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { post } from "./support.ts";
import type { RawAnswer } from "./support.ts";
import { startToy } from "./toyServer.ts";

const SHORT = ["application/json", "application/graphql-response+json"] as const;

/** The same media type in words that the short way leaves to Yoga. */
const long = (mediaType: string): string => `${mediaType}; charset=utf-8`;

const GOOD = { authorization: "Bearer good" };

type Headers = Readonly<Record<string, string>>;

const REQUESTS: readonly (readonly [what: string, body: unknown, headers?: Headers])[] = [
  ["an answer", { query: "{ who }" }, GOOD],
  ["an answer to nobody", { query: "{ who }" }],
  ["a mutation with variables", { query: "mutation($n: Int!) { note(n: $n) }", variables: { n: 3 } }],
  ["one operation of two", { query: "query A { who } query B { __typename }", operationName: "B" }],
  ["an operation that is not there", { query: "query A { who }", operationName: "C" }],
  ["two operations and no name", { query: "query A { who } query B { who }" }],
  ["a variable of another type", { query: "mutation($n: Int!) { note(n: $n) }", variables: { n: "three" } }],
  ["an answer with a fault in it", { query: "{ who fault }" }],
  ["an answer with a refusal in it", { query: "{ refused }" }],
  ["a document that does not parse", { query: "{ who" }],
  ["a document that does not fit", { query: "{ whom }" }],
  ["a document with too many tokens", { query: `{ ${"who ".repeat(3000)} }` }],
  ["a subscription", { query: "subscription { silence }" }],
  ["a token that is none", { query: "{ who }" }, { authorization: "Bearer bad" }],
  ["a token that is too old", { query: "{ who }" }, { authorization: "Bearer old" }],
  ["a sign-in that cannot be told", { query: "{ who }" }, { authorization: "Bearer unknowable" }],
  ["no query", {}],
  ["a query that is no text", { query: 7 }],
  ["variables that are a list", { query: "{ who }", variables: [1] }],
  ["variables that are null", { query: "{ who }", variables: null, operationName: null, extensions: null }],
  ["extensions that are a text", { query: "{ who }", extensions: "x" }],
  ["a batch", [{ query: "{ who }" }]],
  ["null", null],
];

const CASES = REQUESTS.map(([what, body, headers = {}]) => ({ what, body, headers }));

test.each(CASES)("$what is answered alike on both ways", async ({ body, headers }) => {
  for (const accept of SHORT) {
    await using toy = await startToy();
    const sent = { body: JSON.stringify(body) };
    const short = await post(toy.url, sent, { accept, ...headers });
    const shortLines = toy.logLines.splice(0);
    const longer = await post(toy.url, sent, { accept: long(accept), ...headers });
    expect(inShort(short), accept).toEqual(inShort(longer));
    expect(linesOf(shortLines)).toEqual(linesOf(toy.logLines));
    expect(short.headers.get("content-length")).toBe(String(Buffer.byteLength(short.text)));
  }
});

test("an operation's name that is no text is refused", async () => {
  await using toy = await startToy();
  const answer = await post(toy.url, { body: JSON.stringify({ query: "{ who }", operationName: 7 }) });
  expect(answer.status).toBe(400);
  expect(answer.json.errors?.[0]?.extensions).toEqual({ code: "BAD_REQUEST" });
});

test.each([
  [undefined, "application/json"],
  ["*/*", "application/json"],
  ["application/json, text/plain, */*", "application/json"],
  ["application/graphql-response+json,application/json;q=0.9", "application/graphql-response+json"],
  ["application/json, application/graphql-response+json", "application/json"],
  ["text/html, application/*", "application/json"],
])("who accepts %j is answered %s", async (accept, mediaType) => {
  await using toy = await startToy();
  const headers = { "content-type": "application/json", ...(accept === undefined ? {} : { accept }) };
  const response = await fetch(`${toy.url}/graphql`, {
    method: "POST",
    headers,
    body: JSON.stringify({ query: "{ who }" }),
  });
  expect(response.headers.get("content-type")).toBe(`${mediaType}; charset=utf-8`);
  expect(await response.json()).toEqual({ data: { who: null } });
});

test("a client that goes before its body is there leaves nothing behind, not even a log line", async () => {
  await using toy = await startToy();
  const { hostname, port } = new URL(toy.url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const head =
    "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";
  socket.write(`${head}{"query":`);
  await post(toy.url, "{ who }");
  socket.destroy();
  await once(socket, "close");
  // The fence: answered after the one that was cut.
  expect((await post(toy.url, "{ who }")).status).toBe(200);
  expect(toy.logLines).toEqual([]);
});

/** What a client acts by; the words of a message are each way's own where the body is no GraphQL request. */
function inShort({ status, headers, json: { data, errors } }: RawAnswer) {
  const kept = ["content-type", "retry-after"].map((name) => headers.get(name)?.replace(/\s/g, ""));
  const codes = errors?.map(({ extensions: { requestId: _each, ...extensions } }) => extensions);
  return { status, kept, data, codes };
}

function linesOf(lines: readonly Record<string, unknown>[]) {
  return lines.map(({ level, code }) => ({ level, code }));
}
