/** FCM through firebase-admin, against servers that check the account's signature and refuse what FCM refuses. */
import { describe, expect, test } from "vitest";
import type { PushOutcome } from "../../src/domain/notification/ports.ts";
import { createFcm } from "../../src/push/fcm.ts";
import { keepsTheContract } from "./contract.ts";
import type { Stage } from "./contract.ts";
import { DEVICE, fcmError, startGoogleService } from "./googleService.ts";
import { rsaKeys } from "./keys.ts";
import { aPush, aSilentPush, PATIENT } from "./pushes.ts";

const JSON_TYPE = { "content-type": "application/json" };
const KEYS = rsaKeys();
const ACCOUNT = {
  projectId: "parley-test",
  clientEmail: "push@parley-test.iam.gserviceaccount.com",
  privateKey: KEYS.privateKey,
};

async function start(timeoutMs = 15_000, changes: Partial<typeof ACCOUNT> = {}) {
  const service = await startGoogleService(ACCOUNT, KEYS.publicKey);
  const provider = createFcm({ account: { ...ACCOUNT, ...changes }, timeoutMs, agent: service.agent });
  return {
    ...service,
    provider,
    token: DEVICE,
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  } satisfies Stage;
}

const statusesOf = (outcomes: readonly PushOutcome[]): string[] => outcomes.map(({ status }) => status);

describe("the contract", () => {
  keepsTheContract(start, {
    gone: [fcmError(404, "NOT_FOUND", "UNREGISTERED")],
    refused: [
      fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
      fcmError(400, "INVALID_ARGUMENT"),
      fcmError(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
      { status: 413, body: "too large" },
    ],
    throttled: {
      ...Object(fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED")),
      headers: { "content-type": "application/json", "retry-after": "7" },
    },
    passing: [
      fcmError(500, "INTERNAL", "INTERNAL"),
      fcmError(503, "UNAVAILABLE", "UNAVAILABLE"),
      { status: 503, headers: { "retry-after": "1" }, body: "<html>" },
      { status: 502, body: "<html>" },
      { status: 200, body: "<html>sign in to this network</html>" },
      // No such project, no right to it, no key of Apple's in it: nothing that a device could be at fault for.
      fcmError(404, "NOT_FOUND"),
      fcmError(403, "PERMISSION_DENIED"),
      fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
      "reset",
      "garbage",
    ],
  });
});

test("one message says it to Android, iOS and the web", async () => {
  await using stage = await start();
  await stage.provider.send([aPush(DEVICE)], PATIENT);
  const [message] = stage.messages;
  expect(message).toMatchObject({
    token: DEVICE,
    notification: { title: "Ana", body: "Lunch at one? 🍜" },
    data: {
      conversationId: "0199c0de",
      messageId: "0199c0df",
      kind: "ALERT",
      badge: "3",
      actions: "REPLY,MARK_READ",
      url: "https://chat.example/conversations/0199c0de?seq=12",
      collapseKey: "conversation:0199c0de",
    },
    android: {
      collapse_key: "conversation:0199c0de",
      priority: "high",
      ttl: "3600s",
      notification: { tag: "conversation:0199c0de", notification_count: 3 },
    },
    apns: {
      headers: {
        "apns-push-type": "alert",
        "apns-priority": "10",
        "apns-collapse-id": "conversation:0199c0de",
      },
      payload: {
        aps: {
          badge: 3,
          sound: "default",
          category: "REPLY_MARK_READ",
        },
      },
    },
    webpush: {
      headers: { TTL: "3600", Urgency: "high" },
      notification: { tag: "conversation:0199c0de" },
      fcmOptions: { link: "https://chat.example/conversations/0199c0de?seq=12" },
    },
  });
});

test("a silent one shows nothing anywhere, and wakes the app", async () => {
  await using stage = await start();
  await stage.provider.send([aSilentPush(DEVICE)], PATIENT);
  const [message] = stage.messages;
  expect(message).toMatchObject({ data: { kind: "SILENT", badge: "0" }, android: { priority: "normal" } });
  expect(message?.apns).toMatchObject({
    headers: { "apns-push-type": "background", "apns-priority": "5" },
    payload: { aps: { "content-available": 1 } },
  });
  expect([message?.notification, message?.android.notification, message?.webpush.notification]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a link that is not https, and a time of years, are left to what FCM takes", async () => {
  await using stage = await start();
  const push = aPush(DEVICE, {
    url: "http://127.0.0.1:4000/c/1",
    ttlSeconds: 99_999_999,
    collapseKey: "ü".repeat(64),
  });
  expect(await stage.provider.send([push], PATIENT)).toEqual([{ status: "SENT" }]);
  expect(stage.faults).toEqual([]);
});

test("a batch asks for one access token, and the next batch for none", async () => {
  await using stage = await start();
  const pushes = Array.from({ length: 50 }, () => aPush(DEVICE));
  await stage.provider.send(pushes, PATIENT);
  await stage.provider.send(pushes, PATIENT);
  expect(stage.grantCount()).toBe(1);
  expect(stage.messages).toHaveLength(100);
});

test("an account that Google does not take is a fault that passes, and costs no device its token", async () => {
  await using stage = await start(15_000, { privateKey: rsaKeys().privateKey });
  const outcomes = await stage.provider.send([aPush(DEVICE), aPush(DEVICE)], PATIENT);
  expect(outcomes).toMatchObject([
    { status: "RETRY", reason: expect.stringContaining("invalid_grant") as string },
    { status: "RETRY" },
  ]);
  expect(stage.requestCount()).toBe(0);
});

test("another project's account is one, too", async () => {
  await using stage = await start(15_000, { projectId: "another-project" });
  expect(statusesOf(await stage.provider.send([aPush(DEVICE)], PATIENT))).toEqual(["RETRY"]);
});

test("an access token that does not come is asked for again by the next push", async () => {
  await using stage = await start();
  stage.grants.add("reset", { status: 503, body: "<html>" });
  expect(statusesOf(await stage.provider.send([aPush(DEVICE)], PATIENT))).toEqual(["RETRY"]);
  expect(statusesOf(await stage.provider.send([aPush(DEVICE)], PATIENT))).toEqual(["RETRY"]);
  expect(statusesOf(await stage.provider.send([aPush(DEVICE)], PATIENT))).toEqual(["SENT"]);
  expect(stage.grantCount()).toBe(3);
});

test("why a push is refused is said in codes: what FCM writes may quote the token or the words", async () => {
  await using stage = await start();
  const said = { status: 400, message: `Invalid value: "Lunch at one?" for ${DEVICE}`, details: [] };
  stage.answers.add({ status: 400, headers: JSON_TYPE, body: JSON.stringify({ error: said }) });
  const [outcome] = await stage.provider.send([aPush(DEVICE)], PATIENT);
  expect(outcome).toMatchObject({
    status: "REFUSED",
    reason: expect.stringMatching(/^400 messaging\/[a-z-]+$/),
  });
});
