/** Makes and reads the two tokens of a session: the short access token, and the refresh token that follows another. */
import { createHmac, randomBytes, webcrypto } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { Tokens } from "../domain/account/ports.ts";
import { isUuid } from "../lib/ids.ts";
import type { Config } from "../config.ts";
import { createFreshCache } from "./freshCache.ts";
import type { Secrets } from "./secrets.ts";

/** The one algorithm that is made and accepted. */
const ALGORITHM = "HS256";
/** RFC 9068: keeps a token that was signed for something else with the same key from being taken for one of these. */
const TYPE = "at+jwt";
const REFRESH_TOKEN_BYTES = 32;
/** Access tokens whose signature need not be checked again; some 600 bytes each. A check is a fifth of an HTTP send. */
const VERIFIED_MAX = 10_000;

export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

export interface SessionTokens extends Tokens {
  readonly issuer: string;
  /** Rejects for a token that is not ours, was changed, or has expired. Says nothing about its session. */
  readAccessToken(token: string): Promise<AccessClaims>;
}

export function createTokens(
  config: Pick<Config, "TOKEN_ISSUER" | "ACCESS_TOKEN_TTL_SECONDS">,
  secrets: Secrets,
): SessionTokens {
  const issuer = config.TOKEN_ISSUER;
  const key = importKey(secrets.accessTokenSecret);
  const verified = createFreshCache<AccessClaims>({
    maxAgeMs: config.ACCESS_TOKEN_TTL_SECONDS * 1000,
    max: VERIFIED_MAX,
  });

  function derive(text: string): string {
    return createHmac("sha256", secrets.refreshTokenSecret).update(text).digest("base64url");
  }

  async function verify(token: string): Promise<AccessClaims> {
    const { payload } = await jwtVerify(token, await key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      issuer,
      audience: issuer,
      requiredClaims: ["sub", "sid", "exp"],
    });
    const { sub, sid, exp } = payload;
    if (
      typeof sub !== "string" ||
      typeof sid !== "string" ||
      !isUuid(sub) ||
      !isUuid(sid) ||
      exp === undefined
    ) {
      throw new TypeError("The token names no user and session.");
    }
    return { userId: sub, sessionId: sid, expiresAt: new Date(exp * 1000) };
  }

  return {
    issuer,
    async signAccessToken({ userId, sessionId }) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = issuedAt + config.ACCESS_TOKEN_TTL_SECONDS;
      const token = await new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(await key);
      return { token, expiresAt: new Date(expiresAt * 1000) };
    },
    newRefreshToken: () => randomBytes(REFRESH_TOKEN_BYTES).toString("base64url"),
    // No token begins like these: what is made of the one is never what is made of the other.
    inviteSecretOf: (linkId) => derive(`invite link ${linkId}`),
    erasureReceiptOf: (userId) => derive(`erasure ${userId}`),
    successorOf: derive,
    async readAccessToken(token) {
      const claims = await verified.get(token, () => verify(token));
      if (claims.expiresAt.getTime() <= Date.now()) throw new Error("The token has expired.");
      return claims;
    },
  };
}

/** Once: a secret given as bytes would be imported anew for every token. */
export function importKey(secret: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign", "verify"],
  );
}
