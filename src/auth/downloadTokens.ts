/** Signs what a link to an export's file carries: a browser sends no header with a link. */
import { jwtVerify, SignJWT } from "jose";
import type { DownloadClaims } from "../domain/dataExport/ports.ts";
import { isUuid } from "../lib/ids.ts";
import type { Secrets } from "./secrets.ts";
import { importKey } from "./tokens.ts";

const ALGORITHM = "HS256";
/** Keeps an access token from being taken for one of these, and one of these for an access token. */
const TYPE = "download+jwt";
/** Long enough to press a button, and too short for a link that lies about. What has begun in time goes on. */
export const DOWNLOAD_LINK_TTL_SECONDS = 600;
/** Ours have some 350 characters. */
const TOKEN_LENGTH_MAX = 2_048;

export interface DownloadTokens {
  sign(claims: DownloadClaims): Promise<string>;
  /** Null for a token that is not ours, was changed, or has expired. Says nothing about its session. */
  read(token: string): Promise<DownloadClaims | null>;
}

export function createDownloadTokens(
  { TOKEN_ISSUER: issuer }: { readonly TOKEN_ISSUER: string },
  secrets: Secrets,
): DownloadTokens {
  const key = importKey(secrets.accessTokenSecret);
  const audience = `${issuer}/exports`;
  return {
    sign: async ({ exportId, userId, sessionId }) => {
      const issuedAt = Math.floor(Date.now() / 1000);
      return new SignJWT({ exp: issuedAt + DOWNLOAD_LINK_TTL_SECONDS, file: exportId, sid: sessionId })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(issuer)
        .setAudience(audience)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .sign(await key);
    },
    async read(token) {
      if (token.length > TOKEN_LENGTH_MAX) return null;
      const options = {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer,
        audience,
        requiredClaims: ["sub", "exp"],
      };
      const verified = await jwtVerify(token, await key, options).catch(() => null);
      const { sub, sid, file } = verified?.payload ?? {};
      if (typeof sub !== "string" || typeof file !== "string" || !isUuid(sub) || !isUuid(file)) return null;
      if (sid !== null && typeof sid !== "string") return null;
      return { exportId: file, userId: sub, sessionId: sid };
    },
  };
}
