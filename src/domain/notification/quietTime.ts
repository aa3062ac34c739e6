/** The time in which a person wants no push: quiet hours, and until when not to be disturbed. */
import type { NotificationFacts } from "./decide.ts";
import { endOfQuiet, isQuiet } from "./quietHours.ts";
import type { QuietHours } from "./quietHours.ts";

type Wishes = Pick<
  NotificationFacts,
  "doNotDisturbUntil" | "quietFromMinute" | "quietToMinute" | "quietTimeZone"
>;

/** One may begin in the other, and hours that a change of the clock has moved begin once more. */
const PARTS_MAX = 4;

/** Null: none of the day. */
export function quietHoursOf(wishes: Omit<Wishes, "doNotDisturbUntil">): QuietHours | null {
  const { quietFromMinute: fromMinute, quietToMinute: toMinute, quietTimeZone: timeZone } = wishes;
  return fromMinute === null || toMinute === null || timeZone === null
    ? null
    : { fromMinute, toMinute, timeZone };
}

/** When it ends, as it is wished now; null: it is none. */
export function quietUntil(wishes: Wishes, now: Date): Date | null {
  const hours = quietHoursOf(wishes);
  let end = now;
  for (let part = 0; part < PARTS_MAX; part += 1) {
    const { doNotDisturbUntil } = wishes;
    if (doNotDisturbUntil !== null && doNotDisturbUntil > end) end = doNotDisturbUntil;
    else if (hours !== null && isQuiet(hours, end)) end = endOfQuiet(hours, end);
    else break;
  }
  return end > now ? end : null;
}
