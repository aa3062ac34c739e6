/** Which documents are remembered, and which are not. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { Documents } from "../../src/transports/documents.ts";
import { startApp } from "../support/app.ts";
import { post } from "./support.ts";

const DOCUMENT = parse("{ viewer { unreadCount } }");

test("what is asked for again and again stays, however many others come and go", () => {
  const documents = new Documents();
  documents.set("kept", DOCUMENT);
  for (let other = 0; other < 10_000; other += 1) {
    documents.set(`other ${other}`, DOCUMENT);
    if (other % 500 === 0) documents.get("kept");
  }
  expect(documents.get("kept")).toBe(DOCUMENT);
});

test("what nobody asks for is forgotten", () => {
  const documents = new Documents();
  documents.set("forgotten", DOCUMENT);
  for (let other = 0; other < 2_000; other += 1) documents.set(`other ${other}`, DOCUMENT);
  expect(documents.get("forgotten")).toBeUndefined();
});

test("a long one is not kept", () => {
  const documents = new Documents();
  documents.set("x".repeat(16_385), DOCUMENT);
  expect(documents.get("x".repeat(16_385))).toBeUndefined();
});

test("a document that is refused is refused each time, and says so each time", async () => {
  await using app = await startApp();
  for (let time = 0; time < 2; time += 1) {
    const { json } = await post(app.url, "{ viewer { nothing } }");
    expect(json).toMatchObject({
      errors: [{ message: expect.stringContaining("nothing"), extensions: { code: "BAD_REQUEST" } }],
    });
  }
});
