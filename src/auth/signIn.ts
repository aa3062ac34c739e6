/** From what a request or a socket says about itself to the viewer it acts for. */
import { decodeJwt } from "jose";
import type { SignIn } from "../domain/account/ports.ts";
import { unauthenticated } from "../domain/errors.ts";
import type { ExternalIdentity } from "./externalIdentity.ts";
import type { SessionGate } from "./sessions.ts";
import type { SessionTokens } from "./tokens.ts";

/** Ours have some 350 characters; providers' have been seen with a few thousand. */
const AUTHORIZATION_LENGTH_MAX = 8_192;
/** RFC 6750; the scheme in any case. */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * Null without an `authorization`. Throws UNAUTHENTICATED for one that is malformed, expired, revoked or not for us:
 * a caller that believes to be signed in is never served as an anonymous one. Throws UNAVAILABLE while an external
 * provider's keys cannot be had.
 */
export interface Identify {
  (authorization: string): Promise<SignIn>;
  (authorization: string | undefined): Promise<SignIn | null>;
}

export interface IdentifyDependencies {
  readonly tokens: SessionTokens;
  readonly gate: SessionGate;
  /** Null where no provider is set. */
  readonly external: ExternalIdentity | null;
}

export function createIdentify({ tokens, gate, external }: IdentifyDependencies): Identify {
  async function identify(authorization: string): Promise<SignIn>;
  async function identify(authorization: string | undefined): Promise<SignIn | null>;
  async function identify(authorization: string | undefined): Promise<SignIn | null> {
    if (authorization === undefined) return null;
    const token =
      authorization.length <= AUTHORIZATION_LENGTH_MAX ? BEARER.exec(authorization)?.[1] : undefined;
    if (token === undefined) throw unauthenticated("Authorization must be `Bearer <accessToken>`.");

    // Not verified yet: it only says whose keys are to verify it.
    const issuer = external === null ? tokens.issuer : readIssuer(token);
    if (external !== null && issuer === external.issuer && issuer !== tokens.issuer) {
      const { userId, expiresAt } = await external.signIn(token);
      return { userId, sessionId: null, accessTokenExpiresAt: expiresAt };
    }
    const claims = await tokens.readAccessToken(token).catch(refuse);
    await gate.assertLive(claims);
    return { userId: claims.userId, sessionId: claims.sessionId, accessTokenExpiresAt: claims.expiresAt };
  }
  return identify;
}

function readIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function refuse(): never {
  throw unauthenticated("The access token is not valid, or not any more.");
}
