/** Apple's servers as a provider meets them, and strict: HTTP/2, tokens by the team's key, one connection for all. */
import { createPublicKey, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createSecureServer } from "node:http2";
import type { Http2ServerRequest, Http2ServerResponse, ServerHttp2Session } from "node:http2";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { text } from "node:stream/consumers";
import { jwtVerify } from "jose";
import type { ApnsKey } from "../../src/pushPlaces.ts";
import { Answers } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { certificate } from "./localhost.ts";

export const DEVICE = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const HOUR_SECONDS = 3_600;

export function apnsError(status: number, reason: string): Answer {
  return { status, body: JSON.stringify({ reason }) };
}

interface Delivery {
  readonly headers: Http2ServerRequest["headers"];
  readonly payload: Record<string, unknown>;
}

/** One that knows the team's key by its public half. `now` is its clock. */
export async function startAppleService(
  key: Pick<ApnsKey, "keyId" | "teamId" | "topic">,
  publicKey: string,
  now: () => number = Date.now,
) {
  const answers = new Answers();
  const deliveries: Delivery[] = [];
  const faults: string[] = [];
  const providerTokens = new Set<string>();
  const sessions = new Set<ServerHttp2Session>();
  let requests = 0;
  const server = createSecureServer(certificate);
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => undefined);
    session.on("close", () => sessions.delete(session));
  });

  const refusal = async (request: Http2ServerRequest, body: string): Promise<Answer | null> => {
    const { headers } = request;
    const [, token = ""] = /^bearer (.+)$/.exec(String(headers.authorization)) ?? [];
    const verified = await jwtVerify(token, createPublicKey(publicKey), {
      algorithms: ["ES256"],
      issuer: key.teamId,
      currentDate: new Date(now()),
    }).catch(() => null);
    if (verified?.protectedHeader.kid !== key.keyId) return apnsError(403, "InvalidProviderToken");
    const age = now() / 1000 - (verified.payload.iat ?? 0);
    if (age > HOUR_SECONDS || age < -60) return apnsError(403, "ExpiredProviderToken");
    providerTokens.add(token);
    const wrong = faultOf(headers, body);
    if (wrong !== null) faults.push(wrong);
    if (wrong !== null) return apnsError(400, wrong);
    return request.url === `/3/device/${DEVICE}` ? null : apnsError(400, "BadDeviceToken");
  };

  const faultOf = (headers: Http2ServerRequest["headers"], body: string): string | null => {
    const { "apns-push-type": type, "apns-priority": priority } = headers;
    const { aps } = JSON.parse(body) as { aps: Record<string, unknown> };
    if (Buffer.byteLength(body) > 4_096) return "PayloadTooLarge";
    if (headers["apns-topic"] !== key.topic) return "BadTopic";
    if (Buffer.byteLength(String(headers["apns-collapse-id"])) > 64) return "BadCollapseId";
    if (!/^(5|10)$/.test(String(priority))) return "BadPriority";
    if (!/^\d{10}$/.test(String(headers["apns-expiration"]))) return "BadExpirationDate";
    if (type === "alert") return "alert" in aps ? null : "InvalidPushType";
    if (type !== "background" || priority !== "5") return "InvalidPushType";
    return Object.keys(aps).join() === "content-available" ? null : "InvalidPushType";
  };

  const give = (response: Http2ServerResponse, answer: Answer): void => {
    if (answer === "silence") return;
    if (answer === "reset") {
      line.sockets.at(-1)?.resetAndDestroy();
    } else if (answer === "garbage") {
      line.sockets.at(-1)?.write("this is no HTTP\r\n\r\n");
    } else if (answer === "endless") {
      const drip = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(drip));
    } else {
      response
        .writeHead(answer.status, { "apns-id": randomUUID(), ...answer.headers })
        .end(answer.body ?? "");
    }
  };

  server.on("request", (request: Http2ServerRequest, response: Http2ServerResponse) => {
    requests += 1;
    void (async () => {
      const body = await text(request);
      const refused = await refusal(request, body);
      if (refused === null) {
        deliveries.push({
          headers: request.headers,
          payload: JSON.parse(body) as Record<string, unknown>,
        });
      }
      give(response, refused ?? answers.take({ status: 200 }));
    })().catch((error: unknown) => {
      faults.push(String(error));
      response.stream.close();
    });
  });
  const line = await openLine(await listen(server));

  return {
    origin: `https://localhost:${line.port}`,
    answers,
    deliveries,
    faults,
    requestCount: () => requests,
    connectionCount: () => line.sockets.length,
    providerTokenCount: () => providerTokens.size,
    /** Tells the client to go elsewhere with what comes next. */
    goesAway() {
      for (const session of sessions) session.goaway();
    },
    async [Symbol.asyncDispose]() {
      await line[Symbol.asyncDispose]();
      for (const session of sessions) session.destroy();
      // Its close event waits for sessions that a client has reset.
      server.close();
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Stands before a server, and can cut a connection or write into it. */
async function openLine(to: number) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const onward = connect(to, "127.0.0.1");
    sockets.push(socket);
    for (const end of [socket, onward]) end.on("error", () => undefined);
    socket.on("close", () => onward.destroy());
    onward.on("close", () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const port = await listen(server);
  return {
    port,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
