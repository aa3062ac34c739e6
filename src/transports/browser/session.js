// The sign-in of the GraphiQL page: one session for HTTP and for the socket, refreshed before it expires.

import { createClient } from "/graphiql/graphql-ws.js";

const ENDPOINT = "/graphql";
const SPARE_MS = 10_000;

export const SIGN_IN = /* GraphQL */ `
  # Signs this page in, its socket too.
  mutation SignIn($input: LoginInput!) {
    login(input: $input) {
      __typename
      ... on LoginPayload {
        session {
          accessToken
          accessTokenExpiresAt
          refreshToken
          user {
            id
            username
            displayName
          }
        }
      }
      ... on UserError {
        code
        message
      }
    }
  }
`;

const REFRESH = /* GraphQL */ `
  mutation Refresh($input: RefreshSessionInput!) {
    refreshSession(input: $input) {
      ... on RefreshSessionPayload {
        session {
          accessToken
          accessTokenExpiresAt
          refreshToken
          user {
            id
            username
            displayName
          }
        }
      }
    }
  }
`;

/** Sessions live as long as the browser's tab, so that two tabs are two people. `onChange` is told who is signed in. */
export function createSession(name, onChange) {
  const key = `parley:session:${name}`;
  let session = JSON.parse(sessionStorage.getItem(key) ?? "null");
  let refreshing = null;
  let socket = openSocket();

  function openSocket() {
    const url = new URL(ENDPOINT, location.href);
    url.protocol = url.protocol.replace("http", "ws");
    return createClient({
      url: url.href,
      retryAttempts: Infinity,
      shouldRetry: () => true,
      connectionParams: async () => {
        const token = await freshToken();
        return token === null ? {} : { authorization: `Bearer ${token}` };
      },
      on: {
        // The token was refused: get another one before coming back.
        closed: (event) => {
          if (event.code === 4403 && session !== null)
            session.accessTokenExpiresAt = new Date(0).toISOString();
        },
      },
    });
  }

  /** Another sign-in is another socket: a socket keeps the identity it was opened with. */
  function adopt(next) {
    const isOtherPerson = next?.user?.id !== session?.user?.id || next?.sessionId !== session?.sessionId;
    session = next;
    if (next === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(next));
    if (!isOtherPerson) return;
    socket.dispose();
    socket = openSocket();
    onChange(session);
  }

  async function freshToken() {
    if (session === null) return null;
    if (Date.parse(session.accessTokenExpiresAt) - Date.now() > SPARE_MS) return session.accessToken;
    refreshing ??= refresh().finally(() => {
      refreshing = null;
    });
    await refreshing;
    return session?.accessToken ?? null;
  }

  async function refresh() {
    const { data } = await post(
      { query: REFRESH, variables: { input: { refreshToken: session.refreshToken } } },
      {},
    );
    const next = data?.refreshSession?.session;
    if (next !== undefined) adopt({ ...next, user: session.user });
    else if (data != null) adopt(null);
  }

  async function post(body, headers) {
    const response = await fetch(ENDPOINT, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  /** Runs a query or a mutation as whoever is signed in; a sign-in among the results is taken over. */
  async function execute(body, headers = {}) {
    const token = await freshToken();
    const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
    const result = await post(body, { ...authorization, ...headers });
    for (const value of Object.values(result.data ?? {})) {
      if (typeof value?.session?.accessToken === "string") adopt(await completed(value.session));
    }
    return result;
  }

  /** A hand-written sign-in may not have selected everything. */
  async function completed(next) {
    const headers = { authorization: `Bearer ${next.accessToken}` };
    const { data } = await post({ query: "{ viewer { user { id username displayName } } }" }, headers);
    const expiresAt = next.accessTokenExpiresAt ?? new Date(Date.now() + 60_000).toISOString();
    return { ...next, accessTokenExpiresAt: expiresAt, user: data?.viewer?.user ?? null };
  }

  return {
    get user() {
      return session?.user ?? null;
    },
    execute,
    /** Results of a subscription, over the socket. */
    follow: (body) => socket.iterate(body),
    /** Signs in unless this tab still is. Returns the error's text, or null. */
    async signIn(username, password) {
      if (session !== null && (await freshToken()) !== null && session.user?.username === username)
        return null;
      const { data, errors } = await execute({
        query: SIGN_IN,
        variables: { input: { username, password } },
      });
      return data?.login?.session
        ? null
        : (data?.login?.message ?? errors?.[0]?.message ?? "Could not sign in.");
    },
    signOut: () => adopt(null),
  };
}
