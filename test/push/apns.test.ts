/** APNs, against a server that checks the team's signature and refuses what Apple refuses. */
import { describe, expect, test } from "vitest";
import { createApns } from "../../src/push/apns.ts";
import { apnsError, DEVICE, startAppleService } from "./appleService.ts";
import { keepsTheContract } from "./contract.ts";
import type { Stage } from "./contract.ts";
import { apnsKeys } from "./keys.ts";
import { certificate } from "./localhost.ts";
import { aPush, aSilentPush, PATIENT } from "./pushes.ts";

const KEYS = apnsKeys();
const KEY = {
  key: KEYS.privateKey,
  keyId: "ABC123DEFG",
  teamId: "TEAM123456",
  topic: "example.chat",
  isSandbox: false,
};

/** A clock that provider and service share, and a lead that the service's may have. */
async function start(timeoutMs = 15_000, changes: Partial<typeof KEY> = {}) {
  let passed = 0;
  let lead = 0;
  const now = (): number => Date.now() + passed;
  const service = await startAppleService(KEY, KEYS.publicKey, () => now() + lead);
  const provider = createApns({
    key: { ...KEY, ...changes },
    timeoutMs,
    origin: service.origin,
    ca: certificate.cert,
    now,
  });
  return {
    ...service,
    provider,
    token: DEVICE,
    passes(minutes: number) {
      passed += minutes * 60_000;
    },
    runsAhead(minutes: number) {
      lead = minutes * 60_000;
    },
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  } satisfies Stage & Record<string, unknown>;
}

describe("the contract", () => {
  keepsTheContract(start, {
    gone: [
      { status: 410, body: JSON.stringify({ reason: "Unregistered", timestamp: 1_700_000_000_000 }) },
      apnsError(410, "ExpiredToken"),
      apnsError(400, "BadDeviceToken"),
    ],
    refused: [
      apnsError(400, "BadTopic"),
      apnsError(400, "DeviceTokenNotForTopic"),
      apnsError(413, "PayloadTooLarge"),
      { status: 404, body: "<html>" },
    ],
    throttled: {
      ...Object(apnsError(429, "TooManyRequests")),
      headers: { "retry-after": "7" },
    },
    passing: [
      apnsError(403, "InvalidProviderToken"),
      apnsError(429, "TooManyProviderTokenUpdates"),
      apnsError(500, "InternalServerError"),
      apnsError(503, "ServiceUnavailable"),
      apnsError(503, "Shutdown"),
      { status: 502, body: "<html>" },
      "reset",
      "garbage",
    ],
  });
});

test("the device is told what to show, how urgent it is and until when", async () => {
  await using stage = await start();
  await stage.provider.send([aPush(DEVICE)], PATIENT);
  const [delivery] = stage.deliveries;
  expect(delivery?.headers).toMatchObject({
    "apns-topic": "example.chat",
    "apns-push-type": "alert",
    "apns-priority": "10",
    "apns-collapse-id": "conversation:0199c0de",
  });
  const untilMs = Number(delivery?.headers["apns-expiration"]) * 1000 - Date.now();
  expect(untilMs).toBeGreaterThan(3_500_000);
  expect(untilMs).toBeLessThanOrEqual(3_600_000);
  expect(delivery?.payload).toEqual({
    aps: {
      alert: { title: "Ana", body: "Lunch at one? 🍜" },
      badge: 3,
      sound: "default",
      category: "REPLY_MARK_READ",
    },
    conversationId: "0199c0de",
    messageId: "0199c0df",
    kind: "ALERT",
    badge: "3",
    actions: "REPLY,MARK_READ",
    url: "https://chat.example/conversations/0199c0de?seq=12",
    collapseKey: "conversation:0199c0de",
  });
});

test("a silent one wakes the app, and shows nothing", async () => {
  await using stage = await start();
  await stage.provider.send([aSilentPush(DEVICE)], PATIENT);
  expect(stage.deliveries[0]?.headers).toMatchObject({
    "apns-push-type": "background",
    "apns-priority": "5",
  });
  expect(stage.deliveries[0]?.payload).toMatchObject({
    aps: { "content-available": 1 },
    kind: "SILENT",
    badge: "0",
  });
});

