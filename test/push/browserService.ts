/** A push service for browsers that is strict: RFC 8030, with VAPID (RFC 8292) and bodies it hands on unread. */
import { createECDH, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { decrypt } from "http_ece";
import { importJWK, jwtVerify } from "jose";
import { Answers, give } from "./answers.ts";
import { certificate } from "./localhost.ts";

interface Delivery {
  readonly headers: IncomingMessage["headers"];
  readonly content: unknown;
}

/** What a browser has: its keys, and the subscription that it hands to Parley. */
function newBrowser(endpoint: string) {
  const pair = createECDH("prime256v1");
  pair.generateKeys();
  const auth = randomBytes(16).toString("base64url");
  const token = JSON.stringify({ endpoint, keys: { p256dh: pair.getPublicKey("base64url"), auth } });
  const reads = (body: Buffer): unknown =>
    JSON.parse(decrypt(body, { version: "aes128gcm", privateKey: pair, authSecret: auth }).toString());
  return { token, reads };
}

/** One that takes pushes of the sender with `publicKey` alone. */
export async function startBrowserService(publicKey: string) {
  const answers = new Answers();
  const deliveries: Delivery[] = [];
  const faults: string[] = [];
  let requests = 0;
  const server = createServer(certificate, (request, response) => {
    requests += 1;
    void (async () => {
      const body = await buffer(request);
      const wrong = await faultOf(request, body);
      const answer = wrong === null ? answers.take({ status: 201 }) : { status: 400, body: wrong };
      if (wrong === null) deliveries.push({ headers: request.headers, content: browser.reads(body) });
      else faults.push(wrong);
      give(response, answer);
    })().catch((error: unknown) => {
      faults.push(String(error));
      give(response, { status: 400, body: String(error) });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `https://localhost:${port}`;
  const browser = newBrowser(`${origin}/push/bo`);

  const faultOf = async (request: IncomingMessage, body: Buffer): Promise<string | null> => {
    const { headers } = request;
    if (request.method !== "POST" || request.url !== "/push/bo") return "no such subscription";
    if (!/^\d+$/.test(String(headers["ttl"]))) return "TTL is missing";
    if (headers["content-encoding"] !== "aes128gcm") return "the encoding is not known";
    if (!/^(very-low|low|normal|high)$/.test(String(headers["urgency"]))) return "Urgency is not known";
    if (!/^[\w-]{1,32}$/.test(String(headers["topic"]))) return "Topic is too long, or no base64url";
    if (body.length > 4096) return "the body is too large";
    const [, token = "", key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(String(headers.authorization)) ?? [];
    if (key !== publicKey) return "the subscription is of another sender";
    const { payload } = await jwtVerify(token, await publicKeyOf(key), {
      algorithms: ["ES256"],
      audience: origin,
    });
    if (payload.exp === undefined || payload.exp > Date.now() / 1000 + 86_400) return "exp is too late";
    return /^(mailto|https):/.test(String(payload.sub)) ? null : "sub is missing";
  };

  return {
    origin,
    token: browser.token,
    answers,
    deliveries,
    faults,
    requestCount: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function publicKeyOf(point: string) {
  const bytes = Buffer.from(point, "base64url");
  const x = bytes.subarray(1, 33).toString("base64url");
  const y = bytes.subarray(33).toString("base64url");
  return importJWK({ kty: "EC", crv: "P-256", x, y }, "ES256");
}
