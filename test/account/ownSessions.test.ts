// Sessions listed and ended: one's own, and nobody else's.

import { expect, test } from "vitest";
import { logout } from "../../src/domain/account/logout.ts";
import { SESSIONS_PER_USER_MAX } from "../../src/domain/account/startSession.ts";
import { encodeNodeId } from "../../src/schema/nodeId.ts";
import { newId } from "../../src/lib/ids.ts";
import { Scene, SESSION_TTL_MS } from "./scene.ts";

test("a person sees where she is signed in, the last used first", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  await scene.registers("bo");
  await scene.passes(1_000);
  const laptop = await scene.logsIn("ana", undefined, `Laptop\u0000${"x".repeat(1_000)}`);
  const nameless = await scene.logsIn("ana", undefined, null);
  await scene.passes(1_000);
  await phone.refreshes();
  const sessions = await phone.sessions();
  expect(sessions).toHaveLength(3);
  expect(sessions[0]).toMatchObject({
    isCurrent: true,
    userAgent: "test",
    address: "192.0.2.1",
    revokedAt: null,
  });
  expect(sessions.filter((session) => session.isCurrent)).toHaveLength(1);
  expect(new Set(sessions.slice(1).map((session) => session.userAgent))).toEqual(
    new Set([`Laptop${"x".repeat(393)}`, null]),
  );
  expect((await laptop.sessions()).find((session) => session.isCurrent)?.userAgent).toContain("Laptop");
  await nameless.does("logout", {});
  expect(await phone.sessions()).toHaveLength(2);
});

test("a session that ended or expired is not listed", async () => {
  await using scene = await Scene.start();
  const old = await scene.registers("ana");
  await scene.passes(SESSION_TTL_MS + 1);
  const ana = await scene.logsIn("ana");
  expect(await ana.sessions()).toHaveLength(1);
  expect(await old.tries("refreshSession", { refreshToken: old.refreshToken })).not.toBe(
    "RefreshSessionPayload",
  );
});

test("of thousands that have ended the list reads none", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  const { id: userId } = await scene.prisma.user.findUniqueOrThrow({ where: { username: "ana" } });
  const ended = { userId, expiresAt: new Date(Date.now() + SESSION_TTL_MS), revokedAt: new Date() };
  await scene.prisma.session.createMany({
    data: Array.from({ length: 5_000 }, () => ({ id: newId(), ...ended })),
  });
  await scene.prisma.$executeRaw`ANALYZE session`;
  const plan = await scene.prisma.$queryRaw<{ "QUERY PLAN": string }[]>`
    EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM session
    WHERE user_id = ${userId}::uuid AND revoked_at IS NULL AND expires_at > now()
    ORDER BY last_used_at DESC, id DESC LIMIT ${SESSIONS_PER_USER_MAX}`;
  const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
  expect(text).toContain("Index Scan using session_live_idx");
  expect(text).not.toMatch(/Sort|Removed/);
  expect(await phone.sessions()).toHaveLength(1);
});

test("logout ends the session of the device that asks, at once", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  const laptop = await scene.logsIn("ana");
  const current = (await phone.sessions()).find((session) => session.isCurrent);
  const result = await phone.does("logout", {}, "endedSession { id revokedAt isCurrent }");
  expect(result).toMatchObject({
    __typename: "LogoutPayload",
    endedSession: { id: current?.id, revokedAt: expect.any(String) as string, isCurrent: true },
  });
  expect(await phone.whoAmI()).toBe("UNAUTHENTICATED");
  expect(scene.revoked).toHaveLength(1);
  phone.accessToken = null;
  expect(await phone.tries("refreshSession", { refreshToken: phone.refreshToken })).toBe("InvalidTokenError");
  expect(await laptop.whoAmI()).toBe("ana");
});

test("a client whose access token has expired logs out with its refresh token, once or twice", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  const { accessToken, refreshToken } = phone;
  const device = scene.device();
  expect(await device.tries("logout", { refreshToken })).toBe("LogoutPayload");
  expect(await device.tries("logout", { refreshToken })).toBe("LogoutPayload");
  expect(scene.revoked).toHaveLength(1);
  expect(accessToken).not.toBeNull();
  expect(await phone.whoAmI()).toBe("UNAUTHENTICATED");
  expect(await device.tries("logout", { refreshToken: "x" })).toBe("InvalidTokenError");
  expect(await device.tries("logout", {})).toMatch("UNAUTHENTICATED");
});

test("a person ends a session on another device, and may say it twice", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  const laptop = await scene.logsIn("ana");
  const sessionId = (await laptop.sessions()).find((session) => !session.isCurrent)?.id;
  const result = await laptop.does(
    "revokeSession",
    { sessionId },
    "revokedSession { id revokedAt isCurrent }",
  );
  expect(result).toMatchObject({ revokedSession: { id: sessionId, isCurrent: false } });
  expect(await laptop.tries("revokeSession", { sessionId })).toBe("RevokeSessionPayload");
  expect(scene.revoked).toHaveLength(1);
  expect(await phone.whoAmI()).toBe("UNAUTHENTICATED");
  expect(await laptop.sessions()).toHaveLength(1);
});

test("somebody else's session does not exist, for a reader and for a writer", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const bo = await scene.registers("bo");
  const id = (await ana.sessions())[0]?.id;
  const unknown = encodeNodeId("Session", newId());
  for (const sessionId of [id, unknown, bo.user.id, "x", "", encodeNodeId("Session", "x")]) {
    expect(await bo.does("revokeSession", { sessionId }), sessionId).toEqual({
      __typename: "NotFoundError",
      code: "NOT_FOUND",
    });
  }
  const source = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
  expect(await ana.asks(source, { ids: [id, unknown] })).toEqual({ nodes: [{ id }, null] });
  expect(await bo.asks(source, { ids: [id, unknown] })).toEqual({ nodes: [null, null] });
  expect(await scene.device().asks(source, { ids: [id] })).toEqual({ nodes: [null] });
  expect(await scene.device().tries("revokeSession", { sessionId: id })).toMatch("UNAUTHENTICATED");
  expect(await ana.whoAmI()).toBe("ana");
});

test("for the anonymous there is no viewer", async () => {
  await using scene = await Scene.start();
  expect(await scene.device().asks("{ viewer { email } }")).toEqual({ viewer: null });
});

test("one who signs in through a provider has no session to log out of", async () => {
  await using scene = await Scene.start();
  await expect(logout(scene.accounts, { userId: newId(), sessionId: null }, null)).rejects.toMatchObject({
    code: "NOT_ALLOWED",
  });
});
