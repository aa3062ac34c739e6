/**
 * A good client of one conversation, with typed documents; docs/EVENTS.md says why it does what it does.
 *
 * `npm start` in one terminal, `npm run example -- [url] [username]` in another. It follows the newest conversation of a
 * demo person. Stop the server and start it again: what was said meanwhile comes, in order, once.
 */
import { setTimeout as pause } from "node:timers/promises";
import { createClient } from "graphql-ws";
import type { Client } from "graphql-ws";
import { WebSocket } from "ws";
import { adviceOf, ask, codeOf, refusalOf } from "./ask.ts";
import { FollowDocument, HomeDocument, RefreshDocument, RenewDocument, SignInDocument } from "./documents.ts";
import type { FollowSubscription, RenewMutation, TokensFragment } from "./gen/graphql.ts";

/** What passes by itself, of a socket's close codes and of the codes of errors: come back. After any other, do not. */
const PASSING = new Set(
  "UNREACHABLE 1001 1006 1011 1012 1013 4403 4408 UNAUTHENTICATED RATE_LIMITED UNAVAILABLE INTERNAL_SERVER_ERROR".split(
    " ",
  ),
);
const ABOUT_SESSION = new Set(["4403", "UNAUTHENTICATED"]);
const PAUSE_MAX_MS = 30_000;
/** An access token is replaced so long before its end. */
const REFRESH_AHEAD_MS = 60_000;
const RENEW_PAUSE_MIN_MS = 2_000;

const [address = "http://127.0.0.1:4000", username = "ana"] = process.argv.slice(2);
const url = `${address.replace(/(\/graphql)?\/*$/, "")}/graphql`;
let tokens: TokensFragment;
let mustRefresh = false;
/** What has been taken in of the conversation: where to go on, and what to drop when it comes again. */
let cursor: string | null = null;
let seq = 0;

try {
  await live();
} catch (error) {
  console.error(error instanceof Error ? error.message : `The server said: ${JSON.stringify(error)}`);
  process.exitCode = 1;
}

async function live(): Promise<void> {
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new Error(`${address} is not a URL that begins with http:// or https://.`);
  }
  const { login } = await ask(url, SignInDocument, { input: { username, password: "parley-demo" } });
  if (login.__typename !== "LoginPayload")
    throw new Error(
      `${username} cannot sign in: ${login.message} Demo people are made on an empty database.`,
    );
  tokens = login.session;

  const { viewer } = await ask(url, HomeDocument, {}, tokens.accessToken);
  const conversations = viewer?.conversations.edges.map(({ node }) => {
    const others = node.members.edges.filter((edge) => edge.node.user.id !== viewer.user.id);
    const names = others.map((edge) => edge.node.user.displayName).join(", ");
    return { ...node, name: node.title ?? (names || "Notes to self") };
  });
  for (const { name, lastMessage } of conversations ?? []) {
    const [firstLine = ""] = (lastMessage?.body ?? "").split("\n", 1);
    console.log(`${name}: ${firstLine}`);
  }
  const [newest] = conversations ?? [];
  if (newest === undefined) throw new Error(`${username} has no conversation to follow.`);
  console.log(`\nFollowing ${newest.name}. Ctrl-C ends it.`);
  await keepFollowing(newest.id);
}

/** Comes back after whatever passes, with the last cursor; resolves when the viewer is no member any more. */
async function keepFollowing(conversationId: string): Promise<void> {
  for (let failures = 0; ; failures += 1) {
    const before = cursor;
    try {
      return await follow(conversationId);
    } catch (error) {
      const code = codeOf(error);
      if (!PASSING.has(code)) throw error;
      mustRefresh ||= ABOUT_SESSION.has(code);
      if (cursor !== before) failures = 0;
      // As the server advises, or growing; and never the same for all clients of a server that was away.
      const growingMs = Math.min(PAUSE_MAX_MS, 500 * 2 ** failures);
      const [fromMs, toMs] = adviceOf(error) ?? [growingMs / 2, growingMs];
      const pauseMs = fromMs + Math.random() * (toMs - fromMs);
      console.log(`Connection lost (${code}). Again in ${(pauseMs / 1000).toFixed(1)} s.`);
      await pause(pauseMs);
    }
  }
}

/** One connection. Its own retries are off: they would subscribe again with the cursor of its beginning. */
async function follow(conversationId: string): Promise<void> {
  const socket = createClient({
    url: url.replace(/^http/, "ws"),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${await freshAccessToken()}` },
    retryAttempts: 0,
  });
  const over = new AbortController();
  try {
    await Promise.race([takeAll(socket, conversationId), keepSignedIn(socket, over.signal)]);
  } finally {
    over.abort();
    await socket.dispose();
  }
}

async function takeAll(socket: Client, conversationId: string): Promise<void> {
  const operation = { query: FollowDocument.toString(), variables: { conversationId, after: cursor } };
  const results = socket.iterate<FollowSubscription, { readonly cursor?: string }>(operation);
  for await (const { data, errors, extensions } of results) {
    if (data != null) take(data.conversationEvents);
    else if (extensions?.cursor === undefined) throw refusalOf(errors);
    else {
      // One item failed, and would fail again: whoever stays before it gets nothing of what is behind.
      ({ cursor } = extensions);
      console.log(`An event cannot be shown: ${refusalOf(errors).message}`);
    }
  }
}

/** A socket ends with its access token: so it is given a newer one in time, and its streams go on. Ends by failing. */
async function keepSignedIn(socket: Client, signal: AbortSignal): Promise<never> {
  for (;;) {
    const leftMs = Date.parse(tokens.accessTokenExpiresAt) - Date.now();
    // A token that does not last so long has half its life; and a clock that is wrong makes no flood.
    await pause(Math.max(leftMs - REFRESH_AHEAD_MS, leftMs / 2, RENEW_PAUSE_MIN_MS), null, { signal });
    mustRefresh = true;
    const variables = { input: { accessToken: await freshAccessToken() } };
    signal.throwIfAborted();
    const operation = { query: RenewDocument.toString(), variables };
    for await (const { data, errors } of socket.iterate<RenewMutation>(operation)) {
      if (data == null) throw refusalOf(errors);
      const { renewConnection } = data;
      if (renewConnection.__typename !== "RenewConnectionPayload") throw new Error(renewConnection.message);
    }
  }
}

function take(item: FollowSubscription["conversationEvents"]): void {
  ({ cursor } = item);
  if (item.__typename === "StreamReset") {
    // All that a client holds of the conversation is void; one that shows it asks StreamReady for the `snapshot`.
    seq = 0;
    return console.log(`Begin anew: ${item.reason}.`);
  }
  if (item.__typename === "StreamReady") {
    return console.log(item.recovered ? "Live again; nothing was missed." : "Live.");
  }
  if (item.seq <= seq) return;
  ({ seq } = item);
  const who = item.actor?.displayName ?? "Somebody";
  console.log(
    `#${seq} ${who}: ${item.__typename === "MessageSent" ? item.sentMessage.body : item.__typename}`,
  );
}

async function freshAccessToken(): Promise<string> {
  if (mustRefresh || Date.parse(tokens.accessTokenExpiresAt) < Date.now() + REFRESH_AHEAD_MS) {
    const { refreshSession } = await ask(url, RefreshDocument, {
      input: { refreshToken: tokens.refreshToken },
    });
    if (refreshSession.__typename !== "RefreshSessionPayload")
      throw new Error(`The session is over: ${refreshSession.message}`);
    tokens = refreshSession.session;
    mustRefresh = false;
  }
  return tokens.accessToken;
}
