/** A stock urql client against a running server: subscriptions over a graphql-ws socket, and over server-sent events. */
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import type { ClientOptions } from "@urql/core";
import { createClient } from "graphql-ws";
import type { Sink } from "graphql-ws";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startApp } from "../support/app.ts";
import { ConversationEventsDocument, HistoryDocument, SendMessageDocument } from "../support/documents.ts";
import type { ConversationItem } from "../support/liveStream.ts";
import { PASSWORD } from "../support/people.ts";
import { Arrivals } from "./arrivals.ts";
import { ClientLoginDocument, parsed } from "./documents.ts";

test("urql signs in, reads, sends, and is told over a socket what others send", async () => {
  await using app = await startApp();
  const { bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "one");
  const authorization = await signIn(app.url, "ana");
  await using wire = openSocket(app.url, authorization);
  const urql = urqlFor(app.url, { authorization, exchanges: [wire.exchange] });
  await converses(urql, conversation, (body) => bo.sends(conversation, body));
});

test("urql does the same over server-sent events", async () => {
  await using app = await startApp();
  const { bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "one");
  const authorization = await signIn(app.url, "ana");
  const urql = urqlFor(app.url, { authorization, fetchSubscriptions: true });
  await converses(urql, conversation, (body) => bo.sends(conversation, body));
});

test("urql's socket comes back by itself with its first cursor: known events come again, and none is missing", async () => {
  await using app = await startApp();
  const { bo, conversation } = await app.people.inConversation("ana", "bo");
  const authorization = await signIn(app.url, "ana");
  await using wire = openSocket(app.url, authorization);
  const urql = urqlFor(app.url, { authorization, exchanges: [wire.exchange] });
  const start = await follow(urql, conversation, null).arrivals.next();
  const { arrivals } = follow(urql, conversation, "cursor" in start ? start.cursor : null);
  await arrivals.next();
  await bo.sends(conversation, "seen");
  const seen = await arrivals.next();

  await wire.dropWhile(() => bo.sends(conversation, "missed"));
  const replay = await arrivals.take(3);
  expect(replay).toMatchObject([
    { __typename: "MessageSent", id: "id" in seen ? seen.id : null },
    { __typename: "MessageSent", sentMessage: { body: "missed" } },
    { __typename: "StreamReady", recovered: true },
  ]);
});

/** One conversation, as far as `history one`, continued by both. */
async function converses(
  urql: Client,
  conversationId: string,
  answer: (body: string) => Promise<unknown>,
): Promise<void> {
  const history = await urql.query(parsed(HistoryDocument), { conversationId, last: 10 });
  expect(history.data?.conversation?.messages.edges.map(({ node }) => node.body)).toEqual(["one"]);

  const { arrivals, stop } = follow(urql, conversationId, null);
  expect(await arrivals.next()).toMatchObject({ __typename: "StreamReady", recovered: false });
  const input = { conversationId, body: "two", clientKey: "urql-1" };
  const sent = await urql.mutation(parsed(SendMessageDocument), { input });
  expect(sent.data?.sendMessage).toMatchObject({ sentMessage: { body: "two", clientKey: "urql-1" } });
  await answer("three");
  expect(await arrivals.take(2)).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "two", sender: { username: "ana" } } },
    { __typename: "MessageSent", sentMessage: { body: "three", sender: { username: "bo" } } },
  ]);
  stop();
}

function follow(urql: Client, conversationId: string, after: string | null) {
  const arrivals = new Arrivals<ConversationItem>();
  const { unsubscribe } = urql
    .subscription(parsed(ConversationEventsDocument), { conversationId, after })
    .subscribe(({ data, error }) => {
      if (data == null) arrivals.end(error);
      else arrivals.put(data.conversationEvents);
    });
  return { arrivals, stop: unsubscribe };
}

async function signIn(url: string, username: string): Promise<string> {
  const { data, error } = await urqlFor(url, {}).mutation(parsed(ClientLoginDocument), {
    input: { username, password: PASSWORD },
  });
  if (data?.login.__typename !== "LoginPayload") throw error ?? new Error("Could not sign in.");
  return `Bearer ${data.login.session.accessToken}`;
}

interface UrqlSettings {
  readonly authorization?: string;
  readonly exchanges?: ClientOptions["exchanges"];
  readonly fetchSubscriptions?: boolean;
}

function urqlFor(
  url: string,
  { authorization, exchanges = [], fetchSubscriptions = false }: UrqlSettings,
): Client {
  return new Client({
    url: `${url}/graphql`,
    // GraphQL is asked with POST here; urql's own choice for short queries is GET.
    preferGetMethod: false,
    fetchSubscriptions,
    fetchOptions: authorization === undefined ? {} : { headers: { authorization } },
    exchanges: [...exchanges, fetchExchange],
  });
}

/** A socket with the client's own retries, and an exchange that subscribes over it. */
function openSocket(url: string, authorization: string) {
  let mayReturn: Promise<unknown> | undefined;
  const socket = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
    retryWait: async () => {
      await mayReturn;
    },
  });
  const exchange = subscriptionExchange({
    forwardSubscription: ({ query = "", variables = {} }) => ({
      // The types of the two libraries differ over members that are `undefined`.
      subscribe: (sink) => ({ unsubscribe: socket.subscribe({ query, variables }, sink as Sink) }),
    }),
  });
  return {
    exchange,
    /** Cuts the connection; the client comes back when `act` is done. */
    dropWhile: async (act: () => Promise<unknown>) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      mayReturn = promise;
      socket.terminate();
      await act();
      resolve();
    },
    [Symbol.asyncDispose]: async () => socket.dispose(),
  };
}
