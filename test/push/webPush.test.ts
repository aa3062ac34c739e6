/** Web Push against a push service that checks the sender's signature, and a browser that decrypts. */
import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { isPublicAddress } from "../../src/push/publicAddress.ts";
import { createWebPush } from "../../src/push/webPush.ts";
import { encryptBody } from "../../src/push/webPushBody.ts";
import { startBrowserService } from "./browserService.ts";
import { keepsTheContract } from "./contract.ts";
import type { Stage } from "./contract.ts";
import { vapidKeys } from "./keys.ts";
import { certificate } from "./localhost.ts";
import { aPush, aSilentPush, PATIENT } from "./pushes.ts";

const VAPID = { ...vapidKeys(), subject: "mailto:push@chat.example" };

async function start(timeoutMs = 15_000) {
  const service = await startBrowserService(VAPID.publicKey);
  const provider = createWebPush({
    vapid: VAPID,
    timeoutMs,
    isAllowed: () => true,
    ca: certificate.cert,
  });
  return {
    ...service,
    provider,
    async [Symbol.asyncDispose]() {
      await provider[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
    },
  } satisfies Stage;
}

describe("the contract", () => {
  keepsTheContract(start, {
    gone: [{ status: 404 }, { status: 410, body: '{"errno":106}' }],
    refused: [
      { status: 400 },
      { status: 401 },
      { status: 403, body: "VapidPkHashMismatch" },
      { status: 413 },
      { status: 302, headers: { location: "https://localhost/elsewhere" } },
    ],
    throttled: { status: 429, headers: { "retry-after": "7" } },
    passing: [
      { status: 500 },
      { status: 502 },
      { status: 503, body: "x".repeat(100_000) },
      "reset",
      "garbage",
    ],
  });
});

test("the browser reads what was sent, and the push service how long and how urgent", async () => {
  await using stage = await start();
  await stage.provider.send([aPush(stage.token)], PATIENT);
  await stage.provider.send([aSilentPush(stage.token)], PATIENT);
  const [alert, silent] = stage.deliveries;
  expect(alert?.headers).toMatchObject({ ttl: "3600", urgency: "high" });
  expect(alert?.content).toEqual({
    kind: "ALERT",
    collapseKey: "conversation:0199c0de",
    title: "Ana",
    body: "Lunch at one? 🍜",
    badge: 3,
    url: "https://chat.example/conversations/0199c0de?seq=12",
    actions: ["REPLY", "MARK_READ"],
    facts: { conversationId: "0199c0de", messageId: "0199c0df" },
  });
  expect(silent?.headers).toMatchObject({ urgency: "normal", topic: alert?.headers["topic"] });
  expect(silent?.content).toMatchObject({ kind: "SILENT", badge: 0, title: "", actions: [] });
});

test("the body of the RFC's example is the RFC's, byte for byte", () => {
  const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
  const body = encryptBody(
    Buffer.from("When I grow up, I want to be a watermelon"),
    {
      p256dh: bytes(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
      ),
      auth: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
    },
    {
      salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
      privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
    },
  );
  expect(body.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("a redirect is not followed", async () => {
  await using stage = await start();
  await using elsewhere = await startBrowserService(VAPID.publicKey);
  const { endpoint } = JSON.parse(elsewhere.token) as { endpoint: string };
  for (const status of [301, 302, 303, 307, 308]) {
    stage.answers.add({ status, headers: { location: endpoint } });
    expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toMatchObject([{ status: "REFUSED" }]);
  }
  expect(elsewhere.requestCount()).toBe(0);
});

test("what is no subscription is an invalid token", async () => {
  await using stage = await start();
  const { endpoint, keys } = JSON.parse(stage.token) as { endpoint: string; keys: Record<string, string> };
  const wrong: readonly unknown[] = [
    "",
    null,
    7,
    {},
    { endpoint },
    { endpoint: "push", keys },
    { endpoint: endpoint.replace("https:", "http:"), keys },
    { endpoint: endpoint.replace("//", "//ana:secret@"), keys },
    { endpoint: `${endpoint}?${"x".repeat(2_048)}`, keys },
    { endpoint, keys: { ...keys, auth: "AAAA" } },
    { endpoint, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } },
  ];
  const pushes = [...wrong.map((token) => JSON.stringify(token)), "{"].map((token) => aPush(token));
  const outcomes = await stage.provider.send(pushes, PATIENT);
  expect(outcomes).toEqual(pushes.map(() => ({ status: "INVALID_TOKEN" })));
  expect(stage.requestCount()).toBe(0);
});

test("nobody's browser makes the server turn to an address that is not public", async () => {
  let connections = 0;
  const inside = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  inside.listen(0, "127.0.0.1");
  await once(inside, "listening");
  const { port } = inside.address() as AddressInfo;
  await using provider = createWebPush({ vapid: VAPID, timeoutMs: 2_000, ca: certificate.cert });
  await using service = await startBrowserService(VAPID.publicKey);
  const { keys } = JSON.parse(service.token) as { keys: unknown };
  const outcomesOf = (hosts: readonly string[]) =>
    provider.send(
      hosts.map((host) => aPush(JSON.stringify({ endpoint: `https://${host}:${port}/push`, keys }))),
      PATIENT,
    );
  const literal = [
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0.0.0.0",
    "169.254.169.254",
    "10.0.0.8",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[fe80::1]",
    "[fd00::1]",
    "[64:ff9b::7f00:1]",
  ];
  expect(await outcomesOf(literal)).toEqual(literal.map(() => ({ status: "INVALID_TOKEN" })));
  expect(await outcomesOf(["localhost"])).toEqual([{ status: "REFUSED", reason: "no public address" }]);
  expect(connections).toBe(0);
  inside.close();
  await once(inside, "close");
});

test("an address is public when no special block has it", () => {
  const hidden = [
    "224.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "2002:7f00:1::",
    "2001:db8::1",
    "chat.example",
  ];
  expect([...hidden, ""].filter(isPublicAddress)).toEqual([]);
  expect(["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8"].every(isPublicAddress)).toBe(true);
});

test("why a push is refused is said by its status: what a stranger's service writes is not kept", async () => {
  await using stage = await start();
  stage.answers.add({ status: 403, body: `no such ${stage.token}` });
  expect(await stage.provider.send([aPush(stage.token)], PATIENT)).toEqual([
    { status: "REFUSED", reason: "403" },
  ]);
});
