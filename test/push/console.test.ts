/** The provider of development shows what would be sent, and keeps the keys of a device to itself. */
import { expect, test } from "vitest";
import { createConsolePush } from "../../src/push/console.ts";
import { aPush, aSilentPush, PATIENT } from "./pushes.ts";

test("each push is a line with its words", async () => {
  const lines: [object, string][] = [];
  const log = { info: (fields: object, line: string) => lines.push([fields, line]) };
  await using provider = createConsolePush("FCM", log);
  const token = "device-of-bo:secret";
  expect(await provider.send([aPush(token), aSilentPush(token)], PATIENT)).toEqual([
    { status: "SENT" },
    { status: "SENT" },
  ]);
  expect(lines.map(([, line]) => line)).toEqual([
    "Push to device-of-bo…: Ana",
    "Push to device-of-bo…: SILENT",
  ]);
  expect(lines[0]?.[0]).toMatchObject({
    push: { provider: "FCM", body: "Lunch at one? 🍜", badge: 3, actions: ["REPLY", "MARK_READ"] },
  });
  expect(JSON.stringify(lines)).not.toContain("secret");
});

test("an aborted call prints nothing, and is to be tried again", async () => {
  await using provider = createConsolePush("CONSOLE", { info: () => undefined });
  expect(await provider.send([aPush("x")], AbortSignal.abort(new Error("stops")))).toMatchObject([
    { status: "RETRY", reason: "stops" },
  ]);
});
