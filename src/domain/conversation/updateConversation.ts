/** Changes what a conversation is called, how it looks, and its rules. */
import { isDeepStrictEqual } from "node:util";
import { ATTACHMENTS_MAX } from "../attachment/attachment.ts";
import { awaitAvatar, keepAvatar, wantedAvatar } from "../attachment/avatar.ts";
import { loadOwnAttachment } from "../attachment/loadOwnAttachment.ts";
import type { Avatar, AvatarInput } from "../attachment/avatar.ts";
import { recordAct } from "../audit/recordAct.ts";
import { assertCustomData } from "../customData.ts";
import type { CustomData } from "../customData.ts";
import { InputValidationError, NotFoundError } from "../errors.ts";
import { addJob } from "../job/addJob.ts";
import { loadMemberInside } from "../member/loadMemberInside.ts";
import type { ConversationWrite, Ports } from "../ports.ts";
import type {
  AttachmentKind,
  ConversationRow,
  ConversationVisibility,
  HistoryVisibility,
  PostingPolicy,
} from "../rows.ts";
import { assertText, DESCRIPTION, TITLE } from "../text.ts";
import { assertCanUpdateConversation } from "./policy.ts";
import { recordRules } from "./recordRules.ts";

/** Messages from before they joined that new members may be shown, where it is a number: each joining looks so far back. */
export const HISTORY_LAST_N_MAX = 1_000;

/** Six hours. */
export const SLOW_MODE_SECONDS_MAX = 21_600;

/** Thirty days. */
export const EDIT_WINDOW_SECONDS_MAX = 2_592_000;

const INT_MAX = 2_147_483_647;

/** A hundred years. */
export const RETENTION_DAYS_MAX = 36_500;

/** What is absent stays as it is. */
export interface UpdateConversationInput extends AvatarInput {
  readonly conversationId: string;
  readonly title?: string | undefined;
  /** Null or an empty text removes it. */
  readonly description?: string | null | undefined;
  readonly postingPolicy?: PostingPolicy | undefined;
  /** PUBLIC: a channel only. */
  readonly visibility?: ConversationVisibility | undefined;
  /** For those who join from now on. */
  readonly historyVisibility?: HistoryVisibility | undefined;
  /** With LAST_N: 1 to 1,000. */
  readonly historyLastN?: number | undefined;
  /** 0 to 21,600; 0 turns it off. */
  readonly slowModeSeconds?: number | undefined;
  /** 0 to 2,592,000; 0 is for ever. */
  readonly editWindowSeconds?: number | undefined;
  /** 0 to 30 attachments of a message. */
  readonly attachmentsMax?: number | undefined;
  /** Of each; 0: as many as the server takes. */
  readonly attachmentBytesMax?: number | undefined;
  /** Empty: all. */
  readonly attachmentKinds?: readonly AttachmentKind[] | undefined;
  /** 0 to 36,500; 0: as long as the server keeps messages. */
  readonly retentionDays?: number | undefined;
  /** An object, see customData.ts; null or an empty one removes it. */
  readonly customData?: unknown;
}

/**
 * Sets what is given; when that changes nothing, nothing happens. Waits for an upload that is looked at, for ten seconds at
 * most. Errors: InputValidation, NotFound, NotAllowed; of an upload AttachmentNotReady, AttachmentRefused.
 */
export async function updateConversation(
  ports: Ports,
  updaterId: string,
  input: UpdateConversationInput,
): Promise<ConversationRow> {
  const fields = wantedFields(input);
  const wanted: Wanted = { ...fields, ...(await wantedPicture(ports, updaterId, input)) };
  const { avatarAttachmentId } = wanted;

  return ports.log.change(input.conversationId, async (write) => {
    const member = await loadMemberInside(write, updaterId);
    assertCanUpdateConversation(write.conversation, member);
    if (wanted.visibility === "PUBLIC" && write.conversation.kind !== "CHANNEL") {
      throw new InputValidationError([{ path: ["visibility"], message: "Only a channel can be public." }]);
    }

    const current = new Map<string, unknown>(Object.entries(write.conversation));
    if (Object.entries(wanted).every(([name, value]) => isDeepStrictEqual(current.get(name), value)))
      return write.conversation;

    const { avatarAttachmentId: replaced } = write.conversation;
    if (avatarAttachmentId != null && avatarAttachmentId !== replaced)
      await keepAvatar(write.tx, updaterId, avatarAttachmentId, replaced);
    const seq = write.nextSeq;
    const row = await write.tx.conversation.update({ where: { id: write.conversation.id }, data: wanted });
    const conversation = { ...row, headSeq: seq };

    write.append(updaterId, { kind: "CONVERSATION_UPDATED", conversation });
    await recordRules(write, updaterId, row, seq);
    await followRetention(write, updaterId, row.retentionDays, seq);
    return conversation;
  });
}

