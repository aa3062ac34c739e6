/** Sending: what one service does or does not answer keeps no other from its pushes. */
import pino from "pino";
import { expect, test } from "vitest";
import type { PushOutcome } from "../../src/domain/notification/ports.ts";
import { startApp } from "../support/app.ts";
import { rowsOf } from "../support/rows.ts";
import { becomes } from "../transports/support.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { decisionsOf, registers } from "./scene.ts";

const BROWSER = JSON.stringify({
  endpoint: "https://push.example/send/abc",
  keys: {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16, 1).toString("base64url"),
  },
});

test("a service that hangs holds neither what others have taken nor what comes next", async () => {
  const fcm = new RecordingProvider();
  const hanging = new RecordingProvider(100, "WEB_PUSH");
  const { promise: silence, resolve } = Promise.withResolvers<PushOutcome>();
  hanging.answer = () => silence;
  await using app = await startApp(...sendingBy(fcm, hanging));
  await using _ = { [Symbol.asyncDispose]: async () => resolve({ status: "SENT" }) };
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone");
  await registers(bo, BROWSER, { platform: "WEB" });
  const groups = [group];
  for (const title of ["2", "3", "4", "5", "6"]) groups.push(await ana.makesGroup(title, bo, cy));
  for (const [at, each] of groups.entries()) {
    await ana.sends(each, `@bo ${at}`);
    await becomes(async () => (await decisionsOf(bo))[0]?.join(), `@bo ${at},SENT`);
  }
  expect(fcm.alerts("phone")).toHaveLength(groups.length);
  const shown = "SELECT FROM push WHERE shown_seq IS NOT NULL AND claim_id IS NULL";
  expect(await rowsOf(app, shown)).toHaveLength(groups.length);
  resolve({ status: "SENT" });
  await becomes(async () => (await rowsOf(app, shown)).length, 2 * groups.length);
});

test("why a service refuses pushes is said once, without whose they are and what is in them", async () => {
  const lines: string[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => lines.push(line) });
  const fcm = new RecordingProvider();
  const [settings, overrides] = sendingBy(fcm);
  await using app = await startApp(settings, { ...overrides, log });
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(bo, "token of bo");
  for (const reason of ["400 INVALID_ARGUMENT", "400 INVALID_ARGUMENT", "413"]) {
    fcm.answer = () => ({ status: "REFUSED", reason });
    await ana.sends(conversation, `secret ${reason}`);
    await becomes(async () => (await decisionsOf(bo))[0]?.join(), `secret ${reason},NOT_TAKEN`);
  }
  const refusals = lines.map((line) => JSON.parse(line)).filter(({ msg }) => /refuses/.test(msg));
  expect(refusals).toMatchObject([
    { provider: "FCM", reason: "400 INVALID_ARGUMENT" },
    { provider: "FCM", reason: "413" },
  ]);
  expect(lines.join()).not.toMatch(/secret|token of bo/);
});
