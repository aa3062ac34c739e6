/** Says to a push service who sends: VAPID, RFC 8292. */
import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type { VapidKeys } from "../pushPlaces.ts";

/** A service refuses more than 24 hours. */
const LIFE_MS = 12 * 3_600_000;
const ORIGINS_MAX = 1_000;

/** Answers the `Authorization` for a service's origin; the same one for half its life. */
export function createVapid({ publicKey, privateKey, subject }: VapidKeys) {
  const point = Buffer.from(publicKey, "base64url");
  const key = createPrivateKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
      d: privateKey,
    },
  });
  const known = new Map<string, { readonly header: Promise<string>; readonly until: number }>();

  const sign = async (origin: string, now: number): Promise<string> => {
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: "ES256", typ: "JWT" })
      .setAudience(origin)
      .setSubject(subject)
      .setExpirationTime(Math.floor((now + LIFE_MS) / 1000))
      .sign(key);
    return `vapid t=${token}, k=${publicKey}`;
  };

  return (origin: string, now = Date.now()): Promise<string> => {
    const before = known.get(origin);
    if (before !== undefined && now < before.until) return before.header;
    const header = sign(origin, now);
    known.delete(origin);
    known.set(origin, { header, until: now + LIFE_MS / 2 });
    for (const oldest of known.keys()) {
      if (known.size <= ORIGINS_MAX) break;
      known.delete(oldest);
    }
    return header;
  };
}
