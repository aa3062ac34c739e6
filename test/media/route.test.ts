/** The route of files by itself: its bound, and what headers say. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createMediaRoute } from "../../src/transports/media.ts";
import type { MediaRouteOptions } from "../../src/transports/media.ts";
import type { MediaPorts } from "../../src/transports/mediaPorts.ts";
import { contentDisposition } from "../../src/transports/mediaHeaders.ts";

/** The route alone, in a server of its own: what stands behind it is given. */
async function startRoute(media: MediaPorts, bounds: Partial<MediaRouteOptions> = {}) {
  const errors: unknown[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const route = createMediaRoute({
    media,
    isAllowedOrigin: () => true,
    chargeRequest: () => Promise.resolve(),
    explain: (error) => error,
    ...bounds,
  });
  const server = createServer((request, response) => {
    const client = { address: String(request.headers["x-from"]), userAgent: null };
    const path = (request.url ?? "").split("?")[0] ?? "";
    const exchange = {
      request,
      response,
      path,
      method: request.method ?? "GET",
      client,
      log,
      requestId: "1",
    };
    Promise.resolve(route(exchange)).catch((error: unknown) => {
      errors.push(error);
      response.writeHead(500).end();
    });
  });
  server.listen(0);
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/${newId()}`,
    /** What the route failed with. */
    errors,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What holds everybody up who asks for a file, until it is opened. */
function startGate() {
  const gate = Promise.withResolvers<null>();
  let waiting = 0;
  return {
    media: {
      findUpload: () => Promise.resolve(null),
      findDownload: () => {
        waiting += 1;
        return gate.promise;
      },
    },
    async holds(count: number) {
      while (waiting < count) await new Promise(setImmediate);
    },
    open: () => gate.resolve(null),
  };
}

test("so many files are on their way at a time, and one more is told to wait", async () => {
  const gate = startGate();
  await using route = await startRoute(gate.media, { transfersMax: 2 });
  const asked = [fetch(route.url), fetch(route.url)];
  await gate.holds(2);
  const refused = await fetch(route.url);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  gate.open();
  for (const each of asked) expect((await each).status).toBe(404);
  expect((await fetch(route.url)).status).toBe(404);
});

test("one address takes so many of them at most, and the others are everybody's", async () => {
  const gate = startGate();
  await using route = await startRoute(gate.media, { transfersMax: 4, transfersPerAddressMax: 2 });
  const asks = (from: string) => fetch(route.url, { headers: { "x-from": from } });
  const asked = [asks("one"), asks("one")];
  await gate.holds(2);
  const refused = await asks("one");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  asked.push(asks("other"), asks("other"));
  await gate.holds(4);
  gate.open();
  for (const each of asked) expect((await each).status).toBe(404);
  expect((await asks("one")).status).toBe(404);
});

test("a disk that is full in the middle of an upload is told of, to the sender and to the operator", async () => {
  const byteSize = 1_000_000;
  const full = new Error("ENOSPC: no space left on device");
  await using route = await startRoute({
    findDownload: () => Promise.resolve(null),
    findUpload: () =>
      Promise.resolve({
        byteSize,
        state: "PENDING",
        async receive(chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) if (chunk.length > 0) throw full;
          return "READY";
        },
      }),
  });
  const body = new Uint8Array(byteSize);
  const answer = await fetch(route.url, { method: "PUT", body, signal: AbortSignal.timeout(5_000) });
  expect(answer.status).toBe(500);
  expect(answer.headers.get("connection")).toBe("close");
  expect(route.errors).toEqual([full]);
});

test("a file's name cannot break out of its header", () => {
  expect(contentDisposition(true, 'a"b\\c%.png')).toBe(
    `inline; filename="a_b_c_.png"; filename*=UTF-8''a%22b%5Cc%25.png`,
  );
  expect(contentDisposition(false, "кот (1)'*.pdf")).toBe(
    `attachment; filename="___ (1)'*.pdf"; filename*=UTF-8''%D0%BA%D0%BE%D1%82%20%281%29%27%2A.pdf`,
  );
});
