// Making an account.

import { expect, test } from "vitest";
import { Scene } from "./scene.ts";

const ana = { username: "ana", email: "ana@example.com", password: "correct horse", displayName: "Ana" };

test("who registers is signed in, under the name given, in lower case", async () => {
  await using scene = await Scene.start();
  const device = scene.device();
  const session = await device.signsIn("register", {
    username: " Ana.Silva_1 ",
    email: "Ana@Example.com",
    password: " 12345678 ",
    displayName: "  Ana 🌻 ",
  });
  expect(session.user.username).toBe("ana.silva_1");
  expect(Date.parse(session.accessTokenExpiresAt) - Date.now()).toBeGreaterThan(890_000);
  const { viewer } = await device.asks<{ viewer: object }>(
    "{ viewer { email emailVerifiedAt serverRole user { username displayName } } }",
  );
  expect(viewer).toEqual({
    email: "ana@example.com",
    emailVerifiedAt: null,
    serverRole: "USER",
    user: { username: "ana.silva_1", displayName: "Ana 🌻" },
  });
  // The password is kept as written.
  expect(await scene.device().tries("login", { username: "ANA.silva_1", password: "12345678" })).toBe(
    "InvalidCredentialsError",
  );
  expect(await scene.device().tries("login", { username: "ANA.silva_1", password: " 12345678 " })).toBe(
    "LoginPayload",
  );
  expect(scene.charges[0]).toBe("signIn 192.0.2.1");
});

test("what is stored opens nothing: no password, no token", async () => {
  await using scene = await Scene.start();
  const device = await scene.registers("ana");
  await scene.mailedToken();
  const [user] = await scene.prisma.user.findMany();
  expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
  const [refresh] = await scene.prisma.refreshToken.findMany();
  const [mailed] = await scene.prisma.oneTimeToken.findMany();
  expect(refresh?.hash).toHaveLength(32);
  expect(mailed?.hash).toHaveLength(32);
  expect(Buffer.from(refresh?.hash ?? []).toString("base64url")).not.toBe(device.refreshToken);
});

test("a username or an address that is taken is refused, whoever is first of two at once", async () => {
  await using scene = await Scene.start();
  expect(await scene.device().tries("register", ana)).toBe("RegisterPayload");
  const hashes = await scene.countHashes(async () => {
    expect(
      await scene.device().does("register", { ...ana, username: "ANA", email: "b@example.com" }),
    ).toEqual({
      __typename: "UsernameTakenError",
      code: "USERNAME_TAKEN",
    });
    expect(
      await scene.device().does("register", { ...ana, username: "ana2", email: "ANA@example.com" }),
    ).toEqual({
      __typename: "EmailTakenError",
      code: "EMAIL_TAKEN",
    });
  });
  expect(hashes).toBe(0);

  const bo = { ...ana, username: "bo", email: "bo@example.com" };
  const sameName = [bo, { ...bo, email: "bo2@example.com" }];
  const outcomes = await Promise.all(sameName.map((input) => scene.device().tries("register", input)));
  expect(outcomes.sort()).toEqual(["RegisterPayload", "UsernameTakenError"]);
  const cy = { ...ana, username: "cy", email: "cy@example.com" };
  const sameAddress = [cy, { ...cy, username: "cy2" }];
  expect(
    (await Promise.all(sameAddress.map((input) => scene.device().tries("register", input)))).sort(),
  ).toEqual(["EmailTakenError", "RegisterPayload"]);
});

test("every broken rule is named, and nothing is written", async () => {
  await using scene = await Scene.start();
  const refused: [keyof typeof ana, string[]][] = [
    [
      "username",
      ["", "a", "a".repeat(33), "ana silva", "ana@x", "änä", "ana\u0000", "ana\ud800", "\u202eana"],
    ],
    [
      "email",
      [
        "",
        "ana",
        "ana@",
        "@example.com",
        "ana@localhost",
        "a na@example.com",
        "ana@exa\nmple.com",
        "ana@a..b",
      ].concat("a@b@c.de", "<ana@example.com>", `${"a".repeat(65)}@example.com`, `a@${"b".repeat(252)}.de`),
    ],
    [
      "password",
      ["", "1234567", "🌻".repeat(7), "p".repeat(129), "p".repeat(100_000), "1234567\ud800", "1234567\u0000"],
    ],
    ["displayName", ["", "   ", "a".repeat(81), "a\nb", "a\u0007", "\udfff"]],
  ];
  for (const [name, values] of refused) {
    for (const value of values) {
      const result = await scene.device().does("register", { ...ana, [name]: value });
      expect(result, `${name} ${JSON.stringify(value)}`).toEqual({
        __typename: "InputValidationError",
        code: "INPUT_VALIDATION",
        issues: [{ path: [name] }],
      });
    }
  }
  const all = await scene
    .device()
    .does("register", { username: "", email: "", password: "", displayName: "" });
  expect(all.issues?.map((issue) => issue.path[0])).toEqual(["username", "email", "password", "displayName"]);
  expect(await scene.prisma.user.count()).toBe(0);
  expect(scene.hashes).toBe(0);
});

test("the longest of everything is accepted", async () => {
  await using scene = await Scene.start();
  const longest = {
    username: "a".repeat(32),
    email: `${"a".repeat(64)}@${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(58)}.de`,
    password: "🌻".repeat(128),
    displayName: "🌻".repeat(80),
  };
  expect(longest.email).toHaveLength(254);
  expect(await scene.device().tries("register", longest)).toBe("RegisterPayload");
  expect(await scene.device().tries("register", { ...ana, username: "bo" })).toBe("RegisterPayload");
});
