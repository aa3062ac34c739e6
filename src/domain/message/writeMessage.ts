/** Writes a message of whatever kind, and tells of a refusal: the end of every way to send one. */
import { awaitAttachments } from "../attachment/awaitAttachments.ts";
import { AttachmentLimitError, AttachmentNotReadyError } from "../attachment/errors.ts";
import { ContentBlockedError } from "../contentRule/errors.ts";
import {
  IdempotencyConflictError,
  MemberSilencedError,
  NotFoundError,
  PostingRestrictedError,
  SlowModeError,
  NotAllowedError,
} from "../errors.ts";
import type { NewMessage, Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";

export interface SentMessage {
  readonly message: MessageRow;
  /** What it refers to; empty for a repeated one. */
  readonly related: readonly MessageRow[];
  /** The clientKey was sent before with this input: nothing was written now. */
  readonly isRepeated: boolean;
}

/**
 * Waits for attachments that are looked at, ten seconds at most; what is sent meanwhile comes before.
 * Errors: NotFound, AttachmentNotReady, AttachmentRefused, AttachmentLimit, IdempotencyConflict, MemberSilenced, SlowMode, NotAllowed,
 * PostingRestricted, ContentBlocked.
 */
export async function writeMessage(ports: Ports, message: NewMessage): Promise<SentMessage> {
  let sent = await ports.sendMessage(message);
  if (sent.outcome === "ATTACHMENT_NOT_READY") {
    await awaitAttachments(ports.db, message.extras?.attachmentIds ?? []);
    sent = await ports.sendMessage(message);
  }
  switch (sent.outcome) {
    case "SENT":
      return { message: sent.message, related: sent.related, isRepeated: false };
    case "DUPLICATE":
      return repeated(await loadMessage(ports, sent.messageId));
    case "CONFLICT":
      throw new IdempotencyConflictError();
    case "SILENCED":
      throw new MemberSilencedError(sent.silencedUntil);
    case "SLOW_MODE":
      throw new SlowModeError(Math.max(1, sent.waitUntil.getTime() - Date.now()));
    case "CONTENT_BLOCKED":
      throw new ContentBlockedError(sent.reason);
    case "BLOCKED":
      throw new NotAllowedError("You may not write to this conversation.");
    case "POSTING_RESTRICTED":
      throw new PostingRestrictedError();
    case "NOT_FOUND":
      throw new NotFoundError("Conversation");
    case "MESSAGE_NOT_FOUND":
      throw new NotFoundError("Message");
    case "ATTACHMENT_NOT_FOUND":
      throw new NotFoundError("Attachment");
    case "ATTACHMENT_NOT_READY":
      throw new AttachmentNotReadyError();
    case "TOO_MANY_ATTACHMENTS":
      throw new AttachmentLimitError("COUNT");
    case "ATTACHMENT_TOO_LARGE":
      throw new AttachmentLimitError("BYTES");
    case "ATTACHMENT_KIND":
      throw new AttachmentLimitError("KIND");
  }
}

/** What this clientKey has sent before; null when nothing. Writes nothing. Errors: IdempotencyConflict. */
export async function findWritten(
  ports: Ports,
  {
    senderId,
    conversationId,
    clientKey,
    inputHash,
  }: Omit<NewMessage, "body" | "extras" | "mentionedUsernames">,
): Promise<SentMessage | null> {
  const known = await ports.db.message.findUnique({
    where: { senderId_conversationId_clientKey: { senderId, conversationId, clientKey } },
  });
  if (known === null) return null;
  if (Buffer.compare(known.inputHash, inputHash) !== 0) throw new IdempotencyConflictError();
  return repeated(known);
}

function repeated(message: MessageRow): SentMessage {
  return { message, related: [], isRepeated: true };
}

function loadMessage(ports: Ports, id: string): Promise<MessageRow> {
  return ports.db.message.findUniqueOrThrow({ where: { id }, omit: { inputHash: true } });
}
