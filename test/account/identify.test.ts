// From an Authorization header to a viewer: our own tokens, an external provider's, and every forgery of both.

import { createServer } from "node:http";
import { once } from "node:events";
import { createHash } from "node:crypto";
import { exportJWK, exportSPKI, generateKeyPair, SignJWT } from "jose";
import type { CryptoKey, JWTPayload } from "jose";
import { expect, onTestFinished, test, vi } from "vitest";
import { createExternalIdentity } from "../../src/auth/externalIdentity.ts";
import { createSessionGate } from "../../src/auth/sessions.ts";
import { createIdentify } from "../../src/auth/signIn.ts";
import { createTokens } from "../../src/auth/tokens.ts";
import { admitExternalUser } from "../../src/domain/account/admitExternalUser.ts";
import { newId } from "../../src/lib/ids.ts";
import { addSession, openDatabase } from "./support.ts";

const ISSUER = "https://id.example.com";
const AUDIENCE = "chat";
const secrets = { accessTokenSecret: "a".repeat(32), refreshTokenSecret: "r".repeat(32) };
const settings = { TOKEN_ISSUER: "parley", ACCESS_TOKEN_TTL_SECONDS: 900 };
const unauthenticated = { code: "UNAUTHENTICATED" };

test("without a header nobody is signed in; with a broken one the caller is told", async () => {
  await using world = await startWorld();
  expect(await world.identify(undefined)).toBeNull();
  for (const header of [
    "",
    "Bearer",
    "Bearer ",
    "Basic YW5hOmFuYQ==",
    "Bearer x",
    "Bearer a.b.c",
    "Bearer a b",
  ]) {
    await expect(world.identify(header), header).rejects.toMatchObject(unauthenticated);
  }
  await expect(world.identify(`Bearer ${"x".repeat(100_000)}`)).rejects.toMatchObject(unauthenticated);
});

test("our own access token signs in its user and session until it expires", async () => {
  await using world = await startWorld();
  const { user, session } = await addSession(world.prisma, "ana");
  const { token, expiresAt } = await world.tokens.signAccessToken({ userId: user.id, sessionId: session.id });
  expect(await world.identify(`Bearer ${token}`)).toEqual({
    userId: user.id,
    sessionId: session.id,
    accessTokenExpiresAt: expiresAt,
  });
  expect(await world.identify(`bearer ${token}`)).not.toBeNull();
});

test("a token that was accepted before is refused from its expiry on, to the second", async () => {
  await using world = await startWorld();
  const { user, session } = await addSession(world.prisma, "ana");
  const { token, expiresAt } = await world.tokens.signAccessToken({ userId: user.id, sessionId: session.id });
  expect(await world.identify(`Bearer ${token}`)).not.toBeNull();
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => void vi.useRealTimers());
  vi.setSystemTime(expiresAt.getTime() - 1);
  expect(await world.tokens.readAccessToken(token)).toMatchObject({ userId: user.id });
  vi.setSystemTime(expiresAt);
  await expect(world.identify(`Bearer ${token}`)).rejects.toMatchObject(unauthenticated);
});

