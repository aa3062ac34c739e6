// A socket that outlives the access token it was opened with, and everything that must not make it.

import { createServer } from "node:http";
import { once } from "node:events";
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from "jose";
import { expect, test } from "vitest";
import { createTokens } from "../../src/auth/tokens.ts";
import { startApp } from "../support/app.ts";
import { PASSWORD } from "../support/people.ts";
import type { Person } from "../support/people.ts";
import { RawSocket, post } from "../transports/support.ts";

const RENEW = `mutation ($accessToken: String!) {
  renewConnection(input: { accessToken: $accessToken }) {
    __typename
    ... on RenewConnectionPayload { accessTokenExpiresAt }
    ... on UserError { code }
  }
}`;
const INBOX = "subscription { inboxEvents { __typename ... on MessageSent { sentMessage { body } } } }";
const EXPIRED = { code: 4403, reason: expect.stringMatching(/^Access token expired; retry in 0-\d+ ms$/) };

test("a renewed socket outlives the access token it was opened with", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  const brief = await briefTokenOf(ana, 3);
  const left = await RawSocket.enter(app.url, `Bearer ${brief}`);
  await using renewed = await RawSocket.enter(app.url, `Bearer ${brief}`);
  for (const socket of [left, renewed]) {
    socket.subscribe("inbox", INBOX);
    expect(await socket.next()).toMatchObject({
      payload: { data: { inboxEvents: { __typename: "StreamReady" } } },
    });
  }
  expect(await renew(renewed, ana.tokens.accessToken)).toEqual({
    __typename: "RenewConnectionPayload",
    accessTokenExpiresAt: new Date((decodeJwt(ana.tokens.accessToken).exp ?? 0) * 1000).toISOString(),
  });

  expect(await left.closed).toEqual(EXPIRED);
  await renewed.answers();
  await bo.sends(conversation, "still there?");
  expect(await renewed.next()).toMatchObject({
    id: "inbox",
    payload: { data: { inboxEvents: { sentMessage: { body: "still there?" } } } },
  });
});

test("renewing with what does not fit leaves the socket as it was", async () => {
  await using app = await startApp();
  const [ana, bo] = [await app.people.register("ana"), await app.people.register("bo")];
  const gone = await logIn(app.url, "ana");
  await post(app.url, "mutation { logout(input: {}) { __typename } }", { authorization: `Bearer ${gone}` });
  const socket = await RawSocket.enter(app.url, `Bearer ${await briefTokenOf(ana, 4)}`);
  const mismatch = { __typename: "SessionMismatchError", code: "SESSION_MISMATCH" };
  const invalid = { __typename: "InvalidTokenError", code: "INVALID_TOKEN" };
  expect(await renew(socket, bo.tokens.accessToken)).toEqual(mismatch);
  const [header, claims] = ana.tokens.accessToken.split(".");
  for (const [what, token] of Object.entries({
    "of an ended session": gone,
    expired: await briefTokenOf(ana, -1),
    "a refresh token": ana.tokens.refreshToken,
    "with another signature": `${header}.${claims}.${"A".repeat(43)}`,
    "no token": "",
    "with its scheme": ana.authorization,
    endless: "x".repeat(100_000),
  }))
    expect(await renew(socket, token), what).toEqual(invalid);

  socket.subscribe("who", "{ viewer { user { username } } }");
  expect(await socket.next()).toMatchObject({ payload: { data: { viewer: { user: { username: "ana" } } } } });
  expect(await socket.closed).toEqual(EXPIRED);
});

test("a socket that nobody has signed in on cannot be signed in later", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  await using socket = await RawSocket.enter(app.url);
  expect(await renew(socket, ana.tokens.accessToken)).toMatchObject({ __typename: "SessionMismatchError" });
  socket.subscribe("who", "{ viewer { user { username } } }");
  expect(await socket.next()).toMatchObject({ payload: { data: { viewer: null } } });
});

test.each([
  ["HTTP", "application/json"],
  ["server-sent events", "text/event-stream"],
])("over %s there is nothing to renew, signed in or not", async (_transport, accept) => {
  await using app = await startApp();
  const { authorization, tokens } = await app.people.register("ana");
  for (const headers of [{ accept }, { accept, authorization }]) {
    const body = JSON.stringify({ query: RENEW, variables: { accessToken: tokens.accessToken } });
    const { text } = await post(app.url, { body }, headers);
    expect(text).toContain('"renewConnection":{"__typename":"NotASocketError","code":"NOT_A_SOCKET"}');
  }
});