/** Before the lock, for it may wait; so what is looked at here is looked at again behind it. */
async function wantedPicture(
  { db, media }: Ports,
  updaterId: string,
  input: UpdateConversationInput,
): Promise<Partial<Avatar>> {
  const { conversationId, avatarUrl, avatarAttachmentId } = input;
  if (avatarUrl === undefined && avatarAttachmentId === undefined) return {};
  const member = await db.member.findUnique({
    where: { conversationId_userId: { conversationId, userId: updaterId }, removedSeq: null },
    include: { conversation: true },
  });
  const current = member?.conversation.avatarAttachmentId ?? null;
  // It may be another one's, who has given it to the conversation. Else one that is not there answers alike for everybody.
  const isNew = avatarAttachmentId != null && avatarAttachmentId !== current;
  if (isNew) await loadOwnAttachment(db, updaterId, avatarAttachmentId);
  if (member === null) throw new NotFoundError("Conversation");
  assertCanUpdateConversation(member.conversation, member);

  const wanted = wantedAvatar(input, member.conversation, media);
  if (isNew) await awaitAvatar(db, updaterId, avatarAttachmentId);
  return wanted;
}

/** An act of moderation: it removes what others have said. */
async function followRetention(
  { tx, now, conversation }: ConversationWrite,
  actorId: string,
  retentionDays: number,
  seq: number,
): Promise<void> {
  const { id: conversationId, retentionDays: previousRetentionDays } = conversation;
  if (retentionDays === previousRetentionDays) return;
  const act = { act: "RETENTION_CHANGED", retentionDays, previousRetentionDays } as const;
  await recordAct(tx, now, { ...act, conversationId, actorId, seq });
  if (retentionDays > 0) await addJob(tx, { name: "removeExpiredMessages", key: conversationId });
}

type Wanted = Partial<Omit<ConversationRow, "customData">> & { readonly customData?: CustomData };

function wantedFields(input: UpdateConversationInput): Wanted {
  const { title, description, postingPolicy, visibility, historyVisibility } = input;
  const { historyLastN, slowModeSeconds, editWindowSeconds, retentionDays, customData } = input;
  const { attachmentsMax, attachmentBytesMax, attachmentKinds } = input;
  const text = description == null ? description : assertText("description", description, DESCRIPTION);
  return {
    ...(title !== undefined && { title: assertText("title", title, TITLE) }),
    ...(text !== undefined && { description: text === "" ? null : text }),
    ...(postingPolicy !== undefined && { postingPolicy }),
    ...(visibility !== undefined && { visibility }),
    ...(historyVisibility !== undefined && { historyVisibility }),
    ...(historyLastN !== undefined && {
      historyLastN: assertWithin("historyLastN", historyLastN, 1, HISTORY_LAST_N_MAX),
    }),
    ...(slowModeSeconds !== undefined && {
      slowModeSeconds: assertWithin("slowModeSeconds", slowModeSeconds, 0, SLOW_MODE_SECONDS_MAX),
    }),
    ...(editWindowSeconds !== undefined && {
      editWindowSeconds: assertWithin("editWindowSeconds", editWindowSeconds, 0, EDIT_WINDOW_SECONDS_MAX),
    }),
    ...(attachmentsMax !== undefined && {
      attachmentsMax: assertWithin("attachmentsMax", attachmentsMax, 0, ATTACHMENTS_MAX),
    }),
    ...(attachmentBytesMax !== undefined && {
      attachmentBytesMax: assertWithin("attachmentBytesMax", attachmentBytesMax, 0, INT_MAX),
    }),
    // In one order, so that the same ones are the same.
    ...(attachmentKinds !== undefined && { attachmentKinds: [...new Set(attachmentKinds)].toSorted() }),
    ...(retentionDays !== undefined && {
      retentionDays: assertWithin("retentionDays", retentionDays, 0, RETENTION_DAYS_MAX),
    }),
    ...(customData !== undefined && { customData: assertCustomData("customData", customData ?? {}) }),
  };
}

function assertWithin(path: string, value: number, min: number, max: number): number {
  if (value >= min && value <= max) return value;
  throw new InputValidationError([{ path: [path], message: `It is not from ${min} to ${max}.` }]);
}
