/** Pushes: what a device is shown of what is said, once, in words of its own language. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RecordingProvider, sendingBy } from "./recorder.ts";
import { chooses, registers } from "./scene.ts";

test("a message is pushed to the devices of whom it is for, and not to its sender's", async () => {
  const fcm = new RecordingProvider();
  await using app = await startApp(...sendingBy(fcm));
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await registers(ana, "of ana");
  await registers(bo, "phone", { locale: "de" });
  await registers(bo, "tablet");
  await registers(await app.people.register("cy"), "of cy");
  const [message] = await ana.sends(conversation, "**Hello** `there`\nyou");
  await fcm.hasSent(2);
  expect(fcm.pushes.map(({ token }) => token).toSorted()).toEqual(["phone", "tablet"]);
  expect(fcm.alerts("phone")).toEqual([
    {
      kind: "ALERT",
      token: "phone",
      title: "ana",
      body: "Hello there you",
      collapseKey: expect.stringMatching(/^.{1,64}$/),
      badge: 1,
      url: `${app.url}/conversations/${conversation}?seq=${message?.seq}`,
      actions: ["REPLY", "MARK_READ"],
      facts: { conversationId: conversation, messageId: message?.id, seq: String(message?.seq), count: "1" },
      priority: "HIGH",
      ttlSeconds: 86_400,
    },
  ]);
  await bo.sends(conversation, "And you");
  await fcm.hasSent(3);
  expect(fcm.alerts("of ana").map(({ body }) => body)).toEqual(["And you"]);
});

test("what comes together is told of together, in place of what is shown", async () => {
  const fcm = new RecordingProvider();
  const [settings, overrides] = sendingBy(fcm);
  await using app = await startApp({ ...settings, PUSH_DELAY_MS: "400" }, overrides);
  const { ana, bo, cy, group } = await app.people.inGroup("ana", "bo", "cy");
  await registers(bo, "phone", { locale: "de" });
  await chooses(bo, { hidesContent: false });
  await ana.sends(group, "one", "two", "three");
  await fcm.hasSent(1);
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "3 neue Nachrichten von ana" }]);
  await cy.sends(group, "@bo look");
  await fcm.hasSent(2);
  expect(fcm.shownOn("phone")).toEqual([{ title: "Group", body: "4 neue Nachrichten von cy und anderen" }]);
  expect(fcm.alerts("phone").map(({ priority, badge }) => [priority, badge])).toEqual([
    ["NORMAL", 3],
    ["HIGH", 4],
  ]);
});
