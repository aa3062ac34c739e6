/** A stock Apollo Client against a running server: HTTP for what is asked, a graphql-ws socket for what is followed. */
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { SetContextLink } from "@apollo/client/link/context";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { relayStylePagination } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import { createClient } from "graphql-ws";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { startApp } from "../support/app.ts";
import type { TestApp } from "../support/app.ts";
import { ConversationEventsDocument, HistoryDocument, SendMessageDocument } from "../support/documents.ts";
import type { HistoryQuery } from "../gen/graphql.ts";
import type { ConversationItem } from "../support/liveStream.ts";
import { PASSWORD } from "../support/people.ts";
import type { Person } from "../support/people.ts";
import { Arrivals } from "./arrivals.ts";
import { ClientLoginDocument, PossibleTypesDocument, parsed } from "./documents.ts";

test("Apollo Client signs in, reads the history page by page, sends, and is told what others send", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await bo.sends(conversation, "one", "two", "three");
  await using apollo = await signIn(app, ana);

  const query = parsed(HistoryDocument);
  const variables = { conversationId: conversation, last: 2 };
  const { data: newest } = await apollo.client.query({ query, variables });
  expect(bodies(newest)).toEqual(["two", "three"]);
  const before = newest?.conversation?.messages.pageInfo.startCursor;
  const fetchPolicy = "network-only";
  await apollo.client.query({ query, variables: { ...variables, before }, fetchPolicy });
  expect(bodies(apollo.client.readQuery({ query, variables }))).toEqual(["one", "two", "three"]);

  const live = apollo.follow(conversation, null);
  expect(await live.next()).toMatchObject({ __typename: "StreamReady", recovered: false });
  const { data } = await apollo.client.mutate({
    mutation: parsed(SendMessageDocument),
    variables: { input: { conversationId: conversation, body: "four", clientKey: "apollo-1" } },
  });
  expect(data?.sendMessage).toMatchObject({ sentMessage: { body: "four", clientKey: "apollo-1" } });
  await bo.sends(conversation, "five");
  expect(await live.take(2)).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "four", sender: { username: "ana" } } },
    { __typename: "MessageSent", sentMessage: { body: "five", sender: { username: "bo" } } },
  ]);
});

test("Apollo Client reads an expected failure as data", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  await using apollo = await signIn(app, ana);
  const send = (body: string) =>
    apollo.client.mutate({
      mutation: parsed(SendMessageDocument),
      variables: { input: { conversationId: conversation, body, clientKey: "one key" } },
    });
  await send("first");
  const { data, error } = await send("second");
  expect(error).toBeUndefined();
  expect(data?.sendMessage).toMatchObject({
    __typename: "IdempotencyConflictError",
    code: "IDEMPOTENCY_CONFLICT",
  });
});

test("Apollo Client resubscribes with its last cursor after a dropped socket and misses nothing", async () => {
  await using app = await startApp();
  const { ana, bo, conversation } = await app.people.inConversation("ana", "bo");
  await using apollo = await signIn(app, ana);
  const live = apollo.follow(conversation, null);
  await live.next();
  await bo.sends(conversation, "seen");
  const last = await live.next();

  apollo.dropSocket();
  await live.over();
  await bo.sends(conversation, "missed one", "missed two");
  const resumed = apollo.follow(conversation, "cursor" in last ? last.cursor : null);
  expect(await resumed.take(3)).toMatchObject([
    { __typename: "MessageSent", sentMessage: { body: "missed one" } },
    { __typename: "MessageSent", sentMessage: { body: "missed two" } },
    { __typename: "StreamReady", recovered: true },
  ]);
  await bo.sends(conversation, "live again");
  expect(await resumed.next()).toMatchObject({ sentMessage: { body: "live again" } });
});

interface Apollo extends AsyncDisposable {
  readonly client: ApolloClient;
  follow(conversationId: string, after: string | null): Arrivals<ConversationItem>;
  /** Cuts the connection below the client. */
  dropSocket(): void;
}

/** Signs `person` in with name and password, as an app built on Apollo Client would. */
async function signIn({ url, people }: TestApp, person: Person): Promise<Apollo> {
  let authorization: string | undefined;
  const socket = createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: () => ({ authorization }),
    // It would come back by itself with the variables it began with; this app resubscribes with its newest cursor.
    retryAttempts: 0,
  });
  const signed = new SetContextLink(({ headers }) => ({
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
  }));
  const client = new ApolloClient({
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(socket),
      signed.concat(new HttpLink({ uri: `${url}/graphql` })),
    ),
    cache: new InMemoryCache({
      possibleTypes: await readPossibleTypes(await people.register("introspector")),
      typePolicies: {
        Conversation: { fields: { messages: relayStylePagination() } },
        // Items follow one another; none is a newer version of the one before.
        Subscription: { fields: { conversationEvents: { merge: false } } },
      },
    }),
  });
  const { data } = await client.mutate({
    mutation: parsed(ClientLoginDocument),
    variables: { input: { username: person.username, password: PASSWORD } },
  });
  if (data?.login.__typename !== "LoginPayload") throw new Error("Could not sign in.");
  authorization = `Bearer ${data.login.session.accessToken}`;

  return {
    client,
    dropSocket: () => socket.terminate(),
    follow: (conversationId, after) => {
      const arrivals = new Arrivals<ConversationItem>();
      const query = parsed(ConversationEventsDocument);
      client.subscribe({ query, variables: { conversationId, after } }).subscribe({
        next: ({ data: item, error }) => {
          if (item == null) arrivals.end(error);
          else arrivals.put(item.conversationEvents);
        },
        error: (error: unknown) => arrivals.end(error),
        complete: () => arrivals.end(),
      });
      return arrivals;
    },
    async [Symbol.asyncDispose]() {
      client.stop();
      await socket.dispose();
    },
  };
}

/** Which types an interface or a union stands for: Apollo's cache has to be told, and the server knows. */
async function readPossibleTypes(person: Person): Promise<Record<string, string[]>> {
  const { __schema } = await person.asks(PossibleTypesDocument, {});
  return Object.fromEntries(
    __schema.types.flatMap(({ name, possibleTypes }) =>
      name == null || possibleTypes == null
        ? []
        : [[name, possibleTypes.flatMap((type) => (type.name == null ? [] : [type.name]))]],
    ),
  );
}

function bodies(history: HistoryQuery | null | undefined): string[] | undefined {
  return history?.conversation?.messages.edges.map(({ node }) => node.body);
}
