/** Sockets that break the protocol or a limit: each gets the close code the protocol names, and the server lives on. */
import { expect, test } from "vitest";
import { startApp } from "../support/app.ts";
import { RawSocket, becomes, post, readMetric } from "./support.ts";
import { startToy } from "./toyServer.ts";

test("subscribe before connection_ack closes with 4401", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.open(toy.url);
  socket.subscribe("1", "mutation { note(n: 1) }");
  expect(await socket.closed).toEqual({ code: 4401, reason: "Unauthorized" });
  expect(toy.notes).toEqual([]);
  expect(toy.logLines).toMatchObject([{ code: 4401 }]);
});

test("a socket that does not say connection_init in time closes with 4408", async () => {
  await using toy = await startToy({ LIMIT_INIT_TIMEOUT_MS: "100" });
  const socket = await RawSocket.open(toy.url);
  expect((await socket.closed).code).toBe(4408);
});

test("a second connection_init closes with 4429", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  socket.send({ type: "connection_init" });
  expect((await socket.closed).code).toBe(4429);
});

test("an id in use closes with 4409", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  socket.subscribe("1", "subscription { silence }");
  socket.subscribe("1", "subscription { silence }");
  expect((await socket.closed).code).toBe(4409);
});

test("a binary frame closes with 4400", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.open(toy.url);
  socket.webSocket.send(Buffer.from('{"type":"connection_init"}'));
  expect(await socket.closed).toEqual({ code: 4400, reason: "Binary frames are not accepted" });
  expect(toy.logLines).toHaveLength(1);
});

test.each([
  "nonsense",
  "[]",
  '{"type":"subscribe","id":"1"}',
  '{"type":"next","id":"1","payload":{}}',
  '{"type":7}',
])("the message %s closes with 4400", async (text) => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  socket.webSocket.send(text);
  expect((await socket.closed).code).toBe(4400);
});

test("a frame of 100 MB closes with 1009, and the server takes none of it in", async () => {
  await using app = await startApp();
  const before = process.memoryUsage().arrayBuffers;
  const socket = await RawSocket.enter(app.url);
  // The header of a masked text frame that announces 100 MB; its beginning is enough.
  const header = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0x06, 0x40, 0, 0, 1, 2, 3, 4]);
  rawStreamOf(socket).write(Buffer.concat([header, Buffer.alloc(1_000_000)]));
  expect((await socket.closed).code).toBe(1009);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  expect((await post(app.url, "{ __typename }")).status).toBe(200);
});

test("a frame just above LIMIT_FRAME_BYTES closes with 1009, one below is read", async () => {
  await using toy = await startToy({ LIMIT_FRAME_BYTES: "2000" });
  const socket = await RawSocket.enter(toy.url);
  socket.subscribe("1", `{ who } #${"x".repeat(1800)}`);
  expect((await socket.next()).type).toBe("next");
  socket.subscribe("2", `{ who } #${"x".repeat(2000)}`);
  expect((await socket.closed).code).toBe(1009);
});

test("text that is not UTF-8 closes with 1007", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  socket.webSocket.send(Buffer.from([0xc3, 0x28]), { binary: false });
  expect((await socket.closed).code).toBe(1007);
});

test("a token that signs nobody in closes with 4403, one that cannot be told with 1013", async () => {
  await using toy = await startToy();
  for (const [authorization, code] of [
    ["Bearer nonsense", 4403],
    ["Bearer unknowable", 1013],
  ] as const) {
    const socket = await RawSocket.open(toy.url);
    socket.send({ type: "connection_init", payload: { authorization } });
    expect((await socket.closed).code).toBe(code);
  }
});

test("a foreign origin gets no socket", async () => {
  await using toy = await startToy({ ALLOWED_ORIGINS: "https://chat.example.com" });
  await expect(RawSocket.open(toy.url, { origin: "https://evil.example" })).rejects.toThrow("403");
  await using _allowed = await RawSocket.open(toy.url, { origin: "https://chat.example.com" });
  await using _own = await RawSocket.open(toy.url, { origin: toy.url });
});

test("another path gets no socket", async () => {
  await using toy = await startToy();
  await expect(RawSocket.open(`${toy.url}/health`)).rejects.toThrow("404");
});

test("more operations than may be open get RATE_LIMITED, and the socket lives", async () => {
  await using toy = await startToy({ LIMIT_OPERATIONS_PER_SOCKET: "3" });
  await using socket = await RawSocket.enter(toy.url);
  for (const id of ["1", "2", "3", "4"]) socket.subscribe(id, "subscription { silence }");
  expect(await socket.next()).toMatchObject({
    id: "4",
    type: "error",
    payload: [{ extensions: { code: "RATE_LIMITED", retryAfterMs: expect.any(Number) } }],
  });
  socket.send({ id: "1", type: "complete" });
  await socket.answers();
});

