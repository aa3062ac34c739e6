// Passwords: what is stored, what a guess costs, and what happens when everybody signs in at once.

import { argon2 } from "node:crypto";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { createPasswords } from "../../src/auth/passwords.ts";

type Derive = NonNullable<NonNullable<Parameters<typeof createPasswords>[0]>["derive"]>;

/** Passwords whose every hash is counted, with its cost. */
function countedPasswords() {
  const costs: object[] = [];
  const derive: Derive = (algorithm, parameters) => {
    const { memory, passes, parallelism, tagLength } = parameters;
    costs.push({ memory, passes, parallelism, tagLength });
    return promisify(argon2)(algorithm, parameters);
  };
  return { costs, passwords: createPasswords({ derive }) };
}

test("a password is stored as argon2id at OWASP's cost, with a salt of its own", async () => {
  const passwords = createPasswords();
  const [first, second] = await Promise.all([
    passwords.hash("correct horse"),
    passwords.hash("correct horse"),
  ]);
  expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(second).not.toBe(first);
  expect(await passwords.verify("correct horse", first)).toBe(true);
  expect(await passwords.verify("correct horse ", first)).toBe(false);
});

test("a hash that the reference implementation made is understood", async () => {
  // phc-winner-argon2, src/test.c: the password "password" with the salt "somesalt".
  const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  const passwords = createPasswords();
  expect(await passwords.verify("password", reference)).toBe(true);
  expect(await passwords.verify("Password", reference)).toBe(false);
});

test("one text written in two ways is one password", async () => {
  const passwords = createPasswords();
  const stored = await passwords.hash("caf\u00e9 forever");
  expect(await passwords.verify("cafe\u0301 forever", stored)).toBe(true);
});

test("with a wrong password, an unknown user or a damaged hash, the same work is done once", async () => {
  const { costs, passwords } = countedPasswords();
  const stored = await passwords.hash("correct horse");
  costs.length = 0;
  expect(await passwords.verify("wrong horse", stored)).toBe(false);
  expect(await passwords.verify("wrong horse", null)).toBe(false);
  expect(await passwords.verify("wrong horse", "$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA")).toBe(false);
  const owasp = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 };
  expect(costs).toEqual([owasp, owasp, owasp]);
});

test("two hashes run at a time, a hundred wait, and the next is told to come back", async () => {
  const release = Promise.withResolvers<undefined>();
  let running = 0;
  let runningMax = 0;
  const passwords = createPasswords({
    derive: async () => {
      runningMax = Math.max(runningMax, (running += 1));
      await release.promise;
      running -= 1;
      return Buffer.alloc(32);
    },
  });
  const accepted = Array.from({ length: 102 }, () => passwords.hash("correct horse"));
  await expect(passwords.hash("correct horse")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await expect(passwords.verify("correct horse", null)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  release.resolve(undefined);
  expect(await Promise.all(accepted)).toHaveLength(102);
  expect(runningMax).toBe(2);
  await expect(passwords.hash("correct horse")).resolves.toContain("$argon2id$");
});
