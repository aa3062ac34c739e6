// Proving an address, and moving the account to another one.

import { expect, test } from "vitest";
import { PASSWORD, Scene } from "./scene.ts";
import type { Device } from "./scene.ts";

const VIEWER = "{ viewer { email emailVerifiedAt } }";
type ViewersEmail = { viewer: { email: string; emailVerifiedAt: string | null } };

async function isVerified(device: Device): Promise<boolean> {
  return (await device.asks<ViewersEmail>(VIEWER)).viewer.emailVerifiedAt !== null;
}

test("the token from the mail verifies the address, once, on any device", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const token = await scene.mailedToken();
  expect(scene.mails).toMatchObject([{ to: "ana@example.com", subject: "Confirm your e-mail address" }]);
  expect(scene.mails[0]?.text).toContain(`https://chat.example.com/verify-email#token=${token}\n`);
  expect(await isVerified(ana)).toBe(false);
  expect(await scene.device().does("verifyEmail", { token }, "verifiedEmail")).toEqual({
    __typename: "VerifyEmailPayload",
    verifiedEmail: "ana@example.com",
  });
  expect(await isVerified(ana)).toBe(true);
  expect(await scene.device().does("verifyEmail", { token })).toEqual({
    __typename: "InvalidTokenError",
    code: "INVALID_TOKEN",
  });
});

test("it expires after a day, and another can be had", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const late = await scene.mailedToken();
  await scene.passes(86_400_001);
  expect(await ana.tries("verifyEmail", { token: late })).toBe("InvalidTokenError");
  expect(await ana.does("requestEmailVerification", {}, "requestedEmail")).toEqual({
    __typename: "RequestEmailVerificationPayload",
    requestedEmail: "ana@example.com",
  });
  const token = await scene.mailedToken();
  expect(await ana.tries("verifyEmail", { token })).toBe("VerifyEmailPayload");
  await ana.does("requestEmailVerification", {});
  await scene.settled();
  expect(scene.mails).toHaveLength(2);
  expect(await scene.device().tries("requestEmailVerification", {})).toMatch("UNAUTHENTICATED");
});

test("an account moves to another address when that is verified, and needs the password to ask", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const former = await scene.mailedToken();
  const email = "Ana.New@example.com";
  expect(await ana.tries("requestEmailVerification", { email })).toBe("InvalidCredentialsError");
  expect(await ana.tries("requestEmailVerification", { email, password: "wrong password" })).toBe(
    "InvalidCredentialsError",
  );
  expect(await ana.tries("requestEmailVerification", { email: "x", password: PASSWORD })).toBe(
    "InputValidationError",
  );
  expect(await ana.tries("requestEmailVerification", { email, password: PASSWORD })).toBe(
    "RequestEmailVerificationPayload",
  );
  const token = await scene.mailedToken();
  expect(scene.mails.at(-1)?.to).toBe("ana.new@example.com");
  expect(await ana.asks(VIEWER)).toMatchObject({ viewer: { email: "ana@example.com" } });
  expect(await ana.tries("verifyEmail", { token })).toBe("VerifyEmailPayload");
  expect(await ana.asks(VIEWER)).toMatchObject({ viewer: { email: "ana.new@example.com" } });
  // The way back is closed.
  expect(await ana.tries("verifyEmail", { token: former })).toBe("InvalidTokenError");
});

test("an address that belongs to somebody else is told to whoever reads its mail, and to nobody before", async () => {
  await using scene = await Scene.start();
  await scene.registers("bo");
  const ana = await scene.registers("ana");
  await scene.settled();
  expect(await ana.tries("requestEmailVerification", { email: "bo@example.com", password: PASSWORD })).toBe(
    "RequestEmailVerificationPayload",
  );
  const token = await scene.mailedToken();
  expect(await ana.does("verifyEmail", { token })).toEqual({
    __typename: "EmailTakenError",
    code: "EMAIL_TAKEN",
  });
  expect(await ana.asks(VIEWER)).toMatchObject({ viewer: { email: "ana@example.com" } });
});

test("a reset mail to an address that the account has left is worth nothing", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  await scene.device().does("requestPasswordReset", { email: "ana@example.com" });
  const reset = await scene.mailedToken();
  await ana.does("requestEmailVerification", { email: "new@example.com", password: PASSWORD });
  await ana.does("verifyEmail", { token: await scene.mailedToken() });
  expect(await scene.device().tries("resetPassword", { token: reset, newPassword: "another horse" })).toBe(
    "InvalidTokenError",
  );
});

test("without an address there is nothing to verify", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  await scene.settled();
  await scene.prisma.user.updateMany({ data: { email: null, passwordHash: null } });
  expect(await ana.does("requestEmailVerification", {})).toMatchObject({ issues: [{ path: ["email"] }] });
  // Who signs in elsewhere has no password to give.
  expect(await ana.tries("requestEmailVerification", { email: "ana@example.com" })).toBe(
    "RequestEmailVerificationPayload",
  );
  expect(await ana.tries("verifyEmail", { token: await scene.mailedToken() })).toBe("VerifyEmailPayload");
});
