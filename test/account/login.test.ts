// Signing in with a password.

import { expect, test } from "vitest";
import { SESSIONS_PER_USER_MAX } from "../../src/domain/account/startSession.ts";
import { newId } from "../../src/lib/ids.ts";
import { PASSWORD, Scene, SESSION_TTL_MS } from "./scene.ts";

test("a username in any case and its password begin a session", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  const device = await scene.logsIn(" ANA ");
  expect(await device.whoAmI()).toBe("ana");
  expect(await device.sessions()).toHaveLength(2);
});

test("an unknown user and a wrong password get the same answer for the same work", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  await scene.prisma.user.create({ data: { id: newId(), username: "external", displayName: "No password" } });
  const device = scene.device();
  for (const username of [
    "ana",
    "nobody",
    "external",
    "",
    "not a username",
    "x".repeat(10_000),
    "\ud800",
    "a\u0000b",
  ]) {
    const hashes = await scene.countHashes(async () => {
      expect(await device.does("login", { username, password: "wrong password" }), username).toEqual({
        __typename: "InvalidCredentialsError",
        code: "INVALID_CREDENTIALS",
      });
    });
    expect(hashes, username).toBe(1);
  }
  // Shorter than any password can be: still only wrong.
  expect(await device.tries("login", { username: "ana", password: "" })).toBe("InvalidCredentialsError");
});

test("what cannot be a password is refused before any work, for everybody", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  const hashes = await scene.countHashes(async () => {
    for (const username of ["ana", "nobody"]) {
      for (const password of ["p".repeat(129), "p".repeat(100_000), "1234567\ud800"]) {
        expect(await scene.device().tries("login", { username, password })).toBe("InputValidationError");
      }
    }
  });
  expect(hashes).toBe(0);
});

test("attempts are counted per address and per account, however it is written", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  scene.charges.length = 0;
  await scene.device().tries("login", { username: "ana", password: "wrong password" });
  await scene.device().tries("login", { username: " ANA", password: "wrong password" });
  const [address, account, ...rest] = scene.charges;
  expect(address).toBe("signIn 192.0.2.1");
  expect(account).toMatch(/^signInAccount [\w-]{43}$/);
  expect(rest).toEqual([address, account]);
});

test("the hundred-and-first session ends the one that was not used for longest", async () => {
  await using scene = await Scene.start();
  const first = await scene.registers("ana");
  const { id: userId } = await scene.prisma.user.findUniqueOrThrow({ where: { username: "ana" } });
  const expiresAt = new Date(Date.now() + SESSION_TTL_MS);
  await scene.prisma.session.createMany({
    data: Array.from({ length: SESSIONS_PER_USER_MAX - 1 }, () => ({ id: newId(), userId, expiresAt })),
  });
  expect(await first.sessions()).toHaveLength(SESSIONS_PER_USER_MAX);
  const next = await scene.logsIn("ana");
  expect(await next.sessions()).toHaveLength(SESSIONS_PER_USER_MAX);
  expect(scene.revoked).toHaveLength(1);
  expect(await first.whoAmI()).toBe("UNAUTHENTICATED");
});

test("a login that raced a change of its password opens nothing", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const outcomes = await Promise.all([
    ana.tries("changePassword", { currentPassword: PASSWORD, newPassword: "another horse" }),
    ...Array.from({ length: 5 }, () =>
      scene.device().tries("login", { username: "ana", password: PASSWORD }),
    ),
  ]);
  expect(outcomes[0]).toBe("ChangePasswordPayload");
  expect(await ana.sessions()).toHaveLength(1);
});
