/**
 * The failures a client can expect.
 *
 * A `UserError` is data: it stands in a mutation's result union, under its class's name, with a stable `code`.
 * A `RequestError` is a top-level GraphQL error with `extensions.code`, for where no field can answer.
 * Everything else that is thrown is a fault: logged with its request id, and masked.
 */

export abstract class UserError extends Error {
  abstract readonly code: string;
}

/** One broken rule of an input. */
export interface InputIssue {
  /** Where in the input, e.g. `["body"]`. */
  readonly path: readonly string[];
  readonly message: string;
}

export class InputValidationError extends UserError {
  readonly code = "INPUT_VALIDATION";
  readonly issues: readonly InputIssue[];
  constructor(issues: readonly InputIssue[]) {
    super(issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
    this.issues = issues;
  }
}

/** The answer for what does not exist and for what the asker may not see; nobody can tell the two apart. */
export class NotFoundError extends UserError {
  readonly code = "NOT_FOUND";
  constructor(noun: string) {
    super(`${noun} not found.`);
  }
}

/** The asker sees the thing and may not do this to it. */
export class NotAllowedError extends UserError {
  readonly code = "NOT_ALLOWED";
}

/** The clientKey was used before with another input. Nothing was written. */
export class IdempotencyConflictError extends UserError {
  readonly code = "IDEMPOTENCY_CONFLICT";
  constructor() {
    super("This clientKey was used before with another input.");
  }
}

export class MemberSilencedError extends UserError {
  readonly code = "MEMBER_SILENCED";
  readonly silencedUntil: Date;
  constructor(silencedUntil: Date) {
    super("A moderator has silenced you in this conversation.");
    this.silencedUntil = silencedUntil;
  }
}

export class PostingRestrictedError extends UserError {
  readonly code = "POSTING_RESTRICTED";
  constructor() {
    super("Only moderators may send to this conversation.");
  }
}

/** The conversation is in slow mode, and its sender has sent something a moment ago. */
export class SlowModeError extends UserError {
  readonly code = "SLOW_MODE";
  readonly retryAfterMs: number;
  constructor(retryAfterMs: number) {
    super("This conversation is in slow mode: wait before you send again.");
    this.retryAfterMs = retryAfterMs;
  }
}

/** Banned from the conversation: cannot be added, and cannot join. */
export class MemberBannedError extends UserError {
  readonly code = "MEMBER_BANNED";
  readonly userId: string;
  /** Null: for ever. */
  readonly bannedUntil: Date | null;
  constructor(userId: string, bannedUntil: Date | null) {
    super("This person is banned from the conversation.");
    this.userId = userId;
    this.bannedUntil = bannedUntil;
  }
}

/** An invitation, or an invite link, whose time is over. */
export class InvitationExpiredError extends UserError {
  readonly code = "INVITATION_EXPIRED";
  readonly expiredAt: Date;
  constructor(expiredAt: Date) {
    super("This invitation has expired: ask for another one.");
    this.expiredAt = expiredAt;
  }
}

export class InviteLinkRevokedError extends UserError {
  readonly code = "INVITE_LINK_REVOKED";
  constructor() {
    super("This invite link was revoked: ask for another one.");
  }
}

export class InviteLinkUsedUpError extends UserError {
  readonly code = "INVITE_LINK_USED_UP";
  constructor() {
    super("As many have joined by this invite link as may: ask for another one.");
  }
}

export class TooManyInviteLinksError extends UserError {
  readonly code = "TOO_MANY_INVITE_LINKS";
  constructor(max: number) {
    super(`This conversation has ${max} invite links already: revoke one first.`);
  }
}

export class TooManyInvitationsError extends UserError {
  readonly code = "TOO_MANY_INVITATIONS";
  constructor(max: number) {
    super(`At most ${max} invitations to a conversation wait for an answer: revoke some first.`);
  }
}

export class MessageDeletedError extends UserError {
  readonly code = "MESSAGE_DELETED";
  constructor() {
    super("This message was deleted.");
  }
}

export class TooManyReactionsError extends UserError {
  readonly code = "TOO_MANY_REACTIONS";
  constructor(max: number) {
    super(`A message has at most ${max} different emoji.`);
  }
}

export class TooManyPinsError extends UserError {
  readonly code = "TOO_MANY_PINS";
  constructor(max: number) {
    super(`A conversation has at most ${max} pinned messages: unpin one first.`);
  }
}

/** A group is never left without an owner. */
export class LastOwnerError extends UserError {
  readonly code = "LAST_OWNER";
  constructor() {
    super("A conversation needs an owner: make another member the owner first.");
  }
}

export class TooManyReportsError extends UserError {
  readonly code = "TOO_MANY_REPORTS";
  constructor(max: number) {
    super(`At most ${max} reports of one person wait for the moderators.`);
  }
}

export class TooManyReportNotesError extends UserError {
  readonly code = "TOO_MANY_REPORT_NOTES";
  constructor(max: number) {
    super(`A report has at most ${max} notes.`);
  }
}

/** Another moderator works at it. */
export class ReportClaimedError extends UserError {
  readonly code = "REPORT_CLAIMED";
  constructor() {
    super("Another moderator has claimed this report.");
  }
}

export class ReportResolvedError extends UserError {
  readonly code = "REPORT_RESOLVED";
  constructor() {
    super("This report is resolved already.");
  }
}

/** The answer for an unknown user and for a wrong password alike. */
export class InvalidCredentialsError extends UserError {
  readonly code = "INVALID_CREDENTIALS";
  constructor() {
    super("Wrong username or password.");
  }
}

export class UsernameTakenError extends UserError {
  readonly code = "USERNAME_TAKEN";
  constructor() {
    super("This username is taken.");
  }
}

/** A username stays for some time. */
export class UsernameChangedRecentlyError extends UserError {
  readonly code = "USERNAME_CHANGED_RECENTLY";
  readonly changeableAt: Date;
  constructor(changeableAt: Date) {
    super("This username was changed not long ago.");
    this.changeableAt = changeableAt;
  }
}

/** Nobody was added. It does not say why: whether by their choice, because of a block, or because the asker has invited them too often. */
export class CannotAddUsersError extends UserError {
  readonly code = "CANNOT_ADD_USERS";
  readonly userIds: readonly string[];
  constructor(userIds: readonly string[]) {
    super("Some of these people cannot be added by you.");
    this.userIds = userIds;
  }
}

export class TooManyBlockedError extends UserError {
  readonly code = "TOO_MANY_BLOCKED";
  constructor(max: number) {
    super(`You have blocked ${max} people; unblock somebody first.`);
  }
}

export class EmailTakenError extends UserError {
  readonly code = "EMAIL_TAKEN";
  constructor() {
    super("This e-mail address belongs to another account.");
  }
}

/** An access, refresh, reset or verification token that is unknown, used, expired or revoked. */
export class InvalidTokenError extends UserError {
  readonly code = "INVALID_TOKEN";
  constructor() {
    super("This token is not valid, or not any more.");
  }
}

/** Asked over HTTP of a socket: to renew its sign-in, or to say that its device is idle. */
export class NotASocketError extends UserError {
  readonly code = "NOT_A_SOCKET";
  constructor() {
    super("Send this on the WebSocket that it is about.");
  }
}

/** The token signs in somebody else than the socket acts for; the socket is as it was. */
export class SessionMismatchError extends UserError {
  readonly code = "SESSION_MISMATCH";
  constructor() {
    super("This token is not of the user who is signed in on this socket.");
  }
}

export type RequestErrorCode =
  | "UNAUTHENTICATED"
  | "NOT_FOUND"
  | "RATE_LIMITED"
  | "QUERY_TOO_COMPLEX"
  | "BAD_REQUEST"
  | "CURSOR_RESET"
  | "UNAVAILABLE";

export class RequestError extends Error {
  readonly code: RequestErrorCode;
  /** Stands beside `code` in the error's extensions, e.g. `retryAfterMs`. */
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: RequestErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

export function unauthenticated(message = "Sign in first."): RequestError {
  return new RequestError("UNAUTHENTICATED", message);
}

export function badRequest(message: string): RequestError {
  return new RequestError("BAD_REQUEST", message);
}

/** Something Parley depends on did not answer in its time; the same request may succeed later. */
export function unavailable(message: string): RequestError {
  return new RequestError("UNAVAILABLE", message);
}

export function rateLimited(retryAfterMs: number): RequestError {
  return new RequestError("RATE_LIMITED", "Too many requests; wait and try again.", { retryAfterMs });
}
