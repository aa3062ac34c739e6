/** Checks AWS Signature Version 4 by the published rules, with no code of those who sign. */
import { createHash, createHmac } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

interface Signed {
  readonly credential: string;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly date: string;
  readonly payloadHash: string;
  readonly expiresSeconds: number;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** Whether the request is signed by the account, for its length and type where those are signed, and not over. */
export function isSignedBy(request: IncomingMessage, account: Account): boolean {
  const [path = "", search = ""] = (request.url ?? "").split("?", 2);
  const query = new URLSearchParams(search);
  const signed = signedIn(request, query);
  if (signed === null) return false;
  const [accessKeyId, day = "", region = "", service = "", end = ""] = signed.credential.split("/");
  if (accessKeyId !== account.accessKeyId || end !== "aws4_request" || service !== "s3") return false;
  const at = Date.parse(signed.date.replace(/^(\d{4})(\d\d)(\d\dT\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3:$4:$5Z"));
  if (Math.abs(Date.now() - at) > signed.expiresSeconds * 1000) return false;
  const names = signed.signedHeaders.split(";");
  if (!names.includes("host")) return false;
  const encode = (text: string): string =>
    encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const canonicalQuery = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .toSorted()
    .join("&");
  const headers = names.map((name) => `${name}:${String(request.headers[name] ?? "").trim()}\n`).join("");
  const canonical = [
    request.method,
    path,
    canonicalQuery,
    headers,
    signed.signedHeaders,
    signed.payloadHash,
  ].join("\n");
  const scope = `${day}/${region}/${service}/${end}`;
  const toSign = ["AWS4-HMAC-SHA256", signed.date, scope, hash(canonical)].join("\n");
  const key = [day, region, service, end].reduce<string | Buffer>(hmac, `AWS4${account.secretAccessKey}`);
  return hmac(key, toSign).toString("hex") === signed.signature;
}

function signedIn(request: IncomingMessage, query: URLSearchParams): Signed | null {
  if (query.has("X-Amz-Signature")) {
    return {
      credential: query.get("X-Amz-Credential") ?? "",
      signedHeaders: query.get("X-Amz-SignedHeaders") ?? "",
      signature: query.get("X-Amz-Signature") ?? "",
      date: query.get("X-Amz-Date") ?? "",
      payloadHash: "UNSIGNED-PAYLOAD",
      expiresSeconds: Number(query.get("X-Amz-Expires")),
    };
  }
  const found = /^AWS4-HMAC-SHA256 Credential=(\S+), ?SignedHeaders=(\S+), ?Signature=(\S+)$/.exec(
    request.headers.authorization ?? "",
  );
  if (found === null) return null;
  const [, credential = "", signedHeaders = "", signature = ""] = found;
  const date = String(request.headers["x-amz-date"]);
  const payloadHash = String(request.headers["x-amz-content-sha256"]);
  return { credential, signedHeaders, signature, date, payloadHash, expiresSeconds: 900 };
}
