/** The route of files by itself: its bound, and what headers say. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { newId } from "../../src/lib/ids.ts";
import { createMediaRoute } from "../../src/transports/media.ts";
import { contentDisposition } from "../../src/transports/mediaHeaders.ts";

test("so many files are on their way at a time, and one more is told to wait", async () => {
  const gate = Promise.withResolvers<null>();
  let waiting = 0;
  const route = createMediaRoute({
    media: {
      findUpload: () => Promise.resolve(null),
      findDownload: () => {
        waiting += 1;
        return gate.promise;
      },
    },
    isAllowedOrigin: () => true,
    chargeRequest: () => Promise.resolve(),
    explain: (error) => error,
    transfersMax: 2,
  });
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  };
  const server = createServer((request, response) => {
    const client = { address: "127.0.0.1", userAgent: null };
    const path = (request.url ?? "").split("?")[0] ?? "";
    void route({ request, response, path, method: request.method ?? "GET", client, log, requestId: "1" });
  });
  server.listen(0);
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/media/${newId()}`;
  const asked = [fetch(url), fetch(url)];
  while (waiting < 2) await new Promise(setImmediate);
  const refused = await fetch(url);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "1"]);
  gate.resolve(null);
  for (const each of asked) expect((await each).status).toBe(404);
  expect((await fetch(url)).status).toBe(404);
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

test("a file's name cannot break out of its header", () => {
  expect(contentDisposition(true, 'a"b\\c%.png')).toBe(
    `inline; filename="a_b_c_.png"; filename*=UTF-8''a%22b%5Cc%25.png`,
  );
  expect(contentDisposition(false, "кот (1)'*.pdf")).toBe(
    `attachment; filename="___ (1)'*.pdf"; filename*=UTF-8''%D0%BA%D0%BE%D1%82%20%281%29%27%2A.pdf`,
  );
});