test("a token of ours is refused when anything about it is wrong", async () => {
  await using world = await startWorld();
  const { user, session } = await addSession(world.prisma, "ana");
  const key = new TextEncoder().encode(secrets.accessTokenSecret);
  const good = { sub: user.id, sid: session.id, iss: "parley", aud: "parley", exp: inSeconds(60) };
  const sign = (claims: JWTPayload, header = { alg: "HS256", typ: "at+jwt" }, by: Uint8Array = key) =>
    new SignJWT(claims).setProtectedHeader(header).sign(by);
  const { exp: _exp, ...withoutExpiry } = good;
  const { sid: _sid, ...withoutSession } = good;

  expect(await world.identify(`Bearer ${await sign(good)}`)).toMatchObject({ userId: user.id });
  const forgeries = {
    "alg none": unsigned(good),
    "another algorithm": await sign(good, { alg: "HS512", typ: "at+jwt" }, Buffer.alloc(64, "a")),
    "another type": await sign(good, { alg: "HS256", typ: "JWT" }),
    "another secret": await sign(good, undefined, new TextEncoder().encode("b".repeat(32))),
    "wrong issuer": await sign({ ...good, iss: "parsley" }),
    "wrong audience": await sign({ ...good, aud: "web" }),
    expired: await sign({ ...good, exp: inSeconds(-1) }),
    "no expiry": await sign(withoutExpiry),
    "no session": await sign(withoutSession),
    "no uuid": await sign({ ...good, sub: "ana" }),
    "unknown session": await sign({ ...good, sid: newId() }),
  };
  for (const [what, token] of Object.entries(forgeries)) {
    await expect(world.identify(`Bearer ${token}`), what).rejects.toMatchObject(unauthenticated);
  }
  const [header, , signature] = (await sign(good)).split(".");
  const swapped = Buffer.from(JSON.stringify({ ...good, sub: newId() })).toString("base64url");
  await expect(world.identify(`Bearer ${header}.${swapped}.${signature}`)).rejects.toMatchObject(
    unauthenticated,
  );
});

test("a provider's token makes its person an account on first sight, and finds it again", async () => {
  await using world = await startWorld();
  const claims = {
    sub: "42",
    preferred_username: "Ana.Silva@example.com",
    name: "Ana Silva",
    email: "Ana@Example.com",
    email_verified: true,
  };
  const token = await world.signExternal(claims);
  const first = await world.identify(`Bearer ${token}`);
  const again = await world.identify(`Bearer ${await world.signExternal({ ...claims, name: "Ana S." })}`);
  expect(first).toMatchObject({ sessionId: null });
  expect(again?.userId).toBe(first?.userId);
  expect(await world.prisma.user.findMany()).toMatchObject([
    { username: "ana.silva", displayName: "Ana Silva", email: "ana@example.com", passwordHash: null },
  ]);
});

test("a person seen for the first time twenty times at once is one account", async () => {
  await using world = await startWorld();
  const names = { preferredUsername: "ana", name: null, email: null };
  const person = { issuer: ISSUER, subject: "42", ...names, issuedAt: null };
  const ids = await Promise.all(
    Array.from({ length: 20 }, () => admitExternalUser(world.prisma, { ...person, isEmailVerified: false })),
  );
  expect(new Set(ids).size).toBe(1);
  expect(await world.prisma.user.count()).toBe(1);
});

test("a username or an address that belongs to somebody is left to them", async () => {
  await using world = await startWorld();
  const { user } = await addSession(world.prisma, "ana");
  await world.prisma.user.update({ where: { id: user.id }, data: { email: "ana@example.com" } });
  const signIn = async (claims: JWTPayload) => {
    const viewer = await world.identify(`Bearer ${await world.signExternal(claims)}`);
    return world.prisma.user.findUniqueOrThrow({ where: { id: viewer?.userId ?? "" } });
  };
  const verified = { email: "ana@example.com", email_verified: true };
  const second = await signIn({ sub: "1", preferred_username: "ana", ...verified });
  expect(second).toMatchObject({ username: expect.stringMatching(/^ana_\d{4,6}$/) as string, email: null });
  const unverified = await signIn({ sub: "2", email: "bo@example.com" });
  expect(unverified).toMatchObject({ username: "bo", displayName: "bo", email: null });
  expect(await signIn({ sub: "3", preferred_username: "Zoë O’Hara-Šimić" })).toMatchObject({
    username: "zoe_ohara_simic",
    displayName: "Zoë O’Hara-Šimić",
  });
  expect(await signIn({ sub: "4", name: "山田\u0000" })).toMatchObject({
    username: "user",
    displayName: "user",
  });
  expect(await signIn({ sub: "5", preferred_username: "x".repeat(5_000) })).toMatchObject({
    username: "x".repeat(32),
  });
});

