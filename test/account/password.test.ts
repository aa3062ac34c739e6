// Changing a password that is known, and setting a new one with a mail when it is forgotten.

import { expect, test } from "vitest";
import type { Accounts } from "../../src/domain/account/ports.ts";
import { requestPasswordReset } from "../../src/domain/account/requestPasswordReset.ts";
import { newId } from "../../src/lib/ids.ts";
import { PASSWORD, Scene } from "./scene.ts";

const NEW_PASSWORD = "another horse";

test("who changes her password stays signed in; every other device is signed out", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  const laptop = await scene.logsIn("ana");
  const result = await phone.does(
    "changePassword",
    { currentPassword: PASSWORD, newPassword: NEW_PASSWORD },
    "revokedSessions { isCurrent }",
  );
  expect(result).toEqual({ __typename: "ChangePasswordPayload", revokedSessions: [{ isCurrent: false }] });
  expect(await phone.whoAmI()).toBe("ana");
  expect(await laptop.whoAmI()).toBe("UNAUTHENTICATED");
  expect(scene.revoked).toHaveLength(1);
  expect(await scene.device().tries("login", { username: "ana", password: PASSWORD })).toBe(
    "InvalidCredentialsError",
  );
  expect(await (await scene.logsIn("ana", NEW_PASSWORD)).whoAmI()).toBe("ana");
});

test("without the present password, or with a bad new one, it stays", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const change = (currentPassword: string, newPassword: string) =>
    ana.tries("changePassword", { currentPassword, newPassword });
  expect(await change("wrong password", NEW_PASSWORD)).toBe("InvalidCredentialsError");
  expect(await change(PASSWORD, "short")).toBe("InputValidationError");
  expect(await change(PASSWORD, "p".repeat(129))).toBe("InputValidationError");
  expect(
    await scene.device().tries("changePassword", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }),
  ).toMatch("UNAUTHENTICATED");
  expect(await (await scene.logsIn("ana")).whoAmI()).toBe("ana");
});

test("of two changes at once from the same password, one holds", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  const outcomes = await Promise.all(
    ["first new one", "second new one"].map((newPassword) =>
      ana.tries("changePassword", { currentPassword: PASSWORD, newPassword }),
    ),
  );
  expect(outcomes.sort()).toEqual(["ChangePasswordPayload", "InvalidCredentialsError"]);
});

test("a forgotten password is set anew with the token from the mail; every device is signed out", async () => {
  await using scene = await Scene.start();
  const phone = await scene.registers("ana");
  await scene.settled();
  scene.mails.length = 0;
  const device = scene.device();
  expect(await device.does("requestPasswordReset", { email: " ANA@example.com" }, "requestedEmail")).toEqual({
    __typename: "RequestPasswordResetPayload",
    requestedEmail: "ana@example.com",
  });
  const token = await scene.mailedToken();
  expect(scene.mails).toMatchObject([{ to: "ana@example.com", subject: "Set a new password" }]);
  expect(scene.mails[0]?.text).toContain(`https://chat.example.com/reset-password#token=${token}\n`);

  expect(await device.tries("resetPassword", { token, newPassword: "short" })).toBe("InputValidationError");
  expect(
    await device.does("resetPassword", { token, newPassword: NEW_PASSWORD }, "resetUser { username }"),
  ).toEqual({
    __typename: "ResetPasswordPayload",
    resetUser: { username: "ana" },
  });
  expect(await phone.whoAmI()).toBe("UNAUTHENTICATED");
  expect(await device.tries("login", { username: "ana", password: PASSWORD })).toBe(
    "InvalidCredentialsError",
  );
  // Who read the mail owns the address.
  const ana = await scene.logsIn("ana", NEW_PASSWORD);
  const { viewer } = await ana.asks<{ viewer: { emailVerifiedAt: string | null } }>(
    "{ viewer { emailVerifiedAt } }",
  );
  expect(viewer.emailVerifiedAt).not.toBeNull();

  expect(await device.does("resetPassword", { token, newPassword: NEW_PASSWORD })).toEqual({
    __typename: "InvalidTokenError",
    code: "INVALID_TOKEN",
  });
});

