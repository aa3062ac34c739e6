/** Operations on a socket: their order, their sign-in, their end. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RawSocket, becomes, readMetric } from "./support.ts";
import { expiringIn, startToy } from "./toyServer.ts";

const SEND = `mutation ($input: SendMessageInput!) { sendMessage(input: $input) { __typename } }`;

test("operations reach their resolvers in the order in which they came, whatever each waits for", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url, "Bearer good");
  for (let n = 0; n < 40; n += 1) socket.subscribe(String(n), `mutation { note(n: ${n}) }`);
  await becomes(() => toy.notes.length, 40);
  expect(toy.notes).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test("sends of one socket stand in the conversation in the order in which they were sent", async () => {
  await using app = await startApp();
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  if (ana === undefined) throw new Error("unreachable");
  await using socket = await RawSocket.enter(app.url, ana.authorization);
  const bodies = Array.from({ length: 40 }, (_, n) => `message ${n}`);
  for (const body of bodies) {
    socket.subscribe(body, SEND, { input: { conversationId: conversation, body, clientKey: body } });
  }
  for (const _ of bodies) for (const __ of ["next", "complete"]) await socket.next();
  const history = await ana.history(conversation);
  expect(history?.messages.edges.map(({ node }) => node.body)).toEqual(bodies);
});

test("an operation that hangs does not hold up those behind it once it has started", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url);
  socket.subscribe("slow", "mutation { wait }");
  await socket.answers();
  toy.release();
  expect(await socket.next()).toMatchObject({ id: "slow", payload: { data: { wait: 1 } } });
});

test("a refused operation lets the next one through", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url);
  for (const query of [
    "{",
    "{ nonsense }",
    "query A { who } query B { who }",
    "subscription { denied }",
    "subscription ($n: Int!) { count(bytes: $n, items: 1) }",
  ]) {
    socket.subscribe("bad", query);
    const refused = await socket.next();
    expect(JSON.stringify(refused.payload)).toMatch(/"code":"(BAD_REQUEST|UNAUTHENTICATED)"/);
    if (refused.type === "next") await socket.next();
    await socket.answers();
  }
  expect(toy.logLines.filter(({ msg }) => String(msg).startsWith("refused"))).toHaveLength(5);
});

test("a fault on a socket is masked as over HTTP", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url);
  socket.subscribe("1", "{ fault }");
  const { payload } = await socket.next();
  expect(JSON.stringify(payload)).not.toContain("swordfish");
  expect(payload).toMatchObject({ errors: [{ extensions: { code: "INTERNAL_SERVER_ERROR" } }] });
});

test("a socket closes with 4403 when its access token expires, behind what was written to it", async () => {
  await using toy = await startToy();
  await using stranger = await RawSocket.enter(toy.url);
  const idle = await RawSocket.enter(toy.url, expiringIn(500));
  const following = await RawSocket.enter(toy.url, expiringIn(500));
  following.webSocket.pause();
  following.subscribe("1", "subscription { count(items: 3000, bytes: 100000) }");
  const expired = { code: 4403, reason: "Access token expired; retry in 0-1000 ms" };
  expect(await idle.closed).toEqual(expired);
  const written = toy.asked.items;
  following.webSocket.resume();
  expect(await following.closed).toEqual(expired);
  // The last item asked for may have come too late to be written.
  for (let item = 1; item < written; item += 1)
    expect(await following.next()).toMatchObject({ id: "1", type: "next" });
  await becomes(() => toy.asked.ends, 1);
  await stranger.answers();
});

test("until the sweep comes by, an expired token gets UNAUTHENTICATED for each operation", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url, "Bearer old");
  socket.subscribe("1", "{ who }");
  expect(await socket.next()).toMatchObject({
    id: "1",
    type: "error",
    payload: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
  expect((await socket.closed).code).toBe(4403);
});

test("a mutation that runs when its token expires has a second to be answered", async () => {
  await using toy = await startToy();
  const idle = await RawSocket.enter(toy.url, expiringIn(300));
  const busy = await RawSocket.enter(toy.url, expiringIn(300));
  busy.subscribe("1", "mutation { wait }");
  await becomes(toy.waiting, 1);
  await idle.closed;
  toy.release();
  expect(await busy.next()).toMatchObject({ id: "1", payload: { data: { wait: 1 } } });
  expect((await busy.closed).code).toBe(4403);
});

test("a session that has ended is noticed by the next operation", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url, "Bearer good");
  await socket.answers();
  toy.revoke();
  socket.subscribe("1", "{ who }");
  expect(await socket.next()).toMatchObject({
    type: "error",
    payload: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
});

test("a completed stream ends its source, and its id can be used again at once", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url);
  for (let round = 1; round <= 5; round += 1) {
    socket.subscribe("same", "subscription { silence }");
    socket.send({ id: "same", type: "complete" });
  }
  socket.subscribe("same", "{ who }");
  expect(await socket.next()).toMatchObject({ id: "same", type: "next", payload: { data: { who: null } } });
  expect(await socket.next()).toEqual({ id: "same", type: "complete" });
  await socket.answers();
  expect(await readMetric(toy.url, 'parley_open_streams{transport="websocket"}')).toBe(0);
});

test("what a client completed while it ran is not answered, also when its id is used again", async () => {
  await using toy = await startToy();
  await using socket = await RawSocket.enter(toy.url);
  socket.subscribe("same", "mutation { wait }");
  await becomes(toy.waiting, 1);
  socket.send({ id: "same", type: "complete" });
  socket.subscribe("same", "subscription { silence }");
  await socket.answers();
  toy.release();
  await socket.answers();
  await socket.answers();
});

test("a socket that closes ends all its streams", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  for (const id of ["1", "2", "3"]) socket.subscribe(id, "subscription { silence }");
  await socket.answers();
  await socket[Symbol.asyncDispose]();
  await becomes(() => toy.asked.ends, 3);
});

test("a stream whose reader takes nothing asks its source for nothing", async () => {
  await using toy = await startToy();
  await using other = await RawSocket.enter(toy.url);
  const stalled = await RawSocket.enter(toy.url);
  stalled.webSocket.pause();
  stalled.subscribe("1", "subscription { count(items: 3000, bytes: 100000) }");
  // What fits into the buffers of two sockets is asked for; then the count stands, however long others are served.
  let before = -1;
  while (toy.asked.items !== before || before === 0) {
    before = toy.asked.items;
    for (let round = 0; round < 100; round += 1) await other.answers();
  }
  expect(before).toBeLessThan(1000);
  await stalled[Symbol.asyncDispose]();
  await becomes(() => toy.asked.ends, 1);
});

test("a client that floods without reading is not read either", async () => {
  await using toy = await startToy();
  await using other = await RawSocket.enter(toy.url);
  const flooding = await RawSocket.enter(toy.url);
  flooding.webSocket.pause();
  const ping = JSON.stringify({ type: "ping", payload: { padding: "x".repeat(100_000) } });
  for (let n = 0; n < 1000; n += 1) flooding.webSocket.send(ping);
  let before = -1;
  while (flooding.webSocket.bufferedAmount !== before) {
    before = flooding.webSocket.bufferedAmount;
    for (let round = 0; round < 100; round += 1) await other.answers();
  }
  // A hundred megabytes were sent; most of it was never taken from the client.
  expect(before).toBeGreaterThan(50_000_000);
  await flooding[Symbol.asyncDispose]();
});
