/** Subscriptions over SSE, for those who cannot have sockets. */
import { expect, test } from "vitest";
import { becomes, post, readMetric } from "./support.ts";
import { expiringIn, startToy } from "./toyServer.ts";

const SSE = { accept: "text/event-stream", "content-type": "application/json" };

function follow(
  url: string,
  query: string,
  signal?: AbortSignal,
  authorization = "Bearer good",
): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: "POST",
    headers: { ...SSE, authorization },
    body: JSON.stringify({ query }),
    ...(signal === undefined ? {} : { signal }),
  });
}

test("a stream's items come as next events, its end as complete", async () => {
  await using toy = await startToy();
  const text = await (await follow(toy.url, "subscription { count(items: 2, bytes: 1) }")).text();
  expect(text.match(/event: \w+\ndata:.*/g)).toEqual([
    'event: next\ndata: {"data":{"count":"x"}}',
    'event: next\ndata: {"data":{"count":"x"}}',
    "event: complete\ndata:",
  ]);
});

test("without accept: text/event-stream a subscription is refused, and no stream stays behind", async () => {
  await using toy = await startToy();
  const { json } = await post(toy.url, "subscription { silence }");
  expect(json.errors?.[0]?.extensions.code).toBe("BAD_REQUEST");
  expect(await readMetric(toy.url, 'parley_open_streams{transport="http"}')).toBe(0);
  expect(toy.asked).toEqual({ items: 0, ends: 0 });
});

test("a client that leaves ends its stream", async () => {
  await using toy = await startToy();
  const leaving = new AbortController();
  const response = await follow(toy.url, "subscription { silence }", leaving.signal);
  await response.body?.getReader().read();
  expect(await readMetric(toy.url, 'parley_open_streams{transport="sse"}')).toBe(1);
  leaving.abort();
  await becomes(() => readMetric(toy.url, 'parley_open_streams{transport="sse"}'), 0);
  expect(toy.asked.ends).toBe(1);
});

test("an ended session's stream is told UNAUTHENTICATED, and completes", async () => {
  await using toy = await startToy();
  const response = await follow(toy.url, "subscription { silence }");
  toy.server.endSessions(["s1"]);
  const text = await response.text();
  expect(text).toContain('"code":"UNAUTHENTICATED"');
  expect(text).toContain("event: complete");
  expect(toy.asked.ends).toBe(1);
});

test("an SSE stream is told UNAUTHENTICATED when its access token expires, and completes", async () => {
  await using toy = await startToy();
  const leaving = new AbortController();
  await follow(toy.url, "subscription { silence }", leaving.signal);
  const response = await follow(toy.url, "subscription { silence }", undefined, expiringIn(300));
  const events = (await response.text()).match(/event: \w+\ndata:.*/g);
  expect(events).toHaveLength(2);
  expect(events?.[0]).toContain('"code":"UNAUTHENTICATED"');
  expect(events?.[1]).toMatch("event: complete");
  expect(toy.asked.ends).toBe(1);
  leaving.abort();
  await becomes(() => toy.asked.ends, 2);
});

test("a stream whose reader takes nothing asks its source for nothing", async () => {
  await using toy = await startToy();
  const leaving = new AbortController();
  await follow(toy.url, "subscription { count(items: 3000, bytes: 100000) }", leaving.signal);
  // What fits into the buffers of two sockets is asked for; then the count stands, however long others are served.
  let before = -1;
  while (toy.asked.items !== before) {
    before = toy.asked.items;
    for (let other = 0; other < 50; other += 1) await post(toy.url, "{ who }");
  }
  expect(before).toBeLessThan(1000);
  leaving.abort();
  await becomes(() => toy.asked.ends, 1);
});