test("a provider's token is refused when anything about it is wrong", async () => {
  await using world = await startWorld();
  const stranger = await generateKeyPair("RS256");
  const publicKey = new TextEncoder().encode(await exportSPKI(world.publicKey));
  const good = { sub: "42", iss: ISSUER, aud: AUDIENCE, exp: inSeconds(60) };
  const { exp: _exp, ...withoutExpiry } = good;
  const { sub: _sub, ...withoutSubject } = good;
  const withHmac = (header: { alg: string; kid?: string }) =>
    new SignJWT(good).setProtectedHeader(header).sign(createHash("sha256").update(publicKey).digest());
  const forgeries = {
    "alg none": unsigned(good),
    "HS256 with the public key": await new SignJWT(good).setProtectedHeader({ alg: "HS256" }).sign(publicKey),
    "HS256 with the public key's id": await withHmac({ alg: "HS256", kid: "k1" }),
    "another key": await world.signExternal(good, stranger.privateKey),
    "wrong audience": await world.signExternal({ ...good, aud: "mail" }),
    "wrong issuer": await world.signExternal({ ...good, iss: "https://evil.example.com" }),
    "our issuer": await world.signExternal({ ...good, iss: "parley", aud: "parley" }),
    expired: await world.signExternal({ ...good, exp: inSeconds(-6) }),
    "not yet valid": await world.signExternal({ ...good, nbf: inSeconds(60) }),
    "no expiry": await world.signExternal(withoutExpiry, undefined, false),
    "no subject": await world.signExternal(withoutSubject),
    "an impossible subject": await world.signExternal({ ...good, sub: "4\u00002" }),
    "a subject too long": await world.signExternal({ ...good, sub: "4".repeat(256) }),
  };
  for (const [what, token] of Object.entries(forgeries)) {
    await expect(world.identify(`Bearer ${token}`), what).rejects.toMatchObject(unauthenticated);
  }
  expect(await world.prisma.user.count()).toBe(0);
});

test("while the provider's keys cannot be had, the caller is told to come back", async () => {
  await using world = await startWorld();
  world.provider.isDown = true;
  const token = await world.signExternal({ sub: "42" });
  await expect(world.identify(`Bearer ${token}`)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  world.provider.isDown = false;
  expect(await world.identify(`Bearer ${token}`)).toMatchObject({ sessionId: null });
});

/** Our sign-in beside a provider that publishes a real key over HTTP. */
async function startWorld() {
  await using stack = new AsyncDisposableStack();
  const { prisma } = stack.use(await openDatabase());
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const provider = { isDown: false };
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k1" }] });
  const server = createServer((_request, response) => {
    response.writeHead(provider.isDown ? 503 : 200, { "content-type": "application/json" });
    response.end(provider.isDown ? "" : jwks);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  stack.defer(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;

  const tokens = createTokens(settings, secrets);
  const external = createExternalIdentity({
    jwksUrl: `http://127.0.0.1:${port}/jwks`,
    issuer: ISSUER,
    audience: AUDIENCE,
    admit: (person) => admitExternalUser(prisma, person),
  });
  const identify = createIdentify({ tokens, gate: createSessionGate({ db: prisma }), external });
  const signExternal = (claims: JWTPayload, by: CryptoKey = privateKey, expires = true) =>
    new SignJWT({ iss: ISSUER, aud: AUDIENCE, ...(expires ? { exp: inSeconds(60) } : {}), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "k1" })
      .sign(by);
  const kept = stack.move();
  return {
    prisma,
    tokens,
    identify,
    provider,
    publicKey,
    signExternal,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

function unsigned(claims: JWTPayload): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  return `${encode({ alg: "none", typ: "at+jwt" })}.${encode(claims)}.`;
}
