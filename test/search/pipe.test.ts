/** The index follows the log by itself, in a process that works. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { finds } from "./scene.ts";

test("what is sent, edited and deleted is found as it is, by itself", async () => {
  await using app = await startApp({ WORKER: "true" });
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const [one, two] = await ana.sends(conversation, "apricots one", "apricots two");
  await expect
    .poll(() => finds(bo, "apricots"), { timeout: 20_000 })
    .toEqual(["apricots two", "apricots one"]);
  await ana.edits(one?.id ?? "", "quinces one");
  await ana.deletes(two?.id ?? "");
  await expect.poll(() => finds(bo, "quinces"), { timeout: 20_000 }).toEqual(["quinces one"]);
  expect(await finds(bo, "apricots")).toEqual([]);
});
