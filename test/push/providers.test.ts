/** Which provider a device's pushes go to, by the settings. */
import { expect, test } from "vitest";
import type { PushProviderName } from "../../src/domain/notification/ports.ts";
import { createPushProviders } from "../../src/push/providers.ts";
import type { PushProvidersOptions } from "../../src/push/providers.ts";
import { apnsKeys, rsaKeys, vapidKeys } from "./keys.ts";
import { aPush, PATIENT } from "./pushes.ts";

const NAMES: readonly PushProviderName[] = ["FCM", "WEB_PUSH", "APNS", "CONSOLE"];
const NOTHING = { fcm: null, webPush: null, apns: null };

function createLog() {
  const lines: string[] = [];
  const add = (_fields: object, line: string): number => lines.push(line);
  return { lines, info: add, warn: add };
}

/** By name; null where nothing sends. */
function provide(options: PushProvidersOptions) {
  const providers = createPushProviders(options);
  return {
    of: (name: PushProviderName) => providers.find((provider) => provider.name === name) ?? null,
    async [Symbol.asyncDispose]() {
      await Promise.all(providers.map((provider) => provider[Symbol.asyncDispose]()));
    },
  };
}

test("in development what has no keys is printed", async () => {
  const log = createLog();
  await using providers = provide({ places: NOTHING, isProduction: false, log });
  for (const name of NAMES) {
    expect(await providers.of(name)?.send([aPush("device-of-bo")], PATIENT)).toEqual([{ status: "SENT" }]);
  }
  expect(log.lines).toEqual(NAMES.map(() => "Push to device-of-bo…: Ana"));
});

test("in production nobody's words are printed: what has no keys has no provider", async () => {
  await using providers = provide({ places: NOTHING, isProduction: true, log: createLog() });
  expect(NAMES.map((name) => providers.of(name))).toEqual([null, null, null, null]);
});

test("with keys each service has its own provider", async () => {
  const places = {
    fcm: { projectId: "parley", clientEmail: "push@parley.example", privateKey: rsaKeys().privateKey },
    webPush: { ...vapidKeys(), subject: "mailto:push@chat.example" },
    apns: {
      key: apnsKeys().privateKey,
      keyId: "ABC123DEFG",
      teamId: "TEAM123456",
      topic: "example.chat",
      isSandbox: true,
    },
  };
  await using providers = provide({ places, isProduction: true, log: createLog() });
  expect(NAMES.map((name) => providers.of(name)?.name)).toEqual(["FCM", "WEB_PUSH", "APNS", undefined]);
});

test("a service that fails is told of once, by its name", async () => {
  const log = createLog();
  const webPush = { ...vapidKeys(), subject: "mailto:push@chat.example" };
  await using providers = provide({
    places: { ...NOTHING, webPush },
    isProduction: true,
    log,
  });
  const keys = { p256dh: webPush.publicKey, auth: "AAAAAAAAAAAAAAAAAAAAAA" };
  // RFC 6761: a name that is nowhere.
  const token = JSON.stringify({ endpoint: "https://push.invalid/1", keys });
  for (let time = 0; time < 7; time += 1) {
    expect(await providers.of("WEB_PUSH")?.send([aPush(token)], PATIENT)).toMatchObject([
      { status: "RETRY" },
    ]);
  }
  expect(log.lines).toEqual(["https://push.invalid takes no pushes, and is left alone"]);
});
