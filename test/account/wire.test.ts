// Sign-in as a client meets it on a whole server: headers, limits, and sockets that end with their session.

import { expect, test } from "vitest";
import { startApp, startCluster } from "../support/app.ts";
import { PASSWORD } from "../support/people.ts";

const LOGIN = `mutation ($input: LoginInput!) {
  login(input: $input) { __typename ... on LoginPayload { session { accessToken refreshToken } } }
}`;
const WHO = "{ viewer { user { username } sessions { isCurrent userAgent } } }";

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { readonly data?: unknown; readonly errors?: readonly { readonly extensions: object }[] };
}

async function post(
  url: string,
  query: string,
  variables: object = {},
  authorization?: string,
): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json",
      "user-agent": "wire test",
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const body: unknown = await response.json();
  return { status: response.status, headers: response.headers, body: body as Reply["body"] };
}

test("a header signs in, no header is nobody, and a bad one is refused whatever is asked", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const session = { isCurrent: true, userAgent: expect.any(String) as string };
  expect((await post(app.url, WHO, {}, ana.authorization)).body).toEqual({
    data: { viewer: { user: { username: "ana" }, sessions: [session] } },
  });
  expect((await post(app.url, WHO)).body).toEqual({ data: { viewer: null } });
  for (const authorization of ["Bearer x", "Basic eDp4", `${ana.authorization}x`]) {
    const { status, body } = await post(app.url, "{ __typename }", {}, authorization);
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  }
});

test("who guesses a password is slowed down, and is told for how long", async () => {
  await using app = await startApp({ RATE_SIGN_INS_PER_ACCOUNT_PER_MINUTE: "3" });
  await app.people.register("ana");
  await app.people.register("bo");
  const logIn = (username: string, password: string) =>
    post(app.url, LOGIN, { input: { username, password } });
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect((await logIn("ana", "wrong password")).body.data).toEqual({
      login: { __typename: "InvalidCredentialsError" },
    });
  }
  const refused = await logIn(" ANA", PASSWORD);
  expect(refused.body.errors).toMatchObject([
    { extensions: { code: "RATE_LIMITED", retryAfterMs: expect.any(Number) as number } },
  ]);
  expect((await logIn("bo", PASSWORD)).body.data).toMatchObject({ login: { __typename: "LoginPayload" } });
});

test("one address has so many sign-ins a minute, whoever it signs in", async () => {
  await using app = await startApp({ RATE_SIGN_INS_PER_MINUTE: "3" });
  await app.people.register("ana");
  for (const username of ["ana", "nobody", "bo"]) {
    const { body } = await post(app.url, LOGIN, { input: { username, password: "wrong password" } });
    if (username !== "bo") expect(body.data).toEqual({ login: { __typename: "InvalidCredentialsError" } });
    else expect(body.errors).toMatchObject([{ extensions: { code: "RATE_LIMITED" } }]);
  }
});

test("a request signs in once", async () => {
  await using app = await startApp();
  await app.people.register("ana");
  const one = `login(input: { username: "ana", password: "wrong password" }) { __typename }`;
  const { body } = await post(app.url, `mutation { a: ${one} b: ${one} }`);
  expect(body.data ?? null).toBeNull();
  expect(body.errors).toMatchObject([{ extensions: { code: "BAD_REQUEST" } }]);
});

test("a socket ends with the session it was opened with, and no other does", async () => {
  await using app = await startApp();
  const ana = await app.people.register("ana");
  const bo = await app.people.register("bo");
  const conversation = await ana.opensConversationWith(bo);
  const hers = await ana.follow(conversation);
  const his = await bo.follow(conversation);
  await hers.next();
  await his.next();
  const LOGOUT = "mutation { logout(input: {}) { __typename } }";
  expect((await post(app.url, LOGOUT, {}, ana.authorization)).body.data).toEqual({
    logout: { __typename: "LogoutPayload" },
  });
  await expect(hers.next()).rejects.toMatchObject({ code: 4403 });
  expect((await post(app.url, WHO, {}, ana.authorization)).status).toBe(401);
  await bo.sends(conversation, "still here");
  expect(await his.bodies(1)).toEqual(["still here"]);
});

test("a session that ended on another process ends here within seconds, without a broker between them", async () => {
  await using cluster = await startCluster(2, { REDIS_URL: "" });
  const [here, elsewhere] = cluster.nodes;
  if (here === undefined || elsewhere === undefined) throw new Error("Two nodes were asked for.");
  const ana = await cluster.people.register("ana");
  const bo = await cluster.people.register("bo");
  const inbox = await ana.on(elsewhere).inbox();
  const others = await bo.on(elsewhere).inbox();
  await inbox.next();
  await others.next();
  const logout = "mutation { logout(input: {}) { __typename } }";
  await post(here.url, logout, {}, ana.authorization);
  await expect(inbox.rest()).rejects.toMatchObject({ code: 4403 });
  const conversation = await bo.opensConversationWith(await cluster.people.register("cy"));
  await bo.sends(conversation, "still here");
  expect(await others.bodies(1)).toEqual(["still here"]);
});
