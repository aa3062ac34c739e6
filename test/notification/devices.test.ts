/** Devices: of one install and one user, for as long as the sign-in lasts. */
import { expect, test } from "vitest";
import { DEVICES_PER_USER_MAX, UNBOUND_DEVICE_LASTS_MS } from "../../src/domain/device/policy.ts";
import { TypedDocumentString } from "../gen/graphql.ts";
import { uuidOf } from "../receipts/scene.ts";
import { vapidKeys } from "../push/keys.ts";
import { startApp } from "../support/app.ts";
import type { Person } from "../support/people.ts";
import { rowsOf } from "../support/rows.ts";
import { PASSWORD } from "../support/people.ts";
import { asks, DEVICE, does, registers } from "./scene.ts";
import type { Registered } from "./scene.ts";

const SUBSCRIPTION = JSON.stringify({
  endpoint: "https://push.example/send/abc",
  keys: {
    p256dh: Buffer.alloc(65, 4).toString("base64url"),
    auth: Buffer.alloc(16, 1).toString("base64url"),
  },
});

async function devicesOf(person: Person): Promise<Registered[]> {
  const { viewer } = await asks<{ viewer: { devices: Registered[] } }>(
    person,
    `{ viewer { devices { ${DEVICE} } } }`,
  );
  return viewer.devices;
}

async function tokensIn(app: { readonly databaseUrl: string }): Promise<string[]> {
  const rows = await rowsOf<{ token: string }>(app, "SELECT token FROM device ORDER BY token");
  return rows.map(({ token }) => token);
}

/** The same person, signed in once more. */
async function signsInAgain(app: { readonly url: string }, username: string): Promise<string> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      query: `mutation ($input: LoginInput!) { login(input: $input) { ... on LoginPayload { session { accessToken } } } }`,
      variables: { input: { username, password: PASSWORD } },
    }),
  });
  const { data } = (await response.json()) as { data: { login: { session: { accessToken: string } } } };
  return data.login.session.accessToken;
}

async function asksWith<Data>(
  app: { readonly url: string },
  accessToken: string,
  query: string,
): Promise<Data> {
  const response = await fetch(`${app.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${accessToken}` },
    body: JSON.stringify({ query }),
  });
  return ((await response.json()) as { data: Data }).data;
}

test("an install is one device, whatever its token is, and its owner alone sees it", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const first = await registers(ana, "one", { installId: "phone of ana", locale: "de-at" });
  expect(first).toMatchObject({ platform: "ANDROID", provider: "FCM", locale: "de-AT", isCurrent: true });
  const second = await registers(ana, "two", { installId: "phone of ana" });
  expect(second).toEqual({ ...first, locale: "en" });
  expect(await registers(ana, "two")).toMatchObject({ id: first.id, installId: null });
  expect(await tokensIn(app)).toEqual(["two"]);
  const web = await registers(ana, SUBSCRIPTION, { platform: "WEB" });
  expect(web.provider).toBe("WEB_PUSH");
  expect((await devicesOf(ana)).map(({ id }) => id)).toEqual([web.id, first.id]);
  expect(await devicesOf(bo)).toEqual([]);
  const seen = { id: first.id };
  expect(await asks(bo, "query ($id: ID!) { node(id: $id) { id } }", seen)).toEqual({ node: null });
  expect(await asks(ana, "query ($id: ID!) { node(id: $id) { id } }", seen)).toEqual({ node: seen });
});

test("whoever signs in on the same install takes it over, token and all", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const [phone] = [await registers(ana, "token", { installId: "phone" })];
  await registers(ana, "other", { installId: "tablet" });
  const taken = await registers(bo, "token", { installId: "phone" });
  expect(taken.id).not.toBe(phone.id);
  expect((await devicesOf(ana)).map(({ installId }) => installId)).toEqual(["tablet"]);
  // A new token on the install of one, which was the token on that of another.
  await registers(bo, "other", { installId: "phone" });
  expect(await devicesOf(ana)).toEqual([]);
  expect((await devicesOf(bo)).map(({ id }) => id)).toEqual([taken.id]);
  expect(await tokensIn(app)).toEqual(["other"]);
});

test("a device goes with the session that registered it, however that ends, and not with another", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  await registers(ana, "of the first", { installId: "phone" });
  const ends = [
    `mutation { logout(input: {}) { __typename } }`,
    `mutation { changePassword(input: { currentPassword: "${PASSWORD}", newPassword: "${PASSWORD}" }) { __typename } }`,
  ];
  for (const end of ends) {
    const other = await signsInAgain(app, "ana");
    await asksWith(
      app,
      other,
      `mutation { registerDevice(input: { platform: IOS, token: "of another" }) { __typename } }`,
    );
    expect(await tokensIn(app)).toEqual(["of another", "of the first"]);
    // Logging out ends one's own session; a new password all others.
    if (end.includes("logout")) await asksWith(app, other, end);
    else await ana.ask(new TypedDocumentString(end), {});
    expect(await tokensIn(app)).toEqual(["of the first"]);
  }
  await rowsOf(app, "UPDATE session SET expires_at = now() - interval '1 second'");
  const anew = await signsInAgain(app, "ana");
  expect(await asksWith(app, anew, `{ viewer { devices { id } } }`)).toEqual({ viewer: { devices: [] } });
});

