/** Moments at which something ends, as a caller chooses them: a mute, a ban, an invitation, a link. */
import { InputValidationError } from "./errors.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
/** Mutes and bans; a ban without an end has none. */
export const PENALTY_MAX_MS = 3_660 * DAY_MS;

/** Invitations. */
export const INVITATION_MAX_MS = 30 * DAY_MS;
/** Where nothing else was asked for. */
export const INVITATION_DEFAULT_MS = 7 * DAY_MS;

/** Invite links; one without an end has none. */
export const INVITE_LINK_MAX_MS = 366 * DAY_MS;

/** Throws InputValidation naming `path` unless `until` lies after `now`, and by no more than `maxMs`. */
export function assertExpiry(path: string, until: Date, now: Date, maxMs: number): void {
  const ms = until.getTime() - now.getTime();
  if (ms > 0 && ms <= maxMs) return;
  const message = ms <= 0 ? "It is over already." : `It is more than ${maxMs / DAY_MS} days away.`;
  throw new InputValidationError([{ path: [path], message }]);
}
