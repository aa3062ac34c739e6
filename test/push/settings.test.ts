/** The settings of push services and of mail: each group whole, each key one that can sign. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { ConfigError, parseConfig } from "../../src/config.ts";
import { apnsKeys, rsaKeys, vapidKeys } from "./keys.ts";

type Env = Record<string, string>;

function sentence(env: Env): string {
  try {
    parseConfig(env, "/srv");
    return "accepted";
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const { publicKey, privateKey } = vapidKeys();
const VAPID = {
  VAPID_PUBLIC_KEY: publicKey,
  VAPID_PRIVATE_KEY: privateKey,
  VAPID_SUBJECT: "mailto:push@chat.example",
};
const APNS = {
  APNS_KEY: apnsKeys().privateKey,
  APNS_KEY_ID: "ABC123DEFG",
  APNS_TEAM_ID: "TEAM123456",
  APNS_TOPIC: "example.chat",
};
const ACCOUNT = {
  type: "service_account",
  project_id: "parley-test",
  client_email: "push@parley-test.iam.gserviceaccount.com",
  private_key: rsaKeys().privateKey,
};

test("no push service is used that no key is given for", () => {
  expect(parseConfig({}, "/srv").push).toEqual({ fcm: null, webPush: null, apns: null });
});

test("keys are read from their settings, or from the files that these name", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "parley-keys-"));
  try {
    writeFileSync(path.join(folder, "account.json"), JSON.stringify(ACCOUNT));
    writeFileSync(path.join(folder, "key.p8"), APNS.APNS_KEY);
    const whole = { ...VAPID, ...APNS, FCM_SERVICE_ACCOUNT: JSON.stringify(ACCOUNT) };
    const places = parseConfig(whole, folder).push;
    expect(places).toEqual({
      fcm: {
        projectId: "parley-test",
        clientEmail: ACCOUNT.client_email,
        privateKey: ACCOUNT.private_key,
      },
      webPush: { publicKey, privateKey, subject: VAPID.VAPID_SUBJECT },
      apns: {
        key: APNS.APNS_KEY,
        keyId: "ABC123DEFG",
        teamId: "TEAM123456",
        topic: "example.chat",
        isSandbox: false,
      },
    });
    expect(
      parseConfig({ ...whole, FCM_SERVICE_ACCOUNT: "account.json", APNS_KEY: "key.p8" }, folder).push,
    ).toEqual(places);
    const inOneLine = { ...APNS, APNS_KEY: APNS.APNS_KEY.replaceAll("\n", "\\n"), APNS_SANDBOX: "true" };
    expect(parseConfig(inOneLine, folder).push.apns).toEqual({ ...places.apns, isSandbox: true });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what cannot be a key, or misses its company, is named and not printed", () => {
  const other = vapidKeys();
  const wrong: readonly [Env, string][] = [
    [{ FCM_SERVICE_ACCOUNT: "nowhere.json" }, "FCM_SERVICE_ACCOUNT is given, but must be the JSON of"],
    [{ FCM_SERVICE_ACCOUNT: '{"project_id":' }, "FCM_SERVICE_ACCOUNT is given, but must be the JSON of"],
    [
      { FCM_SERVICE_ACCOUNT: JSON.stringify({ ...ACCOUNT, private_key: "hunter2" }) },
      "FCM_SERVICE_ACCOUNT is given, but must be the JSON of",
    ],
    [{ ...VAPID, VAPID_PUBLIC_KEY: "hunter2" }, "VAPID_PUBLIC_KEY is given, but must be a public key"],
    [
      { ...VAPID, VAPID_PRIVATE_KEY: other.privateKey },
      "VAPID_PRIVATE_KEY is given, but must be the private",
    ],
    [{ ...VAPID, VAPID_PRIVATE_KEY: "hunter2" }, "VAPID_PRIVATE_KEY is given, but must be the private"],
    [{ ...VAPID, VAPID_SUBJECT: "hunter2" }, "VAPID_SUBJECT is given, but must be a URL"],
    [{ ...VAPID, VAPID_SUBJECT: "" }, "VAPID_SUBJECT is unset, but must be given with VAPID_PUBLIC_KEY."],
    [
      { VAPID_PRIVATE_KEY: privateKey },
      "VAPID_PRIVATE_KEY is given, but must be unset without VAPID_PUBLIC_KEY.",
    ],
    [{ ...APNS, APNS_KEY: "hunter2" }, "APNS_KEY is given, but must be a .p8 key"],
    [{ ...APNS, APNS_KEY: ACCOUNT.private_key }, "APNS_KEY is given, but must be a .p8 key"],
    [{ ...APNS, APNS_KEY_ID: "hunter2" }, "APNS_KEY_ID is given, but must be ten letters and digits."],
    [{ ...APNS, APNS_TOPIC: "" }, "APNS_TOPIC is unset, but must be given with APNS_KEY."],
    [{ APNS_SANDBOX: "true" }, "APNS_SANDBOX is given, but must be unset without APNS_KEY."],
    [{ SMTP_URL: "smtp://mail.example" }, 'MAIL_FROM is "", but must be an address'],
    [{ SMTP_URL: "smtp://mail.example", MAIL_FROM: "hunter" }, 'MAIL_FROM is "hunter", but must be'],
    [{ SMTP_URL: "https://u:hunter2@mail.example" }, 'SMTP_URL is "https://u:…@mail.example", but must'],
  ];
  for (const [env, said] of wrong) {
    expect(sentence(env)).toContain(said);
    expect(sentence(env)).not.toContain("hunter2");
  }
  expect(sentence({ SMTP_URL: "smtp://mail.example", MAIL_FROM: "Parley <chat@example.com>" })).toBe(
    "accepted",
  );
});

test("npm run push:vapid prints a pair that the settings accept", () => {
  const script = path.resolve(import.meta.dirname, "../../scripts/vapid.mjs");
  const { stdout } = spawnSync(process.execPath, [script], { encoding: "utf8" });
  const printed = Object.fromEntries(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split("=")),
  ) as Env;
  expect(Object.keys(printed)).toEqual(["VAPID_PUBLIC_KEY", "VAPID_PRIVATE_KEY"]);
  expect(sentence({ ...printed, VAPID_SUBJECT: "https://chat.example" })).toBe("accepted");
});