test("what keeps a subscription from beginning is an error; what refuses it then, a next with errors and complete", async () => {
  await using app = await startApp({ LIMIT_QUERY_COST: "500", LIMIT_QUERY_DEPTH: "8" });
  const { ana, conversation } = await app.people.inConversation("ana", "bo");
  const stranger = await app.people.register("cy");
  await using socket = await RawSocket.enter(app.url, ana.authorization);
  const events = (selection = "__typename", after = "") =>
    `subscription { conversationEvents(conversationId: "${conversation}" ${after}) { ${selection} } }`;
  const inReady = (selection: string) => `... on StreamReady { snapshot { ${selection} } }`;
  const members = "members(first: 100) { edges { node { user { id username displayName } } } }";
  const deep = `lastMessage { conversation { lastMessage { conversation { lastMessage { conversation { id } } } } } }`;

  for (const [document, code] of [
    ["subscription {", "BAD_REQUEST"],
    [events("nonsense"), "BAD_REQUEST"],
    [events(inReady(deep)), "QUERY_TOO_COMPLEX"],
  ] as const) {
    socket.subscribe("1", document);
    expect(await socket.next()).toMatchObject({
      id: "1",
      type: "error",
      payload: [{ extensions: { code } }],
    });
  }

  await using ofNobody = await RawSocket.enter(app.url);
  await using ofStranger = await RawSocket.enter(app.url, stranger.authorization);
  for (const [asker, document, code] of [
    [ofNobody, events(), "UNAUTHENTICATED"],
    [ofStranger, events(), "NOT_FOUND"],
    [socket, events("__typename", 'after: "broken"'), "BAD_REQUEST"],
    [
      socket,
      "subscription ($id: ID!) { conversationEvents(conversationId: $id) { __typename } }",
      "BAD_REQUEST",
    ],
    [socket, events(inReady(`${members} more: ${members}`)), "QUERY_TOO_COMPLEX"],
  ] as const) {
    asker.subscribe("1", document);
    const refused = await asker.next();
    expect(refused).toMatchObject({ id: "1", type: "next", payload: { errors: [{ extensions: { code } }] } });
    expect(refused.payload).not.toHaveProperty("data");
    expect(await asker.next()).toEqual({ id: "1", type: "complete" });
  }
});

test("twenty such refusals in ten seconds end the socket with 1013", async () => {
  await using toy = await startToy({ LIMIT_OPERATIONS_PER_SOCKET: "1" });
  const socket = await RawSocket.enter(toy.url);
  for (let id = 0; id < 21; id += 1) socket.subscribe(String(id), "subscription { silence }");
  expect(await socket.closed).toEqual({
    code: 1013,
    reason: "Too many refused operations; retry in 1000-2000 ms",
  });
  await becomes(() => readMetric(toy.url, 'parley_open_streams{transport="websocket"}'), 0);
});

test("a client that completes what still runs does not get round the limit", async () => {
  await using toy = await startToy({ LIMIT_OPERATIONS_PER_SOCKET: "2" });
  await using socket = await RawSocket.enter(toy.url);
  for (const id of ["1", "2"]) {
    socket.subscribe(id, "mutation { wait }");
  }
  await becomes(toy.waiting, 2);
  for (const id of ["1", "2"]) socket.send({ id, type: "complete" });
  socket.subscribe("3", "mutation { wait }");
  expect(await socket.next()).toMatchObject({ id: "3", type: "error" });
  toy.release();
});

test("an address has only so many sockets that have not signed in", async () => {
  await using toy = await startToy({ LIMIT_ANONYMOUS_SOCKETS_PER_ADDRESS: "2" });
  await using _first = await RawSocket.enter(toy.url);
  await using second = await RawSocket.open(toy.url);
  const third = await RawSocket.open(toy.url);
  expect(await third.closed).toEqual({
    code: 1013,
    reason: "Too many sockets that have not signed in; retry in 1000-2000 ms",
  });

  second.send({ type: "connection_init", payload: { authorization: "Bearer good" } });
  await second.next();
  await using fourth = await RawSocket.enter(toy.url);
  await fourth.answers();
});

