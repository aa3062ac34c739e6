/** A server that is told to stop: what runs ends, what listens is told to come back, nothing new begins. */
import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { RawSocket, becomes, post } from "./support.ts";
import { startToy } from "./toyServer.ts";

test("running requests and mutations are answered, then sockets close with 1012", async () => {
  await using toy = await startToy();
  const listening = await RawSocket.enter(toy.url);
  listening.subscribe("1", "subscription { silence }");
  const busy = await RawSocket.enter(toy.url);
  busy.subscribe("1", "mutation { wait }");
  const answering = post(toy.url, "mutation { wait }");
  await becomes(toy.waiting, 2);

  const drained = toy.server.drain();
  expect(await listening.closed).toEqual({ code: 1012, reason: "Server restarts; retry in 0-1000 ms" });
  busy.subscribe("2", "mutation { note(n: 1) }");
  toy.release();
  expect((await answering).json).toEqual({ data: { wait: 1 } });
  expect(await busy.next()).toMatchObject({ id: "1", payload: { data: { wait: 1 } } });
  expect((await busy.closed).code).toBe(1012);
  await drained;
  expect(toy.notes).toEqual([]);
  expect(toy.asked.ends).toBe(1);
  await expect(post(toy.url, "{ who }")).rejects.toThrow();
});

test("SSE streams are cut without complete, so that their clients come back", async () => {
  await using toy = await startToy();
  const response = await fetch(`${toy.url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ query: "subscription { silence }" }),
  });
  const reading = response.text();
  await Promise.all([expect(reading).rejects.toThrow(), toy.server.drain()]);
  expect(toy.asked.ends).toBe(1);
});

test("what does not end in DRAIN_TIMEOUT_MS is left", async () => {
  await using toy = await startToy({ DRAIN_TIMEOUT_MS: "50" });
  const socket = await RawSocket.enter(toy.url);
  socket.subscribe("1", "mutation { wait }");
  const hanging = post(toy.url, "mutation { wait }");
  await becomes(toy.waiting, 2);
  await Promise.all([expect(hanging).rejects.toThrow(), toy.server.drain()]);
  expect((await socket.closed).code).toBe(1012);
});

test.each([
  ["readiness", "GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n", '"status":"draining"'],
  ["an operation", httpPost("mutation { note(n: 1) }"), '"code":"UNAVAILABLE"'],
])("%s asked on a connection that is still open is answered 503", async (_what, asking, answered) => {
  await using toy = await startToy();
  const connection = connect(Number(new URL(toy.url).port), "127.0.0.1");
  const text = readAll(connection);
  connection.write(httpPost("mutation { wait }"));
  await becomes(toy.waiting, 1);

  const drained = toy.server.drain();
  connection.write(asking);
  await becomes(() => toy.logLines.length, 1);
  toy.release();
  await drained;
  const answers = (await text).split(/(?=HTTP\/1\.1 )/);
  expect(answers.map((answer) => answer.slice(9, 12))).toEqual(["200", "503"]);
  expect(answers[1]).toContain(answered);
  expect(toy.notes).toEqual([]);
});

async function readAll(connection: Socket): Promise<string> {
  let text = "";
  for await (const chunk of connection) text += String(chunk);
  return text;
}

function httpPost(query: string): string {
  const body = JSON.stringify({ query });
  return `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
