// Two people talk: bo follows their conversation, ana writes, the message arrives.
// `npm start` in one terminal, `node examples/two-people.mjs [url]` in another; any Node from 20 on.

import { randomUUID } from "node:crypto";
import { createClient } from "graphql-ws";
import { WebSocket } from "ws";

const address = process.argv[2] ?? "http://127.0.0.1:4000";
// With or without the path.
const url = `${address.replace(/(\/graphql)?\/*$/, "")}/graphql`;

if (!/^https?:/.test(url) || !URL.canParse(url)) {
  fail(`${address} is not a URL that begins with http:// or https://.`);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

async function ask(query, variables, authorization) {
  const headers = { "content-type": "application/json", ...(authorization && { authorization }) };
  const body = JSON.stringify({ query, variables });
  const { data, errors } = await fetch(url, { method: "POST", headers, body })
    .then((response) => response.json())
    .catch(() => fail(`No GraphQL server answers at ${url}: is \`npm start\` running?`));
  if (!data) fail(`The server refuses: ${errors?.[0]?.message ?? "no data came."}`);
  return Object.values(data)[0];
}

async function signIn(username) {
  const login = `mutation ($input: LoginInput!) { login(input: $input) {
    ... on LoginPayload { session { accessToken user { id } } }
    ... on UserError { message } } }`;
  const { session, message } = await ask(login, { input: { username, password: "parley-demo" } });
  if (!session) fail(`${username} cannot sign in: ${message} Demo people are made on an empty database.`);
  return { id: session.user.id, authorization: `Bearer ${session.accessToken}` };
}

const [ana, bo] = [await signIn("ana"), await signIn("bo")];
const open = `mutation ($input: CreateDirectConversationInput!) { createDirectConversation(input: $input) {
  ... on CreateDirectConversationPayload { createdConversation { id } } } }`;
const { createdConversation } = await ask(open, { input: { userId: bo.id } }, ana.authorization);
const conversationId = createdConversation.id;

const socket = createClient({
  url: url.replace(/^http/, "ws"),
  webSocketImpl: WebSocket,
  connectionParams: { authorization: bo.authorization },
});
const follow = `subscription ($conversationId: ID!) { conversationEvents(conversationId: $conversationId) {
  __typename
  ... on MessageSent { seq sentMessage { body sender { displayName } } } } }`;
const send = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`;

for await (const { data, errors } of socket.iterate({ query: follow, variables: { conversationId } })) {
  if (errors) fail(`The server refuses: ${errors[0].message}`);
  const event = data.conversationEvents;
  if (event.__typename === "StreamReady") {
    const input = { conversationId, clientKey: randomUUID(), body: "Hello Bo, live!" };
    await ask(send, { input }, ana.authorization);
  }
  if (event.__typename === "MessageSent") {
    const { sender, body } = event.sentMessage;
    console.log(`#${event.seq} ${sender.displayName}: ${body}`);
    break;
  }
}
await socket.dispose();
