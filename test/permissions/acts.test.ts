/**
 * Which act of the audit log each permission leads to: written by hand, and against the whole lists of permissions,
 * mutations and acts, so that what is new is decided on. That each is written, and when not, stands in test/report.
 */
import { expect, test } from "vitest";
import { isEnumType } from "graphql";
import { PERMISSIONS } from "../../src/domain/permissions.ts";
import { schema } from "../../src/graph.ts";

/** Of a role in a conversation. */
const ACTS: Readonly<Record<string, readonly string[]>> = {
  DELETE_MESSAGES: ["MESSAGE_DELETED"],
  INVITE_MEMBERS: ["INVITATION_REVOKED"],
  MANAGE_INVITE_LINKS: ["INVITE_LINK_REVOKED"],
  REMOVE_MEMBERS: ["MEMBER_REMOVED"],
  MUTE_MEMBERS: ["MEMBER_MUTED", "MEMBER_UNMUTED"],
  BAN_MEMBERS: ["MEMBER_BANNED", "MEMBER_UNBANNED"],
  CHANGE_ROLES: ["MEMBER_ROLE_CHANGED"],
  TRANSFER_OWNERSHIP: ["MEMBER_ROLE_CHANGED"],
  UPDATE_CONVERSATION: ["CONVERSATION_RULES_CHANGED", "RETENTION_CHANGED"],
  MANAGE_CONTENT_RULES: ["CONTENT_RULE_CREATED", "CONTENT_RULE_DELETED"],
  MODERATE_REPORTS: ["REPORT_CLAIMED", "REPORT_RESOLVED"],
  RELEASE_REPORTS: ["REPORT_RELEASED"],
};

/** Permissions that lead to no act, and why. */
const NO_ACT: Readonly<Record<string, string>> = {
  POST_ALWAYS: "Nothing is done to others: the message itself stands in the log.",
  POST_AT_ONCE: "The same.",
  MENTION_EVERYBODY: "The same.",
  PIN_MESSAGES:
    "It judges nobody: everybody sees what is pinned, and MessagePinned and MessageUnpinned by whom.",
  ADD_MEMBERS: "It judges nobody: everybody sees MemberJoined, and by whom.",
  READ_AUDIT_LOG: "Reading changes nothing.",
};

/** By mutation: by a role in the conversation, or one on the whole server. */
const ACTS_OF_MUTATIONS: Readonly<Record<string, readonly string[]>> = {
  banMember: ["MEMBER_BANNED"],
  changeMemberRole: ["MEMBER_ROLE_CHANGED"],
  changeServerRole: ["SERVER_ROLE_CHANGED"],
  claimReport: ["REPORT_CLAIMED"],
  createContentRule: ["CONTENT_RULE_CREATED"],
  deleteContentRule: ["CONTENT_RULE_DELETED"],
  deleteMessage: ["MESSAGE_DELETED"],
  eraseUser: ["ACCOUNT_ERASED"],
  muteMember: ["MEMBER_MUTED"],
  releaseReport: ["REPORT_RELEASED"],
  removeMember: ["MEMBER_REMOVED"],
  resolveReport: ["REPORT_RESOLVED"],
  revokeInvitation: ["INVITATION_REVOKED"],
  revokeInviteLink: ["INVITE_LINK_REVOKED"],
  transferOwnership: ["MEMBER_ROLE_CHANGED"],
  unbanMember: ["MEMBER_UNBANNED"],
  unmuteMember: ["MEMBER_UNMUTED"],
  updateConversation: ["CONVERSATION_RULES_CHANGED", "RETENTION_CHANGED"],
};

/** Mutations that lead to no act, by reason. */
const NO_ACT_BY_MUTATION: Readonly<Record<string, readonly string[]>> = {
  "It judges nobody, and the log says who did it.": [
    "addMembers",
    "inviteMembers",
    "pinMessage",
    "unpinMessage",
  ],
  "What it makes is kept with who made it, and is shown to those who read the audit log.": [
    "addReportNote",
    "createInviteLink",
  ],
  "It makes its caller a member, or ends that.": [
    "acceptInvitation",
    "createDirectConversation",
    "createGroup",
    "declineInvitation",
    "joinByInviteLink",
    "joinConversation",
    "leaveConversation",
  ],
  "It is about what one says or reads oneself.": [
    "addReaction",
    "deleteMessageForMe",
    "editMessage",
    "followThread",
    "forwardMessage",
    "markDelivered",
    "markRead",
    "markThreadRead",
    "markUnread",
    "removeReaction",
    "reportContent",
    "saveDraft",
    "sendMessage",
    "setTyping",
    "unfollowThread",
    "updateConversationSettings",
  ],
  "It is about one's own account.": [
    "blockUser",
    "changePassword",
    "changeUsername",
    "completeUpload",
    "createUpload",
    "deleteUpload",
    "login",
    "logout",
    "refreshSession",
    "register",
    "registerDevice",
    "renewConnection",
    "requestDataExport",
    "requestEmailVerification",
    "requestErasure",
    "requestPasswordReset",
    "resetPassword",
    "revokeSession",
    "setDeviceIdle",
    "setPresence",
    "unblockUser",
    "unregisterDevice",
    "updateNotificationSettings",
    "updatePrivacySettings",
    "updateProfile",
    "verifyEmail",
  ],
};

test("every permission leads to an act of the audit log, or it is said why to none", () => {
  expect([...Object.keys(ACTS), ...Object.keys(NO_ACT)].toSorted()).toEqual(
    Object.keys(PERMISSIONS).toSorted(),
  );
});

test("every mutation leads to an act of the audit log, or it is said why to none", () => {
  const told = [...Object.keys(ACTS_OF_MUTATIONS), ...Object.values(NO_ACT_BY_MUTATION).flat()];
  expect(told.toSorted()).toEqual(Object.keys(schema.getMutationType()?.getFields() ?? {}).toSorted());
});

test("the acts are those of the schema, and each is led to", () => {
  const type = schema.getType("AuditAct");
  const known = isEnumType(type) ? type.getValues().map(({ name }) => name) : [];
  const ofServer = ["ACCOUNT_ERASED", "SERVER_ROLE_CHANGED"];
  const ofPermissions = new Set([...Object.values(ACTS).flat(), ...ofServer]);
  const ofMutations = new Set(Object.values(ACTS_OF_MUTATIONS).flat());
  expect([...ofPermissions].toSorted()).toEqual(known.toSorted());
  expect([...ofMutations].toSorted()).toEqual(known.toSorted());
});
