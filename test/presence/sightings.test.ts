/** When people were last here: written behind, many at once, and never the wrong way. */
import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { SaveSightings, Sighting } from "../../src/domain/presence/ports.ts";
import { Sightings } from "../../src/presence/sightings.ts";
import { connectDatabase } from "../../src/storage/database.ts";
import { createSaveSightings } from "../../src/storage/presence.sql.ts";
import { failOn } from "../realtime/fakes.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { choosesStatus } from "./scene.ts";

test("those who leave together are written together, a thousand in a statement", async () => {
  const batches: (readonly Sighting[])[] = [];
  await using sightings = recording(async (batch) => {
    batches.push(batch);
  });
  const at = new Date();
  await Promise.all(people(2_500).map((userId) => sightings.add({ userId, at })));
  expect(batches.map(({ length }) => length)).toEqual([1_000, 1_000, 500]);
  await sightings.add({ userId: "late", at });
  expect(batches.at(-1)).toEqual([{ userId: "late", at }]);
});

test("what waits is written at the end, at once", async () => {
  const batches: (readonly Sighting[])[] = [];
  const sightings = recording(async (batch) => {
    batches.push(batch);
  });
  const added = sightings.add({ userId: "ana", at: new Date() });
  await sightings[Symbol.asyncDispose]();
  await added;
  expect(batches).toHaveLength(1);
});

test("what the database does not take is reported and dropped, and a hundred thousand may wait", async () => {
  const save = vi.fn<SaveSightings>(() => Promise.reject(new Error("away")));
  const errors: unknown[] = [];
  await using sightings = new Sightings({ save, onError: (error) => errors.push(error) });
  const at = new Date();
  await Promise.all(people(100_001).map((userId) => sightings.add({ userId, at })));
  expect(save).toHaveBeenCalledTimes(100);
  expect(errors).toHaveLength(100);
});

test("a time never goes back, is not kept of the invisible, nor of who does not exist", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const onIdleError = failOn;
  await using database = connectDatabase({ databaseUrl: app.databaseUrl, poolMax: 2, onIdleError });
  const save = createSaveSightings(database.pool);
  await choosesStatus(bo, "OFFLINE");
  const [hidden] = await seen(app);
  const [early, late] = [new Date("2030-01-01"), new Date("2030-01-02")];
  await save([sighting(ana, late), sighting(bo, late), { userId: randomUUID(), at: late }]);
  await save([sighting(ana, early)]);
  expect(await seen(app)).toEqual([{ username: "ana", last_seen_at: late }, hidden]);
});

function recording(save: SaveSightings): Sightings {
  return new Sightings({ save, onError: failOn });
}

function people(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `user ${index}`);
}

function sighting(person: { readonly id: string }, at: Date): Sighting {
  return { userId: Buffer.from(person.id, "base64url").toString("utf8").replace("User:", ""), at };
}

function seen(app: { readonly databaseUrl: string }) {
  return rowsOf<{ username: string; last_seen_at: Date }>(
    app,
    `SELECT username, last_seen_at FROM presence JOIN "user" ON id = user_id ORDER BY username`,
  );
}
