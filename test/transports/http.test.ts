/** GraphQL over HTTP: what is answered, what is turned away, and what nobody is told. */
import { auditServer } from "graphql-http";
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { post } from "./support.ts";
import { startToy } from "./toyServer.ts";

test("graphql-http's audit finds every MUST and every SHOULD kept", async () => {
  await using app = await startApp();
  const audits = await auditServer({ url: `${app.url}/graphql` });
  const broken = audits.filter(({ status, name }) => status !== "ok" && !name.startsWith("MAY"));
  expect(audits.length).toBeGreaterThan(50);
  expect(broken.map(({ name }) => name)).toEqual([]);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])(
  "a body of type %j, which a foreign page could send unasked, is refused and nothing runs",
  async (contentType) => {
    await using toy = await startToy();
    const answer = await post(toy.url, "mutation { note(n: 1) }", { "content-type": contentType });
    expect(answer.status).toBe(415);
    expect(answer.json.errors?.[0]?.extensions.code).toBe("BAD_REQUEST");
    expect(toy.notes).toEqual([]);
    expect(toy.logLines).toHaveLength(1);
  },
);

test("a GET runs nothing", async () => {
  await using toy = await startToy();
  const response = await fetch(`${toy.url}/graphql?query=${encodeURIComponent("mutation { note(n: 1) }")}`);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  expect(toy.notes).toEqual([]);
});

test("a foreign origin is refused, its preflight too; the server's own and allowed ones are served", async () => {
  await using toy = await startToy({ ALLOWED_ORIGINS: "https://chat.example.com" });
  const foreign = await post(toy.url, "mutation { note(n: 1) }", { origin: "https://evil.example" });
  expect([foreign.status, foreign.headers.get("access-control-allow-origin")]).toEqual([403, null]);
  const preflight = await fetch(`${toy.url}/graphql`, {
    method: "OPTIONS",
    headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(403);
  expect(toy.notes).toEqual([]);

  const own = await post(toy.url, "{ who }", { origin: toy.url });
  const allowed = await post(toy.url, "{ who }", { origin: "https://chat.example.com" });
  expect([own.status, allowed.status]).toEqual([200, 200]);
  expect(allowed.headers.get("access-control-allow-origin")).toBe("https://chat.example.com");
});

test("a body above LIMIT_BODY_BYTES is refused, announced or not", async () => {
  await using toy = await startToy({ LIMIT_BODY_BYTES: "2000" });
  const body = JSON.stringify({ query: `{ who } #${"x".repeat(3000)}` });
  const announced = await post(toy.url, { body });
  const response = await fetch(`${toy.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: new Blob([body]).stream(),
    duplex: "half",
  } as RequestInit);
  expect([announced.status, response.status]).toEqual([413, 413]);
  expect(toy.logLines).toHaveLength(2);
});

test.each([
  ["broken JSON", "{"],
  ["no query", "{}"],
  ["a batch", '[{"query":"{ who }"}]'],
  ["a list of variables", '{"query":"{ who }","variables":[1]}'],
])("%s is a BAD_REQUEST with one log line", async (_what, body) => {
  await using toy = await startToy();
  const answer = await post(toy.url, { body });
  expect(answer.status).toBe(400);
  expect(answer.json.errors?.[0]?.extensions).toEqual({ code: "BAD_REQUEST" });
  expect(toy.logLines).toHaveLength(1);
});

test("a sane request id is echoed and logged, another one is replaced", async () => {
  await using toy = await startToy();
  const sane = await post(toy.url, "{ nonsense }", { "x-request-id": "abc-123" });
  expect(sane.headers.get("x-request-id")).toBe("abc-123");
  expect(toy.logLines).toMatchObject([{ requestId: "abc-123", code: "BAD_REQUEST" }]);
  const insane = await post(toy.url, "{ who }", { "x-request-id": "a b<script>" });
  expect(insane.headers.get("x-request-id")).toMatch(/^[\w-]{36}$/);
});

test("a fault is masked for the client and logged once, with its stack", async () => {
  await using toy = await startToy();
  const { status, text, json, headers } = await post(toy.url, "{ who fault again: fault }");
  expect(status).toBe(200);
  expect(text).not.toContain("swordfish");
  expect(text).not.toContain("stack");
  const requestId = headers.get("x-request-id");
  const masked = {
    message: "Something went wrong.",
    extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
  };
  expect(json.errors).toMatchObject([masked, masked]);
  const [line] = toy.logLines;
  expect(line).toMatchObject({ requestId, err: { message: "the password is swordfish" } });
  expect(JSON.stringify(line)).toContain("toyServer.ts");
});

test("a refusal keeps its code and its details", async () => {
  await using toy = await startToy();
  const { json } = await post(toy.url, "{ refused }");
  expect(json.errors).toMatchObject([
    { message: "Wait.", extensions: { code: "RATE_LIMITED", retryAfterMs: 1500 } },
  ]);
});

test.each([
  ["Bearer nonsense", 401, "UNAUTHENTICATED"],
  ["Bearer old", 401, "UNAUTHENTICATED"],
  ["Bearer unknowable", 503, "UNAVAILABLE"],
])("%s is answered %i %s", async (authorization, status, code) => {
  await using toy = await startToy();
  const answer = await post(toy.url, "{ who }", { authorization });
  expect([answer.status, answer.json.errors?.[0]?.extensions.code]).toEqual([status, code]);
});

test("an address above RATE_REQUESTS_PER_10_SECONDS is answered 429 and told when to come back", async () => {
  await using app = await startApp({ RATE_REQUESTS_PER_10_SECONDS: "2" });
  for (const expected of [200, 200]) expect((await post(app.url, "{ __typename }")).status).toBe(expected);
  const refused = await post(app.url, "{ __typename }");
  expect(refused.status).toBe(429);
  expect(refused.json.errors?.[0]?.extensions).toMatchObject({
    code: "RATE_LIMITED",
    retryAfterMs: expect.any(Number),
  });
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
});
