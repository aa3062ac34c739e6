// Refresh tokens: each works once, its successor can be asked for again for a moment, and a stolen one ends the session.

import { expect, test } from "vitest";
import { PASSWORD, RETRY_WINDOW_MS, Scene, SESSION_TTL_MS } from "./scene.ts";

const DAY_MS = 86_400_000;

test("a refresh gives the next token and a new access token of the same session", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const [before] = await ana.sessions();
  const old = ana.refreshToken;
  await scene.passes(DAY_MS);
  await ana.refreshes();
  expect(ana.refreshToken).not.toBe(old);
  expect(await ana.whoAmI()).toBe("ana");
  const [after, ...others] = await ana.sessions();
  expect(others).toEqual([]);
  expect(after).toMatchObject({ id: before?.id, isCurrent: true });
  // It lives on from now.
  expect(Date.parse(after?.expiresAt ?? "") - Date.now()).toBeGreaterThan(SESSION_TTL_MS - 60_000);
});

test("a lost answer is asked for again, for some seconds", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const first = ana.refreshToken;
  const { refreshToken: successor } = await ana.refreshes();
  await scene.passes(RETRY_WINDOW_MS - 2_000);
  const retried = await scene.device().signsIn("refreshSession", { refreshToken: first });
  expect(retried.refreshToken).toBe(successor);
  await ana.refreshes();
  expect(await ana.whoAmI()).toBe("ana");
});

test("a token that comes back later ends its session, and no other", async () => {
  await using scene = await Scene.start();
  const thief = await scene.registers("ana");
  const elsewhere = await scene.logsIn("ana");
  const ana = scene.device();
  await ana.signsIn("refreshSession", { refreshToken: thief.refreshToken });
  await scene.passes(RETRY_WINDOW_MS + 1);
  expect(await thief.does("refreshSession", { refreshToken: thief.refreshToken })).toEqual({
    __typename: "InvalidTokenError",
    code: "INVALID_TOKEN",
  });
  // Neither of the two who held it goes on.
  expect(await ana.whoAmI()).toBe("UNAUTHENTICATED");
  ana.accessToken = null;
  expect(await ana.tries("refreshSession", { refreshToken: ana.refreshToken })).toBe("InvalidTokenError");
  expect(await elsewhere.whoAmI()).toBe("ana");
  expect(await elsewhere.sessions()).toHaveLength(1);
  expect(scene.revoked).toHaveLength(1);
});

test("a token whose successor was used is in other hands, however soon it comes back", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const first = ana.refreshToken;
  await ana.refreshes();
  await ana.refreshes();
  expect(await scene.device().tries("refreshSession", { refreshToken: first })).toBe("InvalidTokenError");
  expect(await ana.whoAmI()).toBe("UNAUTHENTICATED");
});

test("twenty refreshes of one token at once get one successor", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const refreshToken = ana.refreshToken;
  const sessions = await Promise.all(
    Array.from({ length: 20 }, () => scene.device().signsIn("refreshSession", { refreshToken })),
  );
  expect(new Set(sessions.map((session) => session.refreshToken)).size).toBe(1);
  expect(await scene.prisma.refreshToken.count()).toBe(2);
  expect(await ana.whoAmI()).toBe("ana");
});

test("unknown, revoked and expired tokens are refused alike", async () => {
  await using scene = await Scene.start();
  const revoked = await scene.registers("ana");
  await revoked.does("logout", {});
  const expired = await scene.logsIn("ana");
  await scene.passes(SESSION_TTL_MS + 1);
  const device = scene.device();
  const texts = [
    "",
    "x",
    "x".repeat(100_000),
    "\ud800",
    "\u0000",
    revoked.refreshToken,
    expired.refreshToken,
  ];
  for (const refreshToken of texts) {
    expect(await device.does("refreshSession", { refreshToken })).toEqual({
      __typename: "InvalidTokenError",
      code: "INVALID_TOKEN",
    });
  }
});

test("an access token is no refresh token, and the other way round", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  expect(await scene.device().tries("refreshSession", { refreshToken: ana.accessToken })).toBe(
    "InvalidTokenError",
  );
  ana.accessToken = ana.refreshToken;
  expect(await ana.whoAmI()).toBe("UNAUTHENTICATED");
});

test("a refresh that races the end of its session does not bring it back", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const other = await scene.logsIn("ana");
  await Promise.all([
    other.tries("changePassword", { currentPassword: PASSWORD, newPassword: "another horse" }),
    ana.refreshes().catch(() => undefined),
  ]);
  expect(await ana.tries("refreshSession", { refreshToken: ana.refreshToken })).not.toBe(
    "RefreshSessionPayload",
  );
  expect(await other.sessions()).toHaveLength(1);
});

test("the chain of a session that lives for years stays bounded", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  for (let month = 0; month < 6; month += 1) {
    await scene.passes(20 * DAY_MS);
    await ana.refreshes();
  }
  expect(await scene.prisma.refreshToken.count()).toBeLessThan(5);
  expect(await ana.whoAmI()).toBe("ana");
});
