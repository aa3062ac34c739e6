/** The settings that say by which services notifications reach devices, and with which keys. */
import { createECDH, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { ConfigError, flag, password, text } from "./settingKinds.ts";
import type { Setting } from "./settingKinds.ts";

export const PUSH_SETTINGS = {
  FCM_SERVICE_ACCOUNT: password(
    "The Firebase service account that sends to Android, iOS and web apps by FCM. Unset: no FCM.",
    "the JSON of a service account, or the path of its file",
  ),
  VAPID_PUBLIC_KEY: text(
    "",
    "What browsers are given to subscribe with; `npm run push:vapid` makes both. Unset: no Web Push.",
    "a public key of P-256, 65 bytes in base64url",
  ),
  VAPID_PRIVATE_KEY: password(
    "Signs Web Push; needed with VAPID_PUBLIC_KEY.",
    "the private key of VAPID_PUBLIC_KEY, 32 bytes in base64url",
  ),
  VAPID_SUBJECT: text(
    "",
    "Whom a push service turns to; needed with VAPID_PUBLIC_KEY.",
    "a URL that begins with mailto: or https://",
  ),
  APNS_KEY: password(
    "The key of an Apple developer team that sends to iOS and macOS without Firebase. Unset: no APNs.",
    "a .p8 key as text, or the path of its file",
  ),
  APNS_KEY_ID: text("", "The id of APNS_KEY; needed with it.", "ten letters and digits"),
  APNS_TEAM_ID: text("", "The team of APNS_KEY; needed with it.", "ten letters and digits"),
  APNS_TOPIC: text("", "The app's bundle id; needed with APNS_KEY."),
  APNS_SANDBOX: flag(false, "Sends to builds for development; only with APNS_KEY."),
} satisfies Record<string, Setting>;

type PushSettings = {
  readonly [Name in keyof typeof PUSH_SETTINGS]: z.infer<(typeof PUSH_SETTINGS)[Name]["schema"]>;
};

export interface FcmAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  /** PEM. */
  readonly privateKey: string;
}

/** Keys of P-256, raw, in base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
}

export interface ApnsKey {
  /** PKCS #8, as PEM. */
  readonly key: string;
  readonly keyId: string;
  readonly teamId: string;
  readonly topic: string;
  readonly isSandbox: boolean;
}

/** Null: the service is not used. */
export interface PushPlaces {
  readonly fcm: FcmAccount | null;
  readonly webPush: VapidKeys | null;
  readonly apns: ApnsKey | null;
}

const SERVICES = ["FCM", "WEB_PUSH", "APNS", "CONSOLE"] as const;

/** Which services reach their devices: in production those with keys; else all, for what has none is printed. */
export function pushServicesOf(
  { fcm, webPush, apns }: PushPlaces,
  isProduction: boolean,
): readonly (typeof SERVICES)[number][] {
  if (!isProduction) return SERVICES;
  const places = { FCM: fcm, WEB_PUSH: webPush, APNS: apns, CONSOLE: null };
  return SERVICES.filter((name) => places[name] !== null);
}

/** What each group's first setting needs beside it, and what has no meaning without it. */
const GROUPS = {
  VAPID_PUBLIC_KEY: ["VAPID_PRIVATE_KEY", "VAPID_SUBJECT"],
  APNS_KEY: ["APNS_KEY_ID", "APNS_TEAM_ID", "APNS_TOPIC"],
} as const;

/** Reads the files that are named; their paths start at `root`. Throws `ConfigError` for what cannot be a key. */
export function pushPlacesOf(settings: PushSettings, root: string): PushPlaces {
  assertTogether(settings);
  return { fcm: fcmOf(settings, root), webPush: vapidOf(settings), apns: apnsOf(settings, root) };
}

function assertTogether(settings: PushSettings): void {
  for (const [first, others] of Object.entries(GROUPS)) {
    const isFirstGiven = Boolean(settings[first as keyof typeof GROUPS]);
    for (const name of others) {
      if (Boolean(settings[name]) === isFirstGiven) continue;
      throw new ConfigError(
        isFirstGiven
          ? `${name} is unset, but must be given with ${first}.`
          : `${name} is given, but must be unset without ${first}.`,
      );
    }
  }
  if (settings.APNS_SANDBOX && settings.APNS_KEY === null) {
    throw new ConfigError("APNS_SANDBOX is given, but must be unset without APNS_KEY.");
  }
}

const serviceAccount = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().refine(isPrivateKey),
});

function fcmOf({ FCM_SERVICE_ACCOUNT: written }: PushSettings, root: string): FcmAccount | null {
  if (written === null) return null;
  const account = serviceAccount.safeParse(
    parsed(written.trimStart().startsWith("{") ? written : contents("FCM_SERVICE_ACCOUNT", written, root)),
  );
  if (!account.success) throw wrong("FCM_SERVICE_ACCOUNT");
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = account.data;
  return { projectId, clientEmail, privateKey };
}

function vapidOf(settings: PushSettings): VapidKeys | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, VAPID_SUBJECT: subject } = settings;
  if (publicKey === "" || privateKey === null) return null;
  if (!/^[\w-]{87}$/.test(publicKey)) throw wrong("VAPID_PUBLIC_KEY");
  if (publicKeyOf(privateKey) !== publicKey) throw wrong("VAPID_PRIVATE_KEY");
  if (!/^(mailto:.+@.+|https:\/\/.+)$/.test(subject)) throw wrong("VAPID_SUBJECT");
  return { publicKey, privateKey, subject };
}

/** Null for what is no private key. */
function publicKeyOf(privateKey: string): string | null {
  try {
    const pair = createECDH("prime256v1");
    pair.setPrivateKey(privateKey, "base64url");
    return pair.getPublicKey("base64url");
  } catch {
    return null;
  }
}

function apnsOf(settings: PushSettings, root: string): ApnsKey | null {
  const { APNS_KEY: written, APNS_KEY_ID: keyId, APNS_TEAM_ID: teamId, APNS_TOPIC: topic } = settings;
  if (written === null) return null;
  // A variable that may hold no line breaks has them as \n.
  const key = written.includes("PRIVATE KEY")
    ? written.replaceAll("\\n", "\n")
    : contents("APNS_KEY", written, root);
  if (!isPrivateKey(key) || createPrivateKey(key).asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw wrong("APNS_KEY");
  }
  for (const name of ["APNS_KEY_ID", "APNS_TEAM_ID"] as const) {
    if (!/^[A-Z0-9]{10}$/.test(settings[name])) throw wrong(name);
  }
  return { key, keyId, teamId, topic, isSandbox: settings.APNS_SANDBOX };
}

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

function contents(name: keyof PushSettings, file: string, root: string): string {
  try {
    return readFileSync(path.resolve(root, file), "utf8");
  } catch {
    throw wrong(name);
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

/** Names the setting, and not its value, which may be a key. */
function wrong(name: keyof PushSettings): ConfigError {
  return new ConfigError(`${name} is given, but must be ${PUSH_SETTINGS[name].accepts}.`);
}
