/** Tokens that are sent by mail and used once: they prove that a person reads an address. */
import { sha256 } from "../../lib/hash.ts";
import { InvalidTokenError } from "../errors.ts";
import type { Db, Tx, UserRow } from "../rows.ts";
import type { Accounts, Mail } from "./ports.ts";

export const RESET_TOKEN_TTL_MS = 60 * 60 * 1000;
export const VERIFICATION_TOKEN_TTL_MS = 24 * 60 * 60 * 1000;
/** Mails of one kind to one account are at least this far apart; one that comes sooner is not sent. */
export const MAIL_INTERVAL_MS = 60_000;

const TTL_MS = { RESET_PASSWORD: RESET_TOKEN_TTL_MS, VERIFY_EMAIL: VERIFICATION_TOKEN_TTL_MS } as const;
type Purpose = keyof typeof TTL_MS;

export interface TokenToMail {
  readonly user: Pick<UserRow, "id">;
  readonly purpose: Purpose;
  /** Where it goes, and the address it proves. */
  readonly email: string;
  readonly compose: (token: string) => Omit<Mail, "to">;
}

/** Makes a token, stores its SHA-256 and mails it. Runs after the answer. */
export async function mailToken(accounts: Accounts, mail: TokenToMail): Promise<void> {
  const { user, purpose, email } = mail;
  const now = Date.now();
  const expiresAt = new Date(now + TTL_MS[purpose]);
  const recent = await accounts.db.oneTimeToken.findFirst({
    where: {
      userId: user.id,
      purpose,
      email,
      expiresAt: { gt: new Date(expiresAt.getTime() - MAIL_INTERVAL_MS) },
    },
    select: { hash: true },
  });
  if (recent !== null) return;

  const token = accounts.tokens.newRefreshToken();
  await accounts.db.$transaction([
    accounts.db.oneTimeToken.deleteMany({ where: { userId: user.id, expiresAt: { lt: new Date(now) } } }),
    accounts.db.oneTimeToken.create({
      data: { hash: sha256(token), userId: user.id, purpose, email, expiresAt },
    }),
  ]);

  await accounts.sendMail({ to: email, ...mail.compose(token) });
}

/** The unused, unexpired token and its user; throws InvalidToken. */
export async function loadToken(db: Db, token: string, purpose: Purpose) {
  const found = await db.oneTimeToken.findUnique({
    where: { hash: sha256(token), purpose, ...usable() },
    include: { user: true },
  });
  if (found === null) throw new InvalidTokenError();
  return found;
}

/** Uses the token up, and with it all of its kind; throws InvalidToken for the one who comes second. */
export async function useToken(tx: Tx, token: string, purpose: Purpose, userId: string): Promise<void> {
  const used = await tx.oneTimeToken.updateMany({
    where: { hash: sha256(token), purpose, ...usable() },
    data: { usedAt: new Date() },
  });
  if (used.count === 0) throw new InvalidTokenError();
  await voidTokens(tx, purpose, userId);
}

/** Makes every unused token of this kind useless. */
export async function voidTokens(tx: Tx, purpose: Purpose, userId: string): Promise<void> {
  await tx.oneTimeToken.updateMany({
    where: { userId, purpose, usedAt: null },
    data: { usedAt: new Date() },
  });
}

function usable() {
  return { usedAt: null, expiresAt: { gt: new Date() } };
}