test("a renewed socket ends with the session of its new token, and not with the one before", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const phone = await logIn(app.url, "ana");
  const laptop = await logIn(app.url, "ana");
  const socket = await RawSocket.enter(app.url, `Bearer ${phone}`);
  expect(await renew(socket, laptop)).toMatchObject({ __typename: "RenewConnectionPayload" });

  const logOut = "mutation { logout(input: {}) { __typename } }";
  await post(app.url, logOut, { authorization: `Bearer ${phone}` });
  await socket.answers();
  await post(app.url, logOut, { authorization: `Bearer ${laptop}` });
  expect(await socket.closed).toEqual({ code: 4403, reason: "Session ended; retry in 0-1000 ms" });
  await using other = await RawSocket.enter(app.url, ana.authorization);
  await other.answers();
});

test("renewals are mutations, and counted", async () => {
  await using app = await startApp({ RATE_MUTATIONS_PER_10_SECONDS: "2" });
  const ana = await app.people.register("ana");
  await using socket = await RawSocket.enter(app.url, ana.authorization);
  for (let time = 0; time < 2; time += 1) await renew(socket, ana.tokens.accessToken);
  socket.subscribe("3", RENEW, { accessToken: ana.tokens.accessToken });
  expect(await socket.next()).toMatchObject({
    payload: { errors: [{ extensions: { code: "RATE_LIMITED" } }] },
  });
});

test("a provider's token ends its sockets and streams when it expires, and a newer one renews them", async () => {
  await using provider = await startProvider();
  await using app = await startApp(provider.settings);
  const brief = `Bearer ${await provider.sign("ana", 3)}`;
  const left = await RawSocket.enter(app.url, brief);
  await using renewed = await RawSocket.enter(app.url, brief);
  const streaming = post(app.url, INBOX, { authorization: brief, accept: "text/event-stream" });
  left.subscribe("inbox", INBOX);
  await left.next();
  expect(await renew(renewed, await provider.sign("bo", 60))).toMatchObject({
    __typename: "SessionMismatchError",
  });
  expect(await renew(renewed, await provider.sign("ana", -2))).toMatchObject({
    __typename: "InvalidTokenError",
  });
  expect(await renew(renewed, await provider.sign("ana", 60))).toMatchObject({
    __typename: "RenewConnectionPayload",
  });

  expect(await left.closed).toEqual(EXPIRED);
  const { text } = await streaming;
  expect(text).toMatch(/event: next\ndata: .*"code":"UNAUTHENTICATED".*\n\nevent: complete/);
  await renewed.answers();
});

async function renew(socket: RawSocket, accessToken: string): Promise<unknown> {
  socket.subscribe("renew", RENEW, { accessToken });
  const { payload } = await socket.next();
  expect(await socket.next()).toEqual({ id: "renew", type: "complete" });
  return (payload as { data: { renewConnection: unknown } }).data.renewConnection;
}

/** As `startApp` signs them, for the session that a person has, for less time than the settings allow. */
async function briefTokenOf({ tokens }: Person, seconds: number): Promise<string> {
  const { sub = "", sid } = decodeJwt<{ sid: string }>(tokens.accessToken);
  const signer = createTokens(
    { TOKEN_ISSUER: "parley", ACCESS_TOKEN_TTL_SECONDS: seconds },
    {
      accessTokenSecret: "access-token-secret-for-the-tests",
      refreshTokenSecret: "refresh-token-secret-for-the-tests",
    },
  );
  return (await signer.signAccessToken({ userId: sub, sessionId: sid })).token;
}

async function logIn(url: string, username: string): Promise<string> {
  const { json } = await post(
    url,
    `mutation { login(input: { username: "${username}", password: "${PASSWORD}" }) {
      ... on LoginPayload { session { accessToken } }
    } }`,
  );
  return (json.data as { login: { session: { accessToken: string } } }).login.session.accessToken;
}

/** An OIDC provider that publishes a real key. */
async function startProvider() {
  const { publicKey, privateKey } = await generateKeyPair("RS256", { extractable: true });
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k1" }] });
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "application/json").end(jwks);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  return {
    settings: {
      AUTH_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
      AUTH_ISSUER: "https://id.example.com",
      AUTH_AUDIENCE: "chat",
    },
    sign: (subject: string, seconds: number) =>
      new SignJWT({ iss: "https://id.example.com", aud: "chat", sub: subject })
        .setProtectedHeader({ alg: "RS256", kid: "k1" })
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .sign(privateKey),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
