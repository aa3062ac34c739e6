/**
 * What each section of an export reads: lines that are one person's, in an order that an index has or that few rows make
 * cheap. `$1` is the person; every column stands in the file under its name. docs/EXPORT.md says what they mean, and what
 * is left out.
 */
import type { ExportSection } from "../domain/dataExport/ports.ts";
import { NO_ID } from "../lib/ids.ts";

export interface SectionSql {
  readonly columns: string;
  readonly from: string;
  readonly where: string;
  /** What tells the lines of one person apart, in the order they come: expressions and their types. */
  readonly place: readonly (readonly [expression: string, type: "uuid" | "text" | "int" | "timestamptz"])[];
}

/** A conversation's title as `viewConversation` shows it: to who has left, while nothing has happened since. */
const TITLE = `CASE WHEN own.user_id IS NOT NULL AND coalesce(own.removed_seq, c.head_seq) >= c.head_seq
       THEN c.title END AS title`;
/** What others wrote and one has forwarded is theirs. */
const IS_OWN = "(m.forwarded_sender_id IS NULL OR m.forwarded_sender_id = m.sender_id)";
/** Of notes to oneself: null. */
const OTHER_ID = `CASE WHEN c.kind = 'DIRECT'
       THEN nullif(replace(replace(c.direct_key, own.user_id::text, ''), ':', ''), '')::uuid END`;
const ACT = `act::text AS act, conversation_id AS "conversationId", message_id AS "messageId", seq, role::text AS role,
      previous_role::text AS "previousRole", server_role::text AS "serverRole",
      previous_server_role::text AS "previousServerRole", until, reason, occurred_at AS "occurredAt"`;
const INVITATION = `i.id, i.conversation_id AS "conversationId", i.state::text AS state, i.created_at AS "createdAt",
      i.expires_at AS "expiresAt"`;

