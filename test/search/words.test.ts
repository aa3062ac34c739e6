/** What searchMessages finds: words, forms, beginnings, slips, phrases, exclusions, languages without spaces. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { finds, followLog, marked, searches } from "./scene.ts";

test("a word is found in any case and without its accents, and in other forms of it", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(
    conversation,
    "The Café was closed",
    "We were walking home",
    "Nothing at all",
    "STRAẞE und Straße",
  );
  await index.catchUp();
  expect(await finds(ana, "cafe ")).toEqual(["The Café was closed"]);
  expect(await finds(ana, "CAFÉ ")).toEqual(["The Café was closed"]);
  expect(await finds(ana, "walks ")).toEqual(["We were walking home"]);
  expect(await finds(ana, "strasse ")).toEqual(["STRAẞE und Straße"]);
  expect(await finds(ana, "closed home ")).toEqual([]);
});

test("the last word is found by its beginning while it is typed, and no other word is", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "Deployment on Friday", "deploy it", "department store");
  await index.catchUp();
  expect(await finds(ana, "dep", {}, "NEWEST")).toEqual([
    "department store",
    "deploy it",
    "Deployment on Friday",
  ]);
  expect(await finds(ana, "friday dep")).toEqual(["Deployment on Friday"]);
  expect(await finds(ana, "dep friday ")).toEqual([]);
  expect(await finds(ana, "dep ")).toEqual([]);
});

test("slips are forgiven by the length of the word, and what was written as asked comes first", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "a message", "a massage", "my friend", "infrastructure", "the cat", "the car");
  await index.catchUp();
  expect(await finds(ana, "message ")).toEqual(["a message", "a massage"]);
  expect(await finds(ana, "freind ")).toEqual(["my friend"]);
  expect(await finds(ana, "messsage ")).toEqual(["a message"]);
  expect(await finds(ana, "infrstructre ")).toEqual(["infrastructure"]);
  expect(await finds(ana, "infrstructr ")).toEqual([]);
  expect(await finds(ana, "cat ")).toEqual(["the cat"]);
});

test("a phrase is found as it stands, and what is excluded is not", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "the red house", "the house is red", "a red car");
  await index.catchUp();
  expect(await finds(ana, '"red house"')).toEqual(["the red house"]);
  expect(await finds(ana, "red -house ")).toEqual(["a red car"]);
  expect(await finds(ana, 'red -"red house" ', {}, "NEWEST")).toEqual(["a red car", "the house is red"]);
  expect(await finds(ana, "-red ")).toEqual([]);
});

test("words of languages without spaces are found by a dictionary", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "今日は東京で会議があります", "明天我们去北京开会", "สวัสดีครับ ยินดีต้อนรับ");
  await index.catchUp();
  expect(await finds(ana, "東京 ")).toEqual(["今日は東京で会議があります"]);
  expect(await finds(ana, "北京 ")).toEqual(["明天我们去北京开会"]);
  expect(await finds(ana, "ยินดี ")).toEqual(["สวัสดีครับ ยินดีต้อนรับ"]);
});

test("what was found is marked in fragments of the body, as text", async () => {
  await using app = await startApp();
  await using index = followLog(app);
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const far = "x ".repeat(200);
  await bo.sends(conversation, `<b>Walking</b> is good ${far} we walked 🚶 far ${far} the end`);
  await index.catchUp();
  const { edges } = await searches(ana, "walk far ");
  const highlights = edges[0]?.highlights ?? [];
  expect(highlights.map(marked)).toEqual([["Walking"], ["walked", "far"]]);
  expect(highlights[0]?.text).toMatch(/^<b>Walking<\/b> is good/);
  for (const { text, offset } of highlights)
    expect(edges[0]?.node.body.slice(offset, offset + text.length)).toBe(text);
});
