/** The format of an export's file, written by hand from docs/EXPORT.md: what a reader of it may rely on. */
import { gunzipSync } from "node:zlib";
import { z } from "zod";

const id = z.uuid();
const time = z.iso.datetime();
const seq = z.int().nonnegative();
const text = z.string();

const act = {
  act: text,
  conversationId: id.nullable(),
  messageId: id.nullable(),
  seq: seq.nullable(),
  role: text.nullable(),
  previousRole: text.nullable(),
  serverRole: text.nullable(),
  previousServerRole: text.nullable(),
  until: time.nullable(),
  reason: text.nullable(),
  occurredAt: time,
};

const invitation = { id, conversationId: id, state: text, createdAt: time, expiresAt: time };
const place = { conversationId: id, seq, messageId: id };

/** By `type`; nothing stands in a line that does not stand here. */
export const LINES = {
  export: z.strictObject({ type: z.literal("export"), format: z.literal(1), userId: id, asOf: time }),
  account: z.strictObject({
    type: z.literal("account"),
    id,
    username: text,
    displayName: text,
    avatarUrl: text.nullable(),
    avatarAttachmentId: text.nullable(),
    about: text.nullable(),
    email: text.nullable(),
    emailVerifiedAt: time.nullable(),
    serverRole: text,
    registeredAt: time,
    usernameChangedAt: time.nullable(),
    hasPassword: z.boolean(),
  }),
  externalIdentity: z.strictObject({ type: z.literal("externalIdentity"), issuer: text, subject: text }),
  privacySettings: z.strictObject({
    type: z.literal("privacySettings"),
    whoSeesPresence: text,
    whoSeesLastSeen: text,
    whoSeesReceipts: text,
    whoSeesTyping: text,
    whoMayWriteFirst: text,
    whoMayAddToGroups: text,
    isDiscoverable: z.boolean(),
  }),
  notificationSettings: z.strictObject({
    type: z.literal("notificationSettings"),
    doNotDisturbUntil: time.nullable(),
    quietFromMinute: z.int().min(0).max(1439).nullable(),
    quietToMinute: z.int().min(0).max(1439).nullable(),
    quietTimeZone: text.nullable(),
    directLevel: text,
    groupLevel: text,
    channelLevel: text,
    notifiesWhileActive: z.boolean(),
    hidesContent: z.boolean(),
    wantsEmailDigest: z.boolean(),
  }),
  device: z.strictObject({
    type: z.literal("device"),
    id,
    platform: text,
    provider: text,
    installId: text.nullable(),
    locale: text,
    createdAt: time,
    lastSeenAt: time,
  }),
  notification: z.strictObject({
    type: z.literal("notification"),
    ...place,
    state: text,
    reason: text.nullable(),
    decidedAt: time,
  }),
  presence: z.strictObject({
    type: z.literal("presence"),
    chosenStatus: text,
    customStatus: text.nullable(),
    lastSeenAt: time.nullable(),
  }),
  session: z.strictObject({
    type: z.literal("session"),
    id,
    createdAt: time,
    lastUsedAt: time,
    expiresAt: time,
    revokedAt: time.nullable(),
    userAgent: text.nullable(),
    address: text.nullable(),
  }),
  mailToken: z.strictObject({
    type: z.literal("mailToken"),
    purpose: text,
    email: text,
    expiresAt: time,
    usedAt: time.nullable(),
  }),
  block: z.strictObject({
    type: z.literal("block"),
    userId: id,
    username: text.nullable(),
    blockedAt: time.nullable(),
  }),
  membership: z.strictObject({
    type: z.literal("membership"),
    conversationId: id,
    kind: text,
    title: text.nullable(),
    withUserId: id.nullable(),
    withUsername: text.nullable(),
    role: text,
    joinedAt: time,
    joinedSeq: seq,
    visibleFromSeq: seq,
    removedSeq: seq.nullable(),
    silencedUntil: time.nullable(),
    deliveredSeq: seq.nullable(),
    readSeq: seq.nullable(),
    shownReadSeq: seq.nullable(),
    notificationLevel: text.nullable(),
    mutedUntil: time.nullable(),
    isPinned: z.boolean().nullable(),
    isArchived: z.boolean().nullable(),
    hiddenSeq: seq.nullable(),
  }),
  draft: z.strictObject({
    type: z.literal("draft"),
    conversationId: id,
    threadRootId: id.nullable(),
    body: text,
    savedAt: time,
  }),
  followedThread: z.strictObject({
    type: z.literal("followedThread"),
    rootId: id,
    conversationId: id,
    isFollowing: z.boolean(),
    readSeq: seq,
    firstReplySeq: seq.nullable(),
  }),
  message: z.strictObject({
    type: z.literal("message"),
    id,
    conversationId: id,
    title: text.nullable(),
    seq,
    body: text,
    content: z.json(),
    sentAt: time,
    editedAt: time.nullable(),
    deletedAt: time.nullable(),
    deletionReason: text.nullable(),
    replyToId: id.nullable(),
    threadRootId: id.nullable(),
    forwardedId: id.nullable(),
    forwardedSenderId: id.nullable(),
    forwardedAt: time.nullable(),
    mentionScope: text.nullable(),
  }),
  messageRevision: z.strictObject({
    type: z.literal("messageRevision"),
    messageId: id,
    body: text,
    writtenAt: time,
    replacedSeq: seq,
  }),
  attachment: z.strictObject({
    type: z.literal("attachment"),
    id,
    kind: text,
    state: text,
    filename: text,
    contentType: text,
    byteSize: seq,
    width: seq.nullable(),
    height: seq.nullable(),
    durationMs: seq.nullable(),
    waveform: z.array(z.int()),
    createdAt: time,
    expiresAt: time.nullable(),
    messageIds: z.array(id),
  }),
  reaction: z.strictObject({
    type: z.literal("reaction"),
    messageId: id,
    conversationId: id,
    emoji: text,
    seq,
    reactedAt: time.nullable(),
  }),
  mention: z.strictObject({ type: z.literal("mention"), ...place }),
  hiddenMessage: z.strictObject({ type: z.literal("hiddenMessage"), ...place }),
  report: z.strictObject({
    type: z.literal("report"),
    id,
    kind: text,
    targetId: id,
    conversationId: id.nullable(),
    messageSeq: seq.nullable(),
    reportedUserId: id.nullable(),
    reason: text,
    words: text,
    state: text,
    outcome: text.nullable(),
    createdAt: time,
    resolvedAt: time.nullable(),
  }),
  reportNote: z.strictObject({
    type: z.literal("reportNote"),
    id,
    reportId: id,
    body: text,
    createdAt: time,
  }),
  invitation: z.strictObject({
    type: z.literal("invitation"),
    ...invitation,
    invitedById: id,
    invitedBy: text.nullable(),
  }),
  sentInvitation: z.strictObject({
    type: z.literal("sentInvitation"),
    ...invitation,
    userId: id,
    username: text.nullable(),
  }),
  inviteLink: z.strictObject({
    type: z.literal("inviteLink"),
    id,
    conversationId: id,
    createdAt: time,
    expiresAt: time.nullable(),
    usesMax: seq.nullable(),
    uses: seq,
    revokedAt: time.nullable(),
  }),
  ban: z.strictObject({
    type: z.literal("ban"),
    conversationId: id,
    createdAt: time,
    bannedUntil: time.nullable(),
  }),
  act: z.strictObject({
    type: z.literal("act"),
    ...act,
    subjectId: id.nullable(),
    reportId: id.nullable(),
    outcome: text.nullable(),
    retentionDays: seq.nullable(),
    previousRetentionDays: seq.nullable(),
    rules: z.record(text, z.unknown()).nullable(),
    previousRules: z.record(text, z.unknown()).nullable(),
    invitationId: id.nullable(),
    inviteLinkId: id.nullable(),
  }),
  actUpon: z.strictObject({ type: z.literal("actUpon"), ...act }),
  end: z.strictObject({ type: z.literal("end"), lines: seq }),
} as const;

