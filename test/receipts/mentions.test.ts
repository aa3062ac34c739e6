/** Mentions: which names a body mentions, and who that is. */
import { expect, test } from "vitest";
import { MENTIONS_MAX, mentionedUsernames } from "../../src/domain/message/mentions.ts";
import { startApp } from "../support/app.ts";
import { calls } from "../privacy/scene.ts";
import { rowsOf } from "../support/rows.ts";
import { receiptsOf, uuidOf } from "./scene.ts";

test("names are found where a person would see them", () => {
  const cases: Record<string, string[]> = {
    "@bo": ["bo"],
    "hello @bo, and @CY!": ["bo", "cy"],
    "(@bo) *@cy* @bo": ["bo", "cy"],
    "@bo_1.x": ["bo_1.x"],
    "Ask @bo.": ["bo.", "bo"],
    "Ask @bo...": ["bo...", "bo"],
    "line\n@bo\n": ["bo"],
    "@bo's": ["bo"],
    "mail bo@example.com": [],
    "@bo@example.com": [],
    "@@bo": [],
    "@ bo": [],
    "é@bo": [],
    "@boé": [],
    "@b": [],
    [`@${"b".repeat(33)}`]: [],
    "": [],
  };
  for (const [body, names] of Object.entries(cases)) {
    expect([body, mentionedUsernames(body)]).toEqual([body, names]);
  }
});

test("a body names so many people and no more", () => {
  const names = Array.from({ length: MENTIONS_MAX + 5 }, (_, index) => `person${index}`);
  expect(mentionedUsernames(names.map((name) => `@${name}`).join(" "))).toEqual(names.slice(0, MENTIONS_MAX));
});

test("a long body of nothing but signs is looked through at once", () => {
  const started = performance.now();
  for (const sign of ["@", "@a", "a.", "@a.", "@b@"]) mentionedUsernames(sign.repeat(8_000).slice(0, 16_384));
  mentionedUsernames(`@${"a".repeat(16_383)}`);
  mentionedUsernames(`@${"a".repeat(16_382)}é`);
  expect(performance.now() - started).toBeLessThan(500);
});

test("members are mentioned, other names stay text; an edit changes who, a deletion leaves nobody", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo", "cy");
  await app.people.register("eve");
  const [message] = await ana.sends(group, "@cy @bo @eve @nobody @ana @bo");
  const id = message?.id ?? "";
  const mentions = async () => (await receiptsOf(bo, id))?.mentions;

  expect(await mentions()).toEqual(["ana", "bo", "cy"]);
  await ana.edits(id, "@cy @eve");
  expect(await mentions()).toEqual(["cy"]);
  await ana.edits(id, "nobody");
  expect(await mentions()).toEqual([]);
  await ana.edits(id, "@bo");
  expect(await mentions()).toEqual(["bo"]);
  await ana.deletes(id);
  expect(await mentions()).toEqual([]);
  expect(await rowsOf(app, "SELECT * FROM mention")).toEqual([]);
});

test("who has left stays mentioned while the body names them, and is not mentioned anew", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [one, two] = await ana.sends(group, "@bo and @cy", "nobody");
  await ana.removes(group, bo);
  await ana.edits(one?.id ?? "", "@bo again");
  await ana.edits(two?.id ?? "", "@bo, come back");
  expect((await receiptsOf(cy, one?.id ?? ""))?.mentions).toEqual(["bo"]);
  expect((await receiptsOf(cy, two?.id ?? ""))?.mentions).toEqual([]);
});

test("an edit leaves mentioned who was meant, whoever has the name by now", async () => {
  await using app = await startApp();
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  const [old, older] = await ana.sends(group, "hello @bo", "hello @bo and @cy");
  // As mentions from before their names were kept.
  await rowsOf(app, "UPDATE mention SET username = NULL WHERE message_id = $1 AND user_id = $2", [
    uuidOf(older?.id ?? ""),
    uuidOf(cy.id),
  ]);
  await calls(bo, "changeUsername", { username: "robert" });
  const another = await app.people.register("bob");
  await calls(another, "changeUsername", { username: "bo" });
  await ana.adds(group, another);

  await ana.edits(old?.id ?? "", "Hello @bo.");
  await ana.edits(older?.id ?? "", "Hello @bo, @cy.");
  const [fresh] = await ana.sends(group, "and you, @bo?");
  const mentionsOf = async (id = "") =>
    (
      await rowsOf<{ user_id: string }>(app, "SELECT user_id FROM mention WHERE message_id = $1", [
        uuidOf(id),
      ])
    )
      .map((row) => row.user_id)
      .toSorted();
  const idsOf = (...people: readonly { readonly id: string }[]) =>
    people.map(({ id }) => uuidOf(id)).toSorted();
  expect(await mentionsOf(old?.id)).toEqual(idsOf(bo));
  expect(await mentionsOf(older?.id)).toEqual(idsOf(bo, cy));
  expect(await mentionsOf(fresh?.id)).toEqual(idsOf(another));

  // By the new name they are named anew; and without the old one that is whose it is now.
  await ana.edits(old?.id ?? "", "Hello @robert.");
  expect(await mentionsOf(old?.id)).toEqual(idsOf(bo));
  await ana.edits(old?.id ?? "", "Hello @robert, @bo.");
  expect(await mentionsOf(old?.id)).toEqual(idsOf(bo, another));
});

test("a withheld message tells nobody whom it mentions", async () => {
  await using app = await startApp();
  const { ana, bo, group } = await app.people.inGroup("ana", "bo");
  const [message] = await ana.sends(group, "@bo, a secret");
  await rowsOf(app, "UPDATE member SET visible_from_seq = 3 WHERE user_id = $1", [uuidOf(bo.id)]);
  expect((await receiptsOf(ana, message?.id ?? ""))?.mentions).toEqual(["bo"]);
  expect((await receiptsOf(bo, message?.id ?? ""))?.mentions).toEqual([]);
});
