/**
 * Access tokens of a Google service account, for a grant that it signs (RFC 7523).
 *
 * firebase-admin has its own, which takes no agent and no bound in time: one connection that hangs would be waited for by
 * every later push.
 */
import type { Agent } from "node:https";
import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";
import type { FcmAccount } from "../pushPlaces.ts";
import { post } from "./post.ts";

const TOKEN_URL = new URL("https://oauth2.googleapis.com/token");
const SCOPE = "https://www.googleapis.com/auth/firebase.messaging";
/** Less than a push may take: the next one asks anew. */
const TIMEOUT_MS = 4_000;

/** Asks anew at each call; rejects within four seconds, with what Google says, where it gives none. */
export function createGoogleAccess({ clientEmail, privateKey }: FcmAccount, agent: Agent) {
  const key = createPrivateKey(privateKey);
  return async (): Promise<{ access_token: string; expires_in: number }> => {
    const assertion = await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: "RS256", typ: "JWT" })
      .setIssuer(clientEmail)
      .setAudience(TOKEN_URL.href)
      .setIssuedAt()
      .setExpirationTime("1h")
      .sign(key);
    const form = new URLSearchParams({
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion,
    });
    const { status, text } = await post(TOKEN_URL, {
      agent,
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: Buffer.from(form.toString()),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { access_token: token, expires_in: seconds } = parsed(text);
    if (typeof token !== "string" || typeof seconds !== "number") throw new Error(`${status} ${text}`);
    return { access_token: token, expires_in: seconds };
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
