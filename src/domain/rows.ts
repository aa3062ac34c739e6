/** Rows as the domain passes them on: Prisma's types, less what never leaves the table. */
import type {
  Attachment,
  AuditEntry,
  Ban,
  Block,
  ContentRule,
  Conversation,
  DataExport,
  Device,
  Draft,
  Erasure,
  Event,
  Invitation,
  InviteLink,
  Member,
  MemberSetting,
  Message,
  MessageRevision,
  Notification,
  NotificationSettings,
  Presence,
  PrismaClient,
  PrivacySettings,
  Report,
  ReportNote,
  Session,
  ThreadMember,
  User,
} from "../storage/generated/prisma/client.ts";

export type {
  AttachmentKind,
  AttachmentRefusal,
  AttachmentState,
  AuditAct,
  ContentRuleAction,
  ContentRuleKind,
  ConversationKind,
  ConversationVisibility,
  DataExportState,
  EventKind,
  HistoryVisibility,
  InvitationState,
  MemberRole,
  MentionScope,
  MessageKind,
  NotificationLevel,
  NotificationReason,
  NotificationState,
  PostingPolicy,
  PresenceStatus,
  PrivacyCircle,
  PushPlatform,
  ReportKind,
  ReportOutcome,
  ReportReason,
  ReportState,
  ServerRole,
} from "../storage/generated/prisma/enums.ts";

/** JSON as a client gives it and a column stores it. */
export type { JsonValue } from "../storage/generated/prisma/internal/prismaNamespace.ts";

export type AttachmentRow = Attachment;
/** The rules of a conversation that its audit log tells of; retention has fields of its own there. */
export type ConversationRules = Pick<
  Conversation,
  | "postingPolicy"
  | "slowModeSeconds"
  | "editWindowSeconds"
  | "attachmentsMax"
  | "attachmentBytesMax"
  | "attachmentKinds"
  | "visibility"
  | "historyVisibility"
  | "historyLastN"
>;
export type AuditEntryRow = Omit<AuditEntry, "rules" | "previousRules"> & {
  /** Those that were changed alone. */
  readonly rules: Partial<ConversationRules> | null;
  readonly previousRules: Partial<ConversationRules> | null;
};
export type BanRow = Ban;
export type BlockRow = Block;
export type ContentRuleRow = ContentRule;
export type ConversationRow = Conversation;
/** What somebody may know of a conversation who could become a member of it. */
export type CardRow = Pick<
  Conversation,
  "id" | "kind" | "title" | "description" | "avatarUrl" | "avatarAttachmentId" | "memberCount"
>;
export type DataExportRow = DataExport;
export type DeviceRow = Device;
export type DraftRow = Draft;
export type ErasureRow = Erasure;
export type EventRow = Event;
export type InvitationRow = Invitation;
export type InviteLinkRow = Omit<InviteLink, "secretHash">;
export type MemberRow = Member;
export type MemberSettingRow = MemberSetting;
export type MessageRow = Omit<Message, "inputHash">;
export type MessageRevisionRow = MessageRevision;
export type NotificationRow = Notification;
export type NotificationSettingsRow = NotificationSettings;
export type PresenceRow = Presence;
export type PrivacySettingsRow = PrivacySettings;
export type ReportNoteRow = ReportNote;
export type ReportRow = Report;
export type SessionRow = Session;
export type ThreadMemberRow = ThreadMember;
export type UserRow = User;
/** What everybody who is signed in may see of a person. */
export type ProfileRow = Pick<
  User,
  | "id"
  | "username"
  | "displayName"
  | "avatarUrl"
  | "avatarAttachmentId"
  | "about"
  | "createdAt"
  | "profileVersion"
>;

/** Prisma's client. */
export type Db = PrismaClient;
/** Prisma's client inside an interactive transaction. */
export type Tx = Parameters<Parameters<Db["$transaction"]>[0]>[0];
