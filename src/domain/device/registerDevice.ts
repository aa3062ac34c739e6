/** Has pushes brought to an install of a client, for as long as its sign-in lasts. */
import { sha256 } from "../../lib/hash.ts";
import { newId } from "../../lib/ids.ts";
import { lockUsers } from "../lockUsers.ts";
import { InputValidationError, unauthenticated } from "../errors.ts";
import type { InputIssue } from "../errors.ts";
import type { PushProviderName } from "../notification/ports.ts";
import type { Ports } from "../ports.ts";
import type { DeviceRow, PushPlatform, Tx } from "../rows.ts";
import { CLIENT_KEY, checkText } from "../text.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { checkToken, identityOf, isSubscription } from "./checkToken.ts";
import { PushProviderNotAvailableError } from "./errors.ts";
import { DEVICES_PER_USER_MAX, ownDevices } from "./policy.ts";

export const LOCALE_DEFAULT = "en";
const LOCALE_MAX = 35;
/** Whoever registers the old token on the new install, and the other way round, meets in a unique index. */
const ATTEMPTS_MAX = 3;

export interface RegisterDeviceInput {
  readonly platform: PushPlatform;
  readonly token: string;
  /** Null: as the platform and the token suggest. */
  readonly provider: PushProviderName | null;
  readonly installId: string | null;
  readonly locale: string | null;
}

export interface DeviceOwner {
  readonly userId: string;
  readonly sessionId: string | null;
}

type NewDevice = Omit<DeviceRow, "id" | "createdAt">;

/**
 * Idempotent; the same install, or the same token, is the same device, with what is said of it now. A device of somebody
 * else with either is gone then: nothing of theirs is brought to it any more. Errors: InputValidation, PushProviderNotAvailable,
 * UNAUTHENTICATED.
 */
export async function registerDevice(
  { db, pushServices }: Pick<Ports, "db" | "pushServices">,
  owner: DeviceOwner,
  input: RegisterDeviceInput,
): Promise<DeviceRow> {
  const { userId, sessionId } = owner;
  const device: NewDevice = { userId, sessionId, ...assertDevice(input), lastSeenAt: new Date() };
  if (!pushServices.includes(device.provider)) throw new PushProviderNotAvailableError(device.provider);

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await db.$transaction((tx) => write(tx, device));
    } catch (error) {
      if (violatedIndex(error) === null || attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

function assertDevice(input: RegisterDeviceInput) {
  const provider = input.provider ?? providerOf(input);
  const issues: InputIssue[] = [];
  const checked = (result: string | InputIssue): string => {
    if (typeof result === "string") return result;
    issues.push(result);
    return "";
  };
  const token = checked(checkToken(provider, input.token));
  const installId =
    input.installId === null ? null : checked(checkText("installId", input.installId, CLIENT_KEY));
  const locale = checked(checkLocale(input.locale ?? LOCALE_DEFAULT));
  if (issues.length > 0) throw new InputValidationError(issues);
  return {
    platform: input.platform,
    provider,
    token,
    tokenHash: sha256(identityOf(provider, token)),
    installId,
    locale,
  };
}

function providerOf({ platform, token }: RegisterDeviceInput): PushProviderName {
  return platform === "WEB" && isSubscription(token) ? "WEB_PUSH" : "FCM";
}

function checkLocale(raw: string): string | InputIssue {
  try {
    const [locale] = raw.length > LOCALE_MAX ? [] : Intl.getCanonicalLocales(raw);
    if (locale !== undefined) return locale;
  } catch {
    // It is no language tag.
  }
  return { path: ["locale"], message: "It is no language tag such as `en` or `pt-BR`." };
}

async function write(tx: Tx, device: NewDevice): Promise<DeviceRow> {
  await lockPlaces(tx, device);
  await lockUsers(tx, [device.userId]);
  if (device.sessionId !== null) await lockLiveSession(tx, device.sessionId);
  const same = [
    { tokenHash: device.tokenHash },
    ...(device.installId === null ? [] : [{ installId: device.installId }]),
  ];
  const known = await tx.device.findMany({ where: { OR: same }, orderBy: { createdAt: "asc" } });
  const own = known.find(({ userId }) => userId === device.userId);
  const others = known.filter((each) => each !== own).map(({ id }) => id);
  if (others.length > 0) await tx.device.deleteMany({ where: { id: { in: others } } });
  if (own !== undefined) {
    const [updated] = await tx.device.updateManyAndReturn({ where: { id: own.id }, data: device });
    // Else whoever has its other name now has just taken it.
    if (updated !== undefined) return updated;
  }
  await makeRoom(tx, device.userId);
  return tx.device.create({ data: { ...device, id: newId(), createdAt: device.lastSeenAt } });
}

/** Whoever registers the same install or the same token takes turns. In one order. */
async function lockPlaces(tx: Tx, { installId, tokenHash }: NewDevice): Promise<void> {
  const places = [`token ${Buffer.from(tokenHash).toString("hex")}`, `install ${installId ?? ""}`];
  for (const place of installId === null ? places.slice(0, 1) : places.toSorted()) {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${place}, 0))::text`;
  }
}

/** Whoever ends it meanwhile waits, and then finds the device. Throws UNAUTHENTICATED where it has ended. */
async function lockLiveSession(tx: Tx, sessionId: string): Promise<void> {
  const live = await tx.$queryRaw<unknown[]>`
    SELECT FROM session WHERE id = ${sessionId}::uuid AND revoked_at IS NULL AND expires_at > now() FOR SHARE`;
  if (live.length === 0) throw unauthenticated("This session has ended: sign in again.");
}

async function makeRoom(tx: Tx, userId: string): Promise<void> {
  const surplus = await tx.device.findMany({
    where: ownDevices(userId),
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    skip: DEVICES_PER_USER_MAX - 1,
    select: { id: true },
  });
  if (surplus.length > 0) await tx.device.deleteMany({ where: { id: { in: surplus.map(({ id }) => id) } } });
}
