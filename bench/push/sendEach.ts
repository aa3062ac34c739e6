/**
 * firebase-admin alone: answers each number with the milliseconds that so many messages take by `sendEach`, 500 at a time,
 * one group after the other, and the CPU time that it computed meanwhile.
 */
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getMessaging } from "firebase-admin/messaging";
import { randomUUID } from "node:crypto";
import { messageOf } from "../../src/push/fcm.ts";
import { createGoogleAccess } from "../../src/push/googleAccess.ts";
import { bodyOf } from "./chats.ts";
import { makeAccount } from "./account.ts";
import { GoogleAgent } from "./googleAgent.ts";

const GROUP = 500;

const agent = new GoogleAgent(Number(process.env["BENCH_GOOGLE_PORT"]));
const app = initializeApp({
  credential: { getAccessToken: createGoogleAccess(makeAccount(), agent) },
  projectId: "bench",
  httpAgent: agent,
});
const messaging = getMessaging(app);
// Over HTTP/1.1, as the sender does it: else it opens a session for each call.
messaging.enableLegacyHttpTransport();

process.on("message", (count) => {
  void send(Number(count)).then((ended) => process.send?.(ended));
});
process.on("SIGINT", () => undefined);
process.once("disconnect", () => {
  void deleteApp(app).then(() => process.exit(0));
});
process.send?.({ isReady: true });

async function send(count: number): Promise<{ ms: number; cpuMicros: number }> {
  const messages = Array.from({ length: count }, (_, place) => aMessage(place));
  const begun = performance.now();
  const cpu = process.cpuUsage();
  for (let start = 0; start < count; start += GROUP) {
    const { failureCount } = await messaging.sendEach(messages.slice(start, start + GROUP));
    if (failureCount > 0) throw new Error(`${failureCount} were not taken.`);
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ms: performance.now() - begun, cpuMicros: user + system };
}

/** As the sender makes them of the same messages. */
function aMessage(place: number) {
  const conversationId = Buffer.from(`Conversation:${randomUUID()}`).toString("base64url");
  return messageOf({
    token: `device-${place}:${randomUUID()}`,
    kind: "ALERT",
    collapseKey: randomUUID(),
    title: `Bench ${place}`,
    body: bodyOf(place),
    badge: 3,
    url: `http://127.0.0.1:4000/conversations/${conversationId}?seq=1`,
    actions: ["REPLY", "MARK_READ"],
    facts: {
      conversationId,
      messageId: Buffer.from(`Message:${randomUUID()}`).toString("base64url"),
      seq: "1",
      count: "1",
    },
    priority: "HIGH",
    ttlSeconds: 86_400,
  });
}