test("a session that has ended registers nothing", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  // As the gate knows it for some seconds more where it ended on another process.
  await asks(ana, "{ viewer { email } }");
  await rowsOf(app, "UPDATE session SET revoked_at = now()");
  const answer = await ana.ask<object, object>(
    new TypedDocumentString(
      `mutation { registerDevice(input: { platform: IOS, token: "late" }) { __typename } }`,
    ),
    {},
  );
  expect(answer.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  expect(await tokensIn(app)).toEqual([]);
});

test("a device without a session counts for a month after it was registered last", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  await registers(ana, "external");
  const isOld = (ms: number) =>
    rowsOf(app, "UPDATE device SET session_id = NULL, last_seen_at = now() - make_interval(secs => $1)", [
      ms / 1000,
    ]);
  await isOld(UNBOUND_DEVICE_LASTS_MS - 60_000);
  expect(await devicesOf(ana)).toHaveLength(1);
  await isOld(UNBOUND_DEVICE_LASTS_MS + 60_000);
  expect(await devicesOf(ana)).toEqual([]);
});

test("one device more than there may be takes the place of the one that was registered longest ago", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const first = await registers(ana, "token 0");
  for (let count = 1; count < DEVICES_PER_USER_MAX; count += 1) await registers(ana, `token ${count}`);
  await registers(ana, "token 0");
  await registers(ana, "one more");
  const ids = (await devicesOf(ana)).map(({ id }) => id);
  expect(ids).toHaveLength(DEVICES_PER_USER_MAX);
  expect(ids).toContain(first.id);
  expect(await tokensIn(app)).not.toContain("token 1");
});

test("the same token from two at the same moment is one device of one of them", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  await Promise.all([ana, bo, ana, bo].map((person) => registers(person, "token", { installId: "phone" })));
  expect(await tokensIn(app)).toEqual(["token"]);
  expect((await devicesOf(ana)).length + (await devicesOf(bo)).length).toBe(1);
});

test("what is no token, no install and no language is refused, each with its reason", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const paths = async (input: object) => {
    const { result } = await asks<{ result: { issues?: { path: string[] }[] } }>(
      ana,
      `mutation ($input: RegisterDeviceInput!) {
        result: registerDevice(input: $input) { ... on InputValidationError { issues { path } } }
      }`,
      { input: { platform: "WEB", ...input } },
    );
    return result.issues?.map(({ path }) => path.join("."));
  };
  expect(await paths({ token: "", installId: "x".repeat(129), locale: "no_tag" })).toEqual([
    "token",
    "installId",
    "locale",
  ]);
  expect(await paths({ token: "x".repeat(4_097) })).toEqual(["token"]);
  const insecure = SUBSCRIPTION.replace("https:", "http:");
  const keyless = JSON.stringify({ endpoint: "https://push.example/" });
  for (const token of ["a token", insecure, keyless, "{"]) {
    expect(await paths({ token, provider: "WEB_PUSH" }), token).toEqual(["token"]);
  }
  expect(await tokensIn(app)).toEqual([]);
});

test("one's own device is unregistered, and somebody else's does not exist", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const { id } = await registers(ana, "token");
  const ends = async (person: Person, deviceId: string) =>
    (await does(person, "unregisterDevice", { deviceId })).__typename;
  expect(await ends(bo, id)).toBe("NotFoundError");
  expect(await ends(ana, ana.id)).toBe("NotFoundError");
  expect(await ends(ana, id)).toBe("UnregisterDevicePayload");
  expect(await ends(ana, id)).toBe("NotFoundError");
  expect(await tokensIn(app)).toEqual([]);
  expect(await rowsOf(app, "SELECT FROM device WHERE id = $1", [uuidOf(id)])).toEqual([]);
});

test("in production a device is registered with a service that the server has keys for, and no other", async () => {
  const keys = vapidKeys();
  await using app = await startApp({
    NODE_ENV: "production",
    HOST: "127.0.0.1",
    VAPID_PUBLIC_KEY: keys.publicKey,
    VAPID_PRIVATE_KEY: keys.privateKey,
    VAPID_SUBJECT: "mailto:push@chat.example",
  });
  const ana = await app.people.register("ana");
  for (const provider of ["FCM", "APNS", "CONSOLE"]) {
    const input = { platform: "IOS", token: "abcdef", provider };
    expect(await does(ana, "registerDevice", input)).toEqual({ __typename: "PushProviderNotAvailableError" });
  }
  expect(await devicesOf(ana)).toEqual([]);
  expect(await registers(ana, SUBSCRIPTION, { platform: "WEB" })).toMatchObject({ provider: "WEB_PUSH" });
});

test("a token that is written in another way is the same device, and one person's", async () => {
  await using app = await startApp();
  const { ana, bo } = await app.people.inConversation("ana", "bo");
  const apns = { platform: "IOS", provider: "APNS" };
  await registers(ana, "00FCab12", apns);
  await registers(bo, "00fcAB12", apns);
  expect(await tokensIn(app)).toEqual(["00fcab12"]);
  const { endpoint, keys } = JSON.parse(SUBSCRIPTION) as Record<string, unknown>;
  await registers(ana, SUBSCRIPTION, { platform: "WEB" });
  const other = JSON.stringify({
    keys,
    expirationTime: null,
    endpoint: String(endpoint).replace("push", "PUSH"),
  });
  await registers(bo, other, { platform: "WEB" });
  expect(await devicesOf(ana)).toEqual([]);
  expect(await tokensIn(app)).toEqual(["00fcab12", other]);
  const refused = { ...apns, token: "no hexadecimal" };
  expect((await does(ana, "registerDevice", refused)).__typename).toBe("InputValidationError");
});
