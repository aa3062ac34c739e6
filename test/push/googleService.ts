/** Google's servers as a service account meets them, and strict: OAuth 2.0 tokens by signed grants, and FCM's HTTP v1 API. */
import { createPublicKey, randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Agent, createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { connect } from "node:tls";
import type { Duplex } from "node:stream";
import { jwtVerify } from "jose";
import type { FcmAccount } from "../../src/pushPlaces.ts";
import { Answers, give } from "./answers.ts";
import type { Answer } from "./answers.ts";
import { messageFault } from "./fcmMessage.ts";
import type { FcmMessage } from "./fcmMessage.ts";
import { certificate } from "./localhost.ts";

export const DEVICE = "device-of-bo:APA91b";

/** As FCM's documentation has its errors: a status, Google's word for it, and FCM's own where there is one. */
export function fcmError(status: number, word: string, fcmCode: string | null = null): Answer {
  const details =
    fcmCode === null
      ? []
      : [{ "@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", errorCode: fcmCode }];
  const error = { code: status, message: `said by the test: ${word}`, status: word, details };
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ error }) };
}

/** One that knows the account by its public key, and the device of DEVICE. */
export async function startGoogleService(account: Omit<FcmAccount, "privateKey">, publicKey: string) {
  const answers = new Answers();
  const grants = new Answers();
  const messages: FcmMessage[] = [];
  const faults: string[] = [];
  const tokens = new Set<string>();
  let requests = 0;
  let grantRequests = 0;

  const grant = async (request: IncomingMessage): Promise<Answer> => {
    const form = new URLSearchParams(await text(request));
    if (form.get("grant_type") !== "urn:ietf:params:oauth:grant-type:jwt-bearer") return invalidGrant;
    const { payload } = await jwtVerify(form.get("assertion") ?? "", createPublicKey(publicKey), {
      algorithms: ["RS256"],
      issuer: account.clientEmail,
      audience: "https://oauth2.googleapis.com/token",
    });
    if (!String(payload["scope"]).includes("/auth/firebase.messaging")) return invalidGrant;
    const token = randomUUID();
    tokens.add(token);
    return json(200, { access_token: token, expires_in: 3_599, token_type: "Bearer" });
  };

  const send = async (request: IncomingMessage): Promise<Answer> => {
    if (request.url !== `/v1/projects/${account.projectId}/messages:send`) {
      return fcmError(404, "NOT_FOUND");
    }
    if (!tokens.has(request.headers.authorization?.replace(/^Bearer /, "") ?? "")) {
      return fcmError(401, "UNAUTHENTICATED");
    }
    const { message } = JSON.parse(await text(request)) as { message: FcmMessage };
    const fault = messageFault(message);
    if (fault !== null) {
      faults.push(fault);
      return fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
    }
    messages.push(message);
    return json(200, { name: `projects/${account.projectId}/messages/${randomUUID()}` });
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.headers.host === "oauth2.googleapis.com") {
      grantRequests += 1;
      give(response, grants.take(await grant(request).catch(() => invalidGrant)));
      return;
    }
    requests += 1;
    give(response, answers.take(await send(request)));
  };

  const server = createServer(certificate, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      faults.push(String(error));
      response.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const agent = new LocalAgent(port);
  return {
    answers,
    grants,
    messages,
    faults,
    agent,
    requestCount: () => requests,
    grantCount: () => grantRequests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const invalidGrant = json(400, { error: "invalid_grant", error_description: "Invalid JWT Signature." });

function json(status: number, body: object): Answer {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

/** Connects to the local server, whatever the host. */
class LocalAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true, maxSockets: 20 });
    this.#port = port;
  }

  override createConnection(): Duplex {
    return connect({
      host: "127.0.0.1",
      port: this.#port,
      servername: "localhost",
      ca: certificate.cert,
    });
  }
}