export const SECTION_SQL: Readonly<Record<ExportSection, SectionSql>> = {
  account: {
    columns: `id, username, display_name AS "displayName", avatar_url AS "avatarUrl",
      avatar_attachment_id AS "avatarAttachmentId", about, email,
      email_verified_at AS "emailVerifiedAt", server_role::text AS "serverRole", created_at AS "registeredAt",
      username_changed_at AS "usernameChangedAt", password_hash IS NOT NULL AS "hasPassword"`,
    from: `"user"`,
    where: "id = $1::uuid",
    place: [["id", "uuid"]],
  },
  externalIdentity: {
    columns: "issuer, subject",
    from: "external_identity",
    where: "user_id = $1::uuid",
    place: [
      ["issuer", "text"],
      ["subject", "text"],
    ],
  },
  privacySettings: {
    columns: `who_sees_presence::text AS "whoSeesPresence", who_sees_last_seen::text AS "whoSeesLastSeen",
      who_sees_receipts::text AS "whoSeesReceipts", who_sees_typing::text AS "whoSeesTyping",
      who_may_write_first::text AS "whoMayWriteFirst", who_may_add_to_groups::text AS "whoMayAddToGroups",
      is_discoverable AS "isDiscoverable"`,
    from: "privacy_settings",
    where: "user_id = $1::uuid",
    place: [["user_id", "uuid"]],
  },
  notificationSettings: {
    columns: `do_not_disturb_until AS "doNotDisturbUntil", quiet_from_minute AS "quietFromMinute",
      quiet_to_minute AS "quietToMinute", quiet_time_zone AS "quietTimeZone", direct_level::text AS "directLevel",
      group_level::text AS "groupLevel", channel_level::text AS "channelLevel",
      notifies_while_active AS "notifiesWhileActive", hides_content AS "hidesContent",
      wants_email_digest AS "wantsEmailDigest"`,
    from: "notification_settings",
    where: "user_id = $1::uuid",
    place: [["user_id", "uuid"]],
  },
  // Not the token, by which others could push to it.
  device: {
    columns: `id, platform::text AS platform, provider::text AS provider, install_id AS "installId", locale,
      created_at AS "createdAt", last_seen_at AS "lastSeenAt"`,
    from: "device",
    where: "user_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [["id", "uuid"]],
  },
  notification: {
    columns: `conversation_id AS "conversationId", seq, message_id AS "messageId", state::text AS state,
      reason::text AS reason, decided_at AS "decidedAt"`,
    from: "notification",
    where: "user_id = $1::uuid AND decided_at <= $2::timestamptz",
    place: [
      ["conversation_id", "uuid"],
      ["seq", "int"],
    ],
  },
  presence: {
    columns: `chosen_status::text AS "chosenStatus", custom_status AS "customStatus", last_seen_at AS "lastSeenAt"`,
    from: "presence",
    where: "user_id = $1::uuid",
    place: [["user_id", "uuid"]],
  },
  session: {
    columns: `id, created_at AS "createdAt", last_used_at AS "lastUsedAt", expires_at AS "expiresAt",
      revoked_at AS "revokedAt", user_agent AS "userAgent", address`,
    from: "session",
    where: "user_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [["id", "uuid"]],
  },
  mailToken: {
    columns: `purpose::text AS purpose, email, expires_at AS "expiresAt", used_at AS "usedAt"`,
    from: "one_time_token",
    where: "user_id = $1::uuid",
    place: [["encode(hash, 'hex')", "text"]],
  },
  block: {
    columns: `b.blocked_id AS "userId", other.username, b.blocked_at AS "blockedAt"`,
    from: `block b LEFT JOIN "user" other ON other.id = b.blocked_id`,
    where: "b.user_id = $1::uuid",
    place: [["b.blocked_id", "uuid"]],
  },
  membership: {
    columns: `own.conversation_id AS "conversationId", c.kind::text AS kind, ${TITLE}, ${OTHER_ID} AS "withUserId",
      other.username AS "withUsername", own.role::text AS role, own.joined_at AS "joinedAt", own.joined_seq AS "joinedSeq",
      own.visible_from_seq AS "visibleFromSeq", own.removed_seq AS "removedSeq",
      own.silenced_until AS "silencedUntil", mark.delivered_seq AS "deliveredSeq", mark.read_seq AS "readSeq",
      mark.receipt_seq AS "shownReadSeq", s.notification_level::text AS "notificationLevel",
      s.muted_until AS "mutedUntil", s.is_pinned AS "isPinned", s.is_archived AS "isArchived",
      s.hidden_seq AS "hiddenSeq"`,
    from: `member own
      LEFT JOIN conversation c ON c.id = own.conversation_id
      LEFT JOIN "user" other ON other.id = ${OTHER_ID}
      LEFT JOIN member_mark mark ON mark.conversation_id = own.conversation_id AND mark.user_id = own.user_id
      LEFT JOIN member_setting s ON s.conversation_id = own.conversation_id AND s.user_id = own.user_id`,
    where: "own.user_id = $1::uuid",
    place: [["own.conversation_id", "uuid"]],
  },
  draft: {
    columns: `conversation_id AS "conversationId", nullif(thread_root_id, '${NO_ID}') AS "threadRootId", body,
      saved_at AS "savedAt"`,
    from: "draft",
    where: "user_id = $1::uuid AND body <> ''",
    place: [
      ["conversation_id", "uuid"],
      ["thread_root_id", "uuid"],
    ],
  },
  followedThread: {
    columns: `root_id AS "rootId", conversation_id AS "conversationId", is_following AS "isFollowing",
      read_seq AS "readSeq", first_reply_seq AS "firstReplySeq"`,
    from: "thread_member",
    where: "user_id = $1::uuid",
    place: [["root_id", "uuid"]],
  },
  // By the one index of messages that has the sender. (One by seq would be written by every send.)
  message: {
    columns: `m.id, m.conversation_id AS "conversationId", ${TITLE}, m.seq,
      CASE WHEN ${IS_OWN} THEN m.body ELSE '' END AS body, CASE WHEN ${IS_OWN} THEN m.content END AS content,
      m.created_at AS "sentAt",
      m.edited_at AS "editedAt", m.deleted_at AS "deletedAt", m.deletion_reason AS "deletionReason",
      m.reply_to_id AS "replyToId", m.thread_root_id AS "threadRootId", m.forwarded_id AS "forwardedId",
      m.forwarded_sender_id AS "forwardedSenderId", m.forwarded_at AS "forwardedAt",
      m.mention_scope::text AS "mentionScope"`,
    from: `message m
      LEFT JOIN conversation c ON c.id = m.conversation_id
      LEFT JOIN member own ON own.conversation_id = m.conversation_id AND own.user_id = m.sender_id`,
    where: "m.sender_id = $1::uuid AND m.created_at <= $2::timestamptz",
    place: [
      ["m.conversation_id", "uuid"],
      ["m.client_key", "text"],
    ],
  },
  messageRevision: {
    columns: `r.message_id AS "messageId", r.body, r.written_at AS "writtenAt", r.replaced_seq AS "replacedSeq"`,
    from: "message m JOIN message_revision r ON r.message_id = m.id",
    where: "m.sender_id = $1::uuid AND m.edited_at IS NOT NULL AND r.written_at <= $2::timestamptz",
    place: [
      ["m.id", "uuid"],
      ["r.replaced_seq", "int"],
    ],
  },
  attachment: {
    columns: `a.id, a.kind::text AS kind, a.state::text AS state, a.filename, a.content_type AS "contentType",
      a.byte_size AS "byteSize", a.width, a.height, a.duration_ms AS "durationMs", coalesce(a.waveform, '{}') AS waveform,
      a.created_at AS "createdAt", a.expires_at AS "expiresAt",
      ARRAY(
        SELECT u.message_id::text FROM attachment_use u JOIN message m ON m.id = u.message_id
        WHERE u.attachment_id = a.id AND m.sender_id = a.owner_id ORDER BY 1
      ) AS "messageIds"`,
    from: "attachment a",
    where: "a.owner_id = $1::uuid AND a.created_at <= $2::timestamptz",
    place: [["a.id", "uuid"]],
  },
  reaction: {
    columns: `r.message_id AS "messageId", m.conversation_id AS "conversationId", r.emoji, r.seq,
      e.occurred_at AS "reactedAt"`,
    from: `reaction r
      LEFT JOIN message m ON m.id = r.message_id
      LEFT JOIN event e ON e.conversation_id = m.conversation_id AND e.seq = r.seq`,
    where: "r.user_id = $1::uuid",
    place: [
      ["r.message_id", "uuid"],
      ["r.emoji", "text"],
    ],
  },
  mention: {
    columns: `conversation_id AS "conversationId", seq, message_id AS "messageId"`,
    from: "mention",
    where: "user_id = $1::uuid",
    place: [
      ["conversation_id", "uuid"],
      ["seq", "int"],
    ],
  },
  hiddenMessage: {
    columns: `conversation_id AS "conversationId", seq, message_id AS "messageId"`,
    from: "hidden_message",
    where: "user_id = $1::uuid",
    place: [
      ["conversation_id", "uuid"],
      ["seq", "int"],
    ],
  },
  // As who made it is shown it: not by whom it was decided.
  report: {
    columns: `id, kind::text AS kind, target_id AS "targetId", conversation_id AS "conversationId",
      message_seq AS "messageSeq", reported_user_id AS "reportedUserId", reason::text AS reason, words,
      state::text AS state, outcome::text AS outcome, created_at AS "createdAt", resolved_at AS "resolvedAt"`,
    from: "report",
    where: "reporter_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [
      ["created_at", "timestamptz"],
      ["id", "uuid"],
    ],
  },
  reportNote: {
    columns: `id, report_id AS "reportId", body, created_at AS "createdAt"`,
    from: "report_note",
    where: "author_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [["id", "uuid"]],
  },
  invitation: {
    columns: `${INVITATION}, i.invited_by_id AS "invitedById", other.username AS "invitedBy"`,
    from: `invitation i LEFT JOIN "user" other ON other.id = i.invited_by_id`,
    where: "i.user_id = $1::uuid AND i.created_at <= $2::timestamptz",
    place: [["i.id", "uuid"]],
  },
  sentInvitation: {
    columns: `${INVITATION}, i.user_id AS "userId", other.username`,
    from: `invitation i LEFT JOIN "user" other ON other.id = i.user_id`,
    where: "i.invited_by_id = $1::uuid AND i.created_at <= $2::timestamptz",
    place: [["i.id", "uuid"]],
  },
  inviteLink: {
    columns: `id, conversation_id AS "conversationId", created_at AS "createdAt", expires_at AS "expiresAt",
      uses_max AS "usesMax", uses, revoked_at AS "revokedAt"`,
    from: "invite_link",
    where: "created_by_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [["id", "uuid"]],
  },
  // As who is banned is told when they try to join: not by whom.
  ban: {
    columns: `conversation_id AS "conversationId", created_at AS "createdAt", banned_until AS "bannedUntil"`,
    from: "ban",
    where: "user_id = $1::uuid AND created_at <= $2::timestamptz",
    place: [["conversation_id", "uuid"]],
  },
  act: {
    columns: `${ACT}, subject_id AS "subjectId", report_id AS "reportId", outcome::text AS outcome,
      retention_days AS "retentionDays", previous_retention_days AS "previousRetentionDays", rules,
      previous_rules AS "previousRules", invitation_id AS "invitationId", invite_link_id AS "inviteLinkId"`,
    from: "audit_entry",
    where: "actor_id = $1::uuid AND occurred_at <= $2::timestamptz",
    place: [["ordinal", "int"]],
  },
  // What its subject is told anyway: not by whom, nothing of reports of them, and why only where members are told that.
  actUpon: {
    columns: `act::text AS act, conversation_id AS "conversationId", message_id AS "messageId", seq, role::text AS role,
      previous_role::text AS "previousRole", server_role::text AS "serverRole",
      previous_server_role::text AS "previousServerRole", until,
      CASE WHEN act = 'MESSAGE_DELETED' THEN reason END AS reason, occurred_at AS "occurredAt"`,
    from: "audit_entry",
    where: `subject_id = $1::uuid AND occurred_at <= $2::timestamptz AND report_id IS NULL
      AND (NOT is_server_only OR act = 'SERVER_ROLE_CHANGED')`,
    place: [["ordinal", "int"]],
  },
};
