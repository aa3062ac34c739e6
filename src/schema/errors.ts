/** The errors a mutation's result can hold: one object type per class of `domain/errors.ts`, and of nouns' own. */
import { ContentBlockedError, TooManyContentRulesError } from "../domain/contentRule/errors.ts";
import { PushProviderNotAvailableError } from "../domain/device/errors.ts";
import { DataExportTooSoonError } from "../domain/dataExport/errors.ts";
import {
  AttachmentNotReadyError,
  AttachmentInUseError,
  TooManyUploadsError,
  UploadQuotaError,
} from "../domain/attachment/errors.ts";
import {
  CannotAddUsersError,
  EmailTakenError,
  IdempotencyConflictError,
  InputValidationError,
  InvalidCredentialsError,
  InvalidTokenError,
  InvitationExpiredError,
  InviteLinkRevokedError,
  InviteLinkUsedUpError,
  LastOwnerError,
  MemberBannedError,
  MemberSilencedError,
  MessageDeletedError,
  NotASocketError,
  NotAllowedError,
  NotFoundError,
  PostingRestrictedError,
  ReportClaimedError,
  ReportResolvedError,
  SessionMismatchError,
  SlowModeError,
  TooManyInvitationsError,
  TooManyInviteLinksError,
  TooManyBlockedError,
  TooManyPinsError,
  TooManyReactionsError,
  TooManyReportNotesError,
  TooManyReportsError,
  UsernameChangedRecentlyError,
  UsernameTakenError,
} from "../domain/errors.ts";
import type { InputIssue, UserError } from "../domain/errors.ts";
import { EditWindowOverError, TooManyEditsError } from "../domain/message/errors.ts";
import { ReportNotClaimedError } from "../domain/report/errors.ts";
import { LastAdminError } from "../domain/serverRole/errors.ts";
import { builder } from "./builder.ts";
import { loadUser } from "./links.ts";
import { User } from "./user.ts";

/** What a list of people who cannot be added is taken to cost: few refuse it. */
const USERS_EXPECTED = 10;

export const UserErrorInterface = builder.interfaceRef<UserError>("UserError").implement({
  description: "An expected failure: nothing was written.",
  fields: (t) => ({
    code: t.exposeString("code", { description: "Stable, for programs; one per error type." }),
    message: t.exposeString("message", {
      description: "For the developer; show a text of your own to people.",
    }),
  }),
});

const plain = [
  [NotFoundError, "It does not exist, or the asker may not see it."],
  [NotAllowedError, "The asker may see it and may not do this."],
  [IdempotencyConflictError, "The clientKey was used before with another input."],
  [PostingRestrictedError, "Only moderators may send to this conversation."],
  [MessageDeletedError, "The message was deleted for everyone."],
  [TooManyEditsError, "The message was edited as often as one can be."],
  [
    AttachmentNotReadyError,
    "The bytes of an attachment have not all come, or are still looked at: upload them, and try again.",
  ],
  [
    AttachmentInUseError,
    "A message has the attachment, or it is the picture of a person or conversation, so it cannot be taken back.",
  ],
  [TooManyUploadsError, "The viewer has as many files that are not sent as anybody may."],
  [UploadQuotaError, "The viewer's files have as many bytes as one person's may."],
  [PushProviderNotAvailableError, "The server has no keys for the service whose token it is."],
  [TooManyReactionsError, "The message has as many different emoji as one can have."],
  [TooManyPinsError, "The conversation has as many pinned messages as one can have."],
  [TooManyContentRulesError, "There are as many content rules as there may be."],
  [TooManyReportsError, "As many of the viewer's reports wait for the moderators as may."],
  [TooManyReportNotesError, "The report has as many notes as one can have."],
  [ReportClaimedError, "Another moderator has claimed the report: it is theirs until they release it."],
  [
    ReportNotClaimedError,
    "The report is of several messages, and may get more until it is claimed: claim it.",
  ],
  [ReportResolvedError, "The report is resolved: somebody has decided on it."],
  [LastAdminError, "The server would be left without an admin."],
  [LastOwnerError, "The conversation would be left without an owner."],
  [InviteLinkRevokedError, "The invite link was revoked; who has joined by it stays."],
  [InviteLinkUsedUpError, "As many have joined by the invite link as may."],
  [TooManyInviteLinksError, "The conversation has as many invite links as it may."],
  [
    TooManyInvitationsError,
    "As many invitations to the conversation wait for an answer as may; nobody was invited.",
  ],
  [InvalidCredentialsError, "No such user, or a wrong password: the answer is the same."],
  [UsernameTakenError, "The username belongs to somebody."],
  [TooManyBlockedError, "The viewer has blocked as many people as anybody may."],
  [EmailTakenError, "The e-mail address belongs to another account."],
  [InvalidTokenError, "The token is unknown, used, expired or revoked."],
  [NotASocketError, "It is about the very WebSocket that it is sent on, and came another way."],
  [
    SessionMismatchError,
    "The token signs in somebody else than the socket acts for; or nobody has signed in on it.",
  ],
] as const;