test("a collapse key that is too long for Apple is one all the same", async () => {
  await using stage = await start();
  const key = "ü".repeat(64);
  const pushes = [key, key, `${key}x`].map((collapseKey) => aPush(DEVICE, { collapseKey }));
  await stage.provider.send(pushes, PATIENT);
  expect(stage.faults).toEqual([]);
  expect(new Set(stage.deliveries.map(({ headers }) => headers["apns-collapse-id"])).size).toBe(2);
});

test("what cannot be a token is asked nobody about", async () => {
  await using stage = await start();
  const pushes = ["", "../../", `${DEVICE}?x`, "{}"].map((token) => aPush(token));
  expect(await stage.provider.send(pushes, PATIENT)).toEqual(pushes.map(() => ({ status: "INVALID_TOKEN" })));
  expect(stage.requestCount()).toBe(0);
});

test("all pushes go over one connection, signed in by one token that is renewed before it ends", async () => {
  await using stage = await start();
  const pushes = Array.from({ length: 50 }, () => aPush(DEVICE));
  for (const minutes of [0, 30, 14, 2, 44]) {
    stage.passes(minutes);
    await stage.provider.send(pushes, PATIENT);
  }
  expect(stage.faults).toEqual([]);
  expect(stage.requestCount()).toBe(250);
  expect(stage.connectionCount()).toBe(1);
  expect(stage.providerTokenCount()).toBe(2);
});

test("where Apple's clock is ahead, a token that it calls expired is renewed, and the push asked once more", async () => {
  await using stage = await start();
  await stage.provider.send([aPush(DEVICE)], PATIENT);
  stage.runsAhead(30);
  stage.passes(40);
  const outcomes = await stage.provider.send([aPush(DEVICE), aPush(DEVICE)], PATIENT);
  // By Apple's clock the first is an hour and ten minutes old, and the second half an hour.
  expect(outcomes).toEqual([{ status: "SENT" }, { status: "SENT" }]);
  expect(stage.providerTokenCount()).toBe(2);
});

test("one that Apple calls expired when it is new is asked once, and no other made", async () => {
  await using stage = await start();
  stage.runsAhead(70);
  expect(await stage.provider.send([aPush(DEVICE)], PATIENT)).toMatchObject([
    { status: "RETRY", reason: "403 ExpiredProviderToken" },
  ]);
  expect(stage.requestCount()).toBe(1);
});

test("a key of another team costs no device its token", async () => {
  await using stage = await start(15_000, { key: apnsKeys().privateKey });
  expect(await stage.provider.send([aPush(DEVICE)], PATIENT)).toMatchObject([
    { status: "RETRY", reason: "403 InvalidProviderToken" },
  ]);
});

test("a server that goes away finishes what it has, and what comes next goes to another connection", async () => {
  await using stage = await start();
  await stage.provider.send([aPush(DEVICE)], PATIENT);
  for (let time = 0; time < 20; time += 1) {
    const batch = stage.provider.send(
      Array.from({ length: 20 }, () => aPush(DEVICE)),
      PATIENT,
    );
    stage.goesAway();
    const outcomes = await batch;
    // What Apple did not look at any more is to be tried again; nothing else can have happened to it.
    expect(outcomes.filter(({ status }) => status !== "SENT" && status !== "RETRY")).toEqual([]);
    expect(await stage.provider.send([aPush(DEVICE)], PATIENT)).toEqual([{ status: "SENT" }]);
  }
});

test("a connection lost in the middle loses the pushes that were on it, and no later one", async () => {
  await using stage = await start();
  stage.answers.add("silence", "silence", "reset");
  const outcomes = await stage.provider.send([aPush(DEVICE), aPush(DEVICE), aPush(DEVICE)], PATIENT);
  expect(outcomes.map(({ status }) => status)).toEqual(["RETRY", "RETRY", "RETRY"]);
  expect(await stage.provider.send([aPush(DEVICE)], PATIENT)).toEqual([{ status: "SENT" }]);
  expect(stage.connectionCount()).toBe(2);
});

test("nobody there is a fault that passes", async () => {
  const gone = await startAppleService(KEY, KEYS.publicKey);
  await gone[Symbol.asyncDispose]();
  await using provider = createApns({ key: KEY, origin: gone.origin, ca: certificate.cert });
  expect(await provider.send([aPush(DEVICE), aPush(DEVICE)], PATIENT)).toMatchObject([
    { status: "RETRY" },
    { status: "RETRY" },
  ]);
});