export type LineType = keyof typeof LINES;
export type Line<Type extends LineType = LineType> = z.infer<(typeof LINES)[Type]>;

/** Every line of a whole file, checked: the first says what it is, the last how many there are. Throws for anything else. */
export function readFile(bytes: Uint8Array): Line[] {
  const whole = gunzipSync(bytes).toString("utf8");
  if (!whole.endsWith("\n")) throw new Error("The file ends in the middle of a line.");
  const lines = whole
    .slice(0, -1)
    .split("\n")
    .map((line, index) => {
      const value = JSON.parse(line) as { type?: string };
      const schema = Object.entries(LINES).find(([type]) => type === value.type)?.[1];
      if (schema === undefined) throw new Error(`Line ${index + 1} is of no known type: ${line}`);
      return schema.parse(value);
    });
  const [first, last] = [lines[0], lines.at(-1)];
  if (first?.type !== "export" || last?.type !== "end" || last.lines !== lines.length) {
    throw new Error(`The file is not whole: ${JSON.stringify([first, last])}, ${lines.length} lines.`);
  }
  return lines;
}

/** The lines of one type. */
export function linesOf<Type extends LineType>(lines: readonly Line[], type: Type): Line<Type>[] {
  return lines.filter((line): line is Line<Type> => line.type === type);
}