for (const [errorClass, description] of plain) {
  builder.objectType(errorClass, {
    name: errorClass.name,
    description,
    interfaces: [UserErrorInterface],
  });
}

const InputIssueType = builder.objectRef<InputIssue>("InputIssue").implement({
  description: "One broken rule of an input.",
  fields: (t) => ({
    path: t.stringList({
      description: 'Where in the input, e.g. `["body"]`.',
      resolve: (issue) => [...issue.path],
    }),
    message: t.exposeString("message", { description: "What is accepted." }),
  }),
});

builder.objectType(InputValidationError, {
  name: "InputValidationError",
  description: "The input breaks a rule; each is named.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    issues: t.field({
      type: [InputIssueType],
      description: "Every broken rule.",
      resolve: (error) => [...error.issues],
    }),
  }),
});

builder.objectType(MemberSilencedError, {
  name: "MemberSilencedError",
  description: "A moderator has silenced the sender in this conversation.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    silencedUntil: t.field({
      type: "DateTime",
      description: "When sending is allowed again.",
      resolve: (error) => error.silencedUntil,
    }),
  }),
});

builder.objectType(MemberBannedError, {
  name: "MemberBannedError",
  description: "Somebody is banned from the conversation, and can neither be added nor join; nobody was.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    bannedUser: t.field({
      type: User,
      description: "Who is banned: of several people named, one of them.",
      resolve: (error, _args, context) => loadUser(context, error.userId),
    }),
    bannedUntil: t.field({
      type: "DateTime",
      nullable: true,
      description: "When the ban ends; null for one without an end.",
      resolve: (error) => error.bannedUntil,
    }),
  }),
});

builder.objectType(InvitationExpiredError, {
  name: "InvitationExpiredError",
  description: "The invitation, or the invite link, was good until a time that is over.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    expiredAt: t.field({
      type: "DateTime",
      description: "Until when it was good.",
      resolve: (error) => error.expiredAt,
    }),
  }),
});

builder.objectType(SlowModeError, {
  name: "SlowModeError",
  description: "The conversation is in slow mode, and the sender has sent something a moment ago.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    retryAfterMs: t.exposeInt("retryAfterMs", {
      description: "After so many milliseconds the same message is accepted.",
    }),
  }),
});

builder.objectType(EditWindowOverError, {
  name: "EditWindowOverError",
  description:
    "The conversation lets messages be edited for some time only (`editWindowSeconds`), and that is over.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    editableUntil: t.field({
      type: "DateTime",
      description: "Until when the message could be edited.",
      resolve: (error) => error.editableUntil,
    }),
  }),
});

builder.objectType(ContentBlockedError, {
  name: "ContentBlockedError",
  description:
    "A content rule, of the conversation or of the server, refuses what was said. Which word or link it was is not told.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    reason: t.exposeString("reason", {
      nullable: true,
      description: "What those who made the rule say about it, to be shown; null where they say nothing.",
    }),
  }),
});

builder.objectType(UsernameChangedRecentlyError, {
  name: "UsernameChangedRecentlyError",
  description: "A username that was changed stays for two weeks.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    changeableAt: t.field({
      type: "DateTime",
      description: "When it may be changed again.",
      resolve: (error) => error.changeableAt,
    }),
  }),
});

builder.objectType(DataExportTooSoonError, {
  name: "DataExportTooSoonError",
  description:
    "An export of one's data is made once a day: one was requested not long ago, or is being made.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    requestableAt: t.field({
      type: "DateTime",
      description: "When another one may be requested.",
      resolve: (error) => error.requestableAt,
    }),
  }),
});

builder.objectType(CannotAddUsersError, {
  name: "CannotAddUsersError",
  description:
    "Some of the people do not let the viewer add them to groups, or one has blocked the other, or as many invitations of the viewer's wait for them as may; it does not tell which. Nobody was added.",
  interfaces: [UserErrorInterface],
  fields: (t) => ({
    users: t.field({
      type: [User],
      description: "Those who cannot be added; at most 100.",
      complexity: { field: 1, multiplier: USERS_EXPECTED },
      resolve: ({ userIds }, _args, context) => Promise.all(userIds.map((id) => loadUser(context, id))),
    }),
  }),
});