test("ended sessions close their sockets with 4403, and no others", async () => {
  await using toy = await startToy();
  await using stranger = await RawSocket.enter(toy.url);
  const socket = await RawSocket.enter(toy.url, "Bearer good");
  toy.server.endSessions(["s1"]);
  expect(await socket.closed).toEqual({ code: 4403, reason: "Session ended; retry in 0-1000 ms" });
  await stranger.answers();
});

test("a user has only so many signed-in sockets", async () => {
  await using toy = await startToy({ LIMIT_SOCKETS_PER_USER: "2" });
  const first = await RawSocket.enter(toy.url, "Bearer good");
  await using second = await RawSocket.enter(toy.url, "Bearer good");
  const third = await RawSocket.open(toy.url);
  third.send({ type: "connection_init", payload: { authorization: "Bearer good" } });
  expect(await third.closed).toEqual({
    code: 1013,
    reason: "Too many sockets of this user; retry in 1000-2000 ms",
  });
  await second.answers();

  await first[Symbol.asyncDispose]();
  await becomes(() => readMetric(toy.url, 'parley_open_sockets{signed_in="yes"}'), 1);
  await using again = await RawSocket.enter(toy.url, "Bearer good");
  await again.answers();
});

test("a thousand subscribe and complete turns in a second get RATE_LIMITED, then 1013", async () => {
  await using toy = await startToy({ LIMIT_OPERATIONS_PER_SOCKET: "10000" });
  await using other = await RawSocket.enter(toy.url);
  const hasty = await RawSocket.enter(toy.url);
  for (let turn = 0; turn < 3_000; turn += 1) {
    hasty.subscribe(String(turn), "subscription { silence }");
    // What is refused is not completed: a client is told nothing of what it has completed.
    if (turn < 100) hasty.send({ id: String(turn), type: "complete" });
  }
  expect((await hasty.closed).code).toBe(1013);
  expect(await hasty.next()).toMatchObject({
    type: "error",
    payload: [{ extensions: { code: "RATE_LIMITED" } }],
  });
  await becomes(() => readMetric(toy.url, 'parley_open_streams{transport="websocket"}'), 0);
  await other.answers();
});

test("a second later a hasty socket may begin operations again", async () => {
  await using toy = await startToy({ LIMIT_OPERATIONS_PER_SOCKET_PER_SECOND: "3" });
  await using socket = await RawSocket.enter(toy.url);
  const ask = async (): Promise<string> => {
    socket.subscribe("1", "{ who }");
    const { type } = await socket.next();
    if (type === "next") await socket.next();
    return type;
  };
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers).toEqual(["next", "next", "next", "error"]);
  await expect.poll(ask, { interval: 200, timeout: 3_000 }).toBe("next");
});

test.each([
  ["of the protocol", (socket: RawSocket) => socket.send({ type: "ping" })],
  ["of WebSocket", (socket: RawSocket) => socket.webSocket.ping()],
  ["that answer nothing", (socket: RawSocket) => socket.send({ type: "pong" })],
])("a flood of pings %s closes with 1013", async (_which, ping) => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  for (let n = 0; n < 100; n += 1) ping(socket);
  socket.subscribe("fence", "{ who }");
  while ((await socket.next()).id !== "fence");
  for (let n = 0; n < 400; n += 1) ping(socket);
  expect(await socket.closed).toEqual({
    code: 1013,
    reason: "Too many messages or pings in a second; retry in 1000-2000 ms",
  });
});

test("a flood of completions closes with 1013", async () => {
  await using toy = await startToy();
  const socket = await RawSocket.enter(toy.url);
  for (let n = 0; n < 1000; n += 1) socket.send({ id: "nothing", type: "complete" });
  expect((await socket.closed).code).toBe(1013);
});

test("the gauges of sockets fall back to nothing", async () => {
  await using toy = await startToy();
  const one = await RawSocket.enter(toy.url);
  const other = await RawSocket.enter(toy.url, "Bearer good");
  expect(await readMetric(toy.url, 'parley_open_sockets{signed_in="no"}')).toBe(1);
  expect(await readMetric(toy.url, 'parley_open_sockets{signed_in="yes"}')).toBe(1);
  await one[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
  await becomes(() => readMetric(toy.url, 'parley_open_sockets{signed_in="no"}'), 0);
  await becomes(() => readMetric(toy.url, 'parley_open_sockets{signed_in="yes"}'), 0);
});

/** ws keeps the stream below a client's socket to itself. */
function rawStreamOf(socket: RawSocket): NodeJS.WritableStream {
  const { _socket } = socket.webSocket as unknown as { _socket: NodeJS.WritableStream };
  return _socket;
}
