/** Signs in people whom another OIDC provider knows: reads its tokens with the keys it publishes. */
import type { Config } from "../config.ts";
import { admitExternalUser } from "../domain/account/admitExternalUser.ts";
import type { Db } from "../domain/rows.ts";
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import type { ExternalPerson } from "../domain/account/admitExternalUser.ts";
import { unauthenticated, unavailable } from "../domain/errors.ts";
import { createFreshCache } from "./freshCache.ts";

/** Asymmetric ones only: with HS256 the provider's public key would be everybody's signing key. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** The provider's clock may differ from ours by this much. */
const CLOCK_TOLERANCE_SECONDS = 5;
const JWKS_TIMEOUT_MS = 5_000;
/** A key that the provider withdrew is refused after at most this long. */
const JWKS_AGE_MAX_MS = 600_000;
/** OpenID Connect Core, section 2: `sub` has at most 255 ASCII characters. */
const SUBJECT_PATTERN = /^[\u0020-\u007e]{1,255}$/;
const ACCOUNT_AGE_MAX_MS = 5_000;
const ACCOUNTS_MAX = 50_000;

export interface ExternalIdentity {
  readonly issuer: string;
  /** The account of the token's person. Throws UNAUTHENTICATED, or UNAVAILABLE while the provider's keys cannot be had. */
  signIn(token: string): Promise<{ userId: string; expiresAt: Date }>;
}

export interface ExternalIdentityOptions {
  readonly jwksUrl: string;
  readonly issuer: string;
  readonly audience: string;
  /** The id of the person's account, made on first sight. */
  readonly admit: (person: ExternalPerson) => Promise<string>;
}

/** Of the provider that the settings name; null for none. */
export function externalIdentityOf(
  config: Pick<Config, "AUTH_JWKS_URL" | "AUTH_ISSUER" | "AUTH_AUDIENCE">,
  db: Db,
): ReturnType<typeof createExternalIdentity> | null {
  const { AUTH_JWKS_URL: jwksUrl, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience } = config;
  if (jwksUrl === null) return null;
  return createExternalIdentity({
    jwksUrl,
    issuer,
    audience,
    admit: (person) => admitExternalUser(db, person),
  });
}

export function createExternalIdentity(options: ExternalIdentityOptions): ExternalIdentity {
  const { issuer, audience, admit } = options;
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), {
    timeoutDuration: JWKS_TIMEOUT_MS,
    cacheMaxAge: JWKS_AGE_MAX_MS,
  });
  const accounts = createFreshCache<string>({ maxAgeMs: ACCOUNT_AGE_MAX_MS, max: ACCOUNTS_MAX });
  return {
    issuer,
    async signIn(token) {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["sub", "exp"],
      }).catch(refuse);
      const person = personOf(issuer, payload);
      const userId = await accounts.get(person.subject, () => admit(person));
      return { userId, expiresAt: new Date((payload.exp ?? 0) * 1000) };
    },
  };
}

/** The token's fault, or the provider's. */
function refuse(error: unknown): never {
  const isProviders =
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    // What jose throws when the keys' URL answers with anything but 200 and JSON.
    error.code === "ERR_JOSE_GENERIC";
  if (isProviders) throw unavailable("The identity provider did not answer; try again.");
  throw unauthenticated("The access token is not valid, or not any more.");
}

/** OpenID Connect Core, section 5.1: the standard claims. */
function personOf(issuer: string, claims: JWTPayload): ExternalPerson {
  const subject = claims.sub ?? "";
  if (!SUBJECT_PATTERN.test(subject)) throw unauthenticated("The access token names no person.");
  return {
    issuer,
    subject,
    preferredUsername: textOrNull(claims["preferred_username"]),
    name: textOrNull(claims["name"]),
    email: textOrNull(claims["email"]),
    issuedAt: claims.iat === undefined ? null : new Date(claims.iat * 1000),
    isEmailVerified: claims["email_verified"] === true || claims["email_verified"] === "true",
  };
}

function textOrNull(claim: unknown): string | null {
  return typeof claim === "string" ? claim : null;
}
