/** Hours of the day in which a person wants no push, where they are. */
import type { InputIssue } from "../errors.ts";

export const MINUTES_OF_DAY = 1_440;

export interface QuietHours {
  /** Minutes since midnight. */
  readonly fromMinute: number;
  /** Smaller than `fromMinute`: on the next day. */
  readonly toMinute: number;
  /** An IANA name. */
  readonly timeZone: string;
}

const MINUTE_MS = 60_000;
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the wall clock there shows a time from `from` on and before `to`: an hour that a change of the clock leaves out is in no day. */
export function isQuiet({ fromMinute, toMinute, timeZone }: QuietHours, now: Date): boolean {
  const minute = minuteOfDay(timeZone, now);
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** When those hours end that `now` is in; later than `now`. An end that a change of the clock leaves out is as late as it would have been. */
export function endOfQuiet(hours: QuietHours, now: Date): Date {
  const { toMinute, timeZone } = hours;
  const away = ofDay(toMinute - minuteOfDay(timeZone, now));
  const end = new Date((Math.floor(now.getTime() / MINUTE_MS) + away) * MINUTE_MS);
  const half = MINUTES_OF_DAY / 2;
  const late = ofDay(minuteOfDay(timeZone, end) - toMinute + half) - half;
  const changed = new Date(end.getTime() - late * MINUTE_MS);
  return changed > now && !isQuiet(hours, changed) ? changed : end;
}

function ofDay(minutes: number): number {
  return (minutes + MINUTES_OF_DAY) % MINUTES_OF_DAY;
}

function minuteOfDay(timeZone: string, now: Date): number {
  const parts = clockOf(timeZone).formatToParts(now);
  const of = (type: "hour" | "minute"): number => Number(parts.find((part) => part.type === type)?.value);
  return of("hour") * 60 + of("minute");
}

/** Making one takes longer than all that is asked of it. There are some hundred zones. */
function clockOf(timeZone: string): Intl.DateTimeFormat {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(timeZone, clock);
  }
  return clock;
}

/** The zone under the name by which it is stored, or the rule it breaks: only names, so that there are not too many. */
export function checkTimeZone(path: readonly string[], raw: string): string | InputIssue {
  try {
    if (/^[A-Za-z]/.test(raw) && raw.length <= 64) {
      return new Intl.DateTimeFormat("en", { timeZone: raw }).resolvedOptions().timeZone;
    }
  } catch {
    // It is none.
  }
  return { path, message: "It is no time zone such as `Europe/Berlin`." };
}

/** Minutes since midnight of a text such as `22:30`, or the rule it breaks. */
export function checkTimeOfDay(path: readonly string[], raw: string): number | InputIssue {
  const [, hour = "", minute = ""] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(raw) ?? [];
  if (hour === "") return { path, message: "It is no time of day such as `22:30`." };
  return Number(hour) * 60 + Number(minute);
}

export function timeOfDay(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
