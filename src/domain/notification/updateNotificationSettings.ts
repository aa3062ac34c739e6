/** Sets of what a person wants to be notified, wherever it is. */
import { InputValidationError } from "../errors.ts";
import type { InputIssue } from "../errors.ts";
import type { Db, Tx } from "../rows.ts";
import { NO_ID } from "../../lib/ids.ts";
import { MUTED_UNTIL_MAX } from "../settings/updateConversationSettings.ts";
import { checkTimeOfDay, checkTimeZone } from "./quietHours.ts";
import { loadNotificationSettings } from "./settings.ts";
import type { NotificationSettings } from "./settings.ts";

type Choices = Pick<
  NotificationSettings,
  "directLevel" | "groupLevel" | "channelLevel" | "notifiesWhileActive" | "hidesContent" | "wantsEmailDigest"
>;

/** What is absent stays as it is. */
export type UpdateNotificationSettingsInput = {
  readonly [Name in keyof Choices]?: Choices[Name] | undefined;
} & {
  /** Null ends it. */
  readonly doNotDisturbUntil?: Date | null | undefined;
  /** Times of day such as `22:30`; null: none. */
  readonly quietHours?:
    { readonly from: string; readonly to: string; readonly timeZone: string } | null | undefined;
};

const OF_QUIET_TIME: ReadonlySet<string> = new Set<keyof NotificationSettings>([
  "doNotDisturbUntil",
  "quietFromMinute",
  "quietToMinute",
  "quietTimeZone",
]);

/** Sets what is given; when that changes nothing, nothing is written. Errors: InputValidation. */
export async function updateNotificationSettings(
  db: Db,
  userId: string,
  { quietHours, ...choices }: UpdateNotificationSettingsInput,
): Promise<NotificationSettings> {
  assertMoment(choices.doNotDisturbUntil);
  const given = { ...choices, ...assertQuietHours(quietHours) };

  const before = await loadNotificationSettings(db, userId);
  const current = new Map<string, unknown>(Object.entries(before));
  const changed = Object.entries(given).filter(
    ([name, value]) => value !== undefined && !isSame(current.get(name), value),
  );
  if (changed.length === 0) return before;

  const wanted: Partial<NotificationSettings> = Object.fromEntries(changed);
  const save = (tx: Tx) =>
    tx.notificationSettings.upsert({
      where: { userId },
      create: { userId, ...wanted },
      update: wanted,
      omit: { userId: true },
    });
  if (!changed.some(([name]) => OF_QUIET_TIME.has(name))) return save(db);
  return db.$transaction(async (tx) => {
    const updated = await save(tx);
    await lookAtSummaries(tx, userId);
    return updated;
  });
}

/** What waits for the end of quiet time is looked at now, by whoever sends: it may have ended, or end at another time. */
async function lookAtSummaries(tx: Tx, userId: string): Promise<void> {
  // In one order, like everybody who locks several of these rows.
  await tx.$executeRaw`
    UPDATE push p SET
      due_at = CASE WHEN p.claim_id IS NULL AND p.attempts = 0 THEN now() ELSE p.due_at END,
      generation = p.generation + 1
    FROM (
      SELECT device_id FROM push
      WHERE conversation_id = ${NO_ID}::uuid AND user_id = ${userId}::uuid AND waiting_from_seq IS NOT NULL
      ORDER BY device_id FOR UPDATE
    ) waiting
    WHERE p.device_id = waiting.device_id AND p.conversation_id = ${NO_ID}::uuid`;
}

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}

function assertMoment(until: Date | null | undefined): void {
  if (until == null || until <= MUTED_UNTIL_MAX) return;
  throw new InputValidationError([
    { path: ["doNotDisturbUntil"], message: `It lies not after ${MUTED_UNTIL_MAX.toISOString()}.` },
  ]);
}

function assertQuietHours(
  hours: UpdateNotificationSettingsInput["quietHours"],
): Partial<NotificationSettings> {
  if (hours === undefined) return {};
  if (hours === null) return { quietFromMinute: null, quietToMinute: null, quietTimeZone: null };
  const issues: InputIssue[] = [];
  const checked = <Value extends string | number>(result: Value | InputIssue): Value | null => {
    if (typeof result !== "object") return result;
    issues.push(result);
    return null;
  };
  const quietFromMinute = checked(checkTimeOfDay(["quietHours", "from"], hours.from));
  const quietToMinute = checked(checkTimeOfDay(["quietHours", "to"], hours.to));
  const quietTimeZone = checked(checkTimeZone(["quietHours", "timeZone"], hours.timeZone));
  if (quietFromMinute !== null && quietFromMinute === quietToMinute) {
    issues.push({ path: ["quietHours", "to"], message: "It is the same as `from`." });
  }
  if (issues.length > 0) throw new InputValidationError(issues);
  return { quietFromMinute, quietToMinute, quietTimeZone };
}
