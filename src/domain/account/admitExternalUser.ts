/** The account of a person whom an external provider has signed in; made on first sight. */
import { randomInt } from "node:crypto";
import { hashInput } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { unauthenticated } from "../errors.ts";
import type { Db } from "../rows.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { checkDisplayName, checkEmail, checkUsername, USERNAME_MAX, USERNAME_MIN } from "./rules.ts";

/** A person as the provider's token names them; `issuer` and `subject` together are who they are. */
export interface ExternalPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly preferredUsername: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  /** When the provider signed the token; null where it does not say. */
  readonly issuedAt: Date | null;
}

const ATTEMPTS_MAX = 20;

/**
 * The id of the account that belongs to `person`. Idempotent, also for calls at the same moment on several processes.
 * An account with the same e-mail address is never taken over: the new one then goes without an address. Throws
 * UNAUTHENTICATED for a token from before its account was erased.
 */
export async function admitExternalUser(db: Db, person: ExternalPerson): Promise<string> {
  const { issuer, subject } = person;
  const username = usernameFor(person);
  let email = emailFor(person);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const known = await db.externalIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } });
    if (known !== null) return known.userId;
    await assertNotErased(db, person);
    try {
      const user = await db.user.create({
        data: {
          id: newId(),
          username: attempt === 0 ? username : withNumber(username),
          displayName: displayNameFor(person, username),
          email,
          emailVerifiedAt: email === null ? null : new Date(),
          identities: { create: { issuer, subject } },
        },
        select: { id: true },
      });
      return user.id;
    } catch (error) {
      const index = violatedIndex(error);
      if (index === "user_email_key") email = null;
      else if (index !== "user_username_key" && index !== "external_identity_pkey") throw error;
    }
  }
  throw new Error(`No free username was found for ${username} in ${ATTEMPTS_MAX} attempts.`);
}

/**
 * Whoever had the account erased has a new one by signing in again, not by a token from before: a client that is still open
 * somewhere would make it. Throws UNAUTHENTICATED.
 */
async function assertNotErased(db: Db, person: ExternalPerson): Promise<void> {
  const erased = await db.erasedIdentity.findUnique({ where: { hash: identityHashOf(person) } });
  if (erased === null) return;
  if (person.issuedAt === null || person.issuedAt <= erased.erasedAt) {
    throw unauthenticated("This account was erased.");
  }
}

/** Under which an erased account remembers whom the provider signed in to it. */
export function identityHashOf({
  issuer,
  subject,
}: Pick<ExternalPerson, "issuer" | "subject">): Uint8Array<ArrayBuffer> {
  return hashInput([issuer, subject]);
}

/** Only an address that the provider has verified: anybody can claim the others. */
function emailFor(person: ExternalPerson): string | null {
  const email = person.isEmailVerified && person.email !== null ? checkEmail("email", person.email) : null;
  return typeof email === "string" ? email : null;
}

function usernameFor(person: ExternalPerson): string {
  const wishes = [person.preferredUsername, person.email?.split("@")[0], person.name];
  for (const wish of wishes) {
    const plain = (wish ?? "").slice(0, 200).split("@")[0] ?? "";
    const fitting = plain
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9_.\s-]/g, "")
      .replaceAll(/[\s-]+/g, "_")
      .replaceAll(/^[_.]+|[_.]+$/g, "")
      .slice(0, USERNAME_MAX);
    if (fitting.length >= USERNAME_MIN && typeof checkUsername("username", fitting) === "string")
      return fitting;
  }
  return "user";
}

function withNumber(username: string): string {
  const number = String(randomInt(1_000, 1_000_000));
  return `${username.slice(0, USERNAME_MAX - number.length - 1)}_${number}`;
}

function displayNameFor(person: ExternalPerson, username: string): string {
  for (const wish of [person.name, person.preferredUsername]) {
    const name = wish === null ? null : checkDisplayName("displayName", wish);
    if (typeof name === "string") return name;
  }
  return username;
}