test("nobody learns from a reset whether an address is known", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  const external = { username: "ext", displayName: "Ext", email: "ext@example.com" };
  await scene.prisma.user.create({ data: { id: newId(), ...external } });
  await scene.settled();
  scene.mails.length = 0;
  const device = scene.device();
  const ask = (email: string) => device.does("requestPasswordReset", { email }, "requestedEmail");
  for (const name of ["ana", "nobody", "ext"]) {
    const email = `${name}@example.com`;
    const hashes = await scene.countHashes(async () => {
      expect(await ask(email)).toEqual({ __typename: "RequestPasswordResetPayload", requestedEmail: email });
    });
    expect(hashes).toBe(0);
  }
  await scene.settled();
  expect(scene.mails.map((mail) => mail.to)).toEqual(["ana@example.com"]);
  expect(await device.tries("requestPasswordReset", { email: "not an address" })).toBe(
    "InputValidationError",
  );
});

test("a reset is answered before anybody has looked whose address it is", () => {
  const postponed: string[] = [];
  const accounts = {
    get db(): never {
      throw new Error("The answer depends on what is stored.");
    },
    afterwards: (name: string) => void postponed.push(name),
  };
  const ask = (email: string) => requestPasswordReset(accounts as unknown as Accounts, { email });
  expect(ask("Ana@example.com")).toBe("ana@example.com");
  expect(postponed).toEqual(["password reset mail"]);
});

test("reset tokens expire after an hour, work once, and only for what they were made", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  const verification = await scene.mailedToken();
  const device = scene.device();
  const reset = (token: string) => device.tries("resetPassword", { token, newPassword: NEW_PASSWORD });
  expect(await reset(verification)).toBe("InvalidTokenError");
  expect(await reset("x")).toBe("InvalidTokenError");

  await device.does("requestPasswordReset", { email: "ana@example.com" });
  const late = await scene.mailedToken();
  await scene.passes(3_600_001);
  const hashes = await scene.countHashes(async () => expect(await reset(late)).toBe("InvalidTokenError"));
  expect(hashes).toBe(0);

  await device.does("requestPasswordReset", { email: "ana@example.com" });
  const first = await scene.mailedToken();
  await scene.passes(61_000);
  await device.does("requestPasswordReset", { email: "ana@example.com" });
  const second = await scene.mailedToken();
  expect(second).not.toBe(first);
  const outcomes = await Promise.all([first, first, second, second].map(reset));
  expect(outcomes.sort()).toEqual([...Array<string>(3).fill("InvalidTokenError"), "ResetPasswordPayload"]);
});

test("a change of the password voids a reset that is under way", async () => {
  await using scene = await Scene.start();
  const ana = await scene.registers("ana");
  await scene.device().does("requestPasswordReset", { email: "ana@example.com" });
  const token = await scene.mailedToken();
  await ana.does("changePassword", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  expect(await scene.device().tries("resetPassword", { token, newPassword: "third password" })).toBe(
    "InvalidTokenError",
  );
});

test("one account gets one reset mail a minute, and a mail server that is down is logged", async () => {
  await using scene = await Scene.start();
  await scene.registers("ana");
  await scene.settled();
  scene.mails.length = 0;
  const device = scene.device();
  for (let time = 0; time < 5; time += 1)
    await device.does("requestPasswordReset", { email: "ana@example.com" });
  await scene.settled();
  expect(scene.mails).toHaveLength(1);
  await scene.passes(60_001);
  scene.mailIsDown = true;
  expect(await device.tries("requestPasswordReset", { email: "ana@example.com" })).toBe(
    "RequestPasswordResetPayload",
  );
  await scene.settled();
  expect(scene.logged).toEqual(["password reset mail failed"]);
});
