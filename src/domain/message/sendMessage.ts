/** Sends a message: the one write that everything else in Parley waits for. */
import { hashInput } from "../../lib/hash.ts";
import { assertAttachmentIds } from "../attachment/assertAttachmentIds.ts";
import { InputValidationError } from "../errors.ts";
import type { MessageExtras, NewMessage, Ports } from "../ports.ts";
import { assertText, BODY, CLIENT_KEY } from "../text.ts";
import { assertContent, isOfKnownType, unknownType } from "./content.ts";
import type { ContentInput } from "./content.ts";
import { mentionedUsernames, mentionScopeOf } from "./mentions.ts";
import { findWritten, writeMessage } from "./writeMessage.ts";
import type { SentMessage } from "./writeMessage.ts";

/** With words, attachments, content, or several of them. */
export interface SendMessageInput {
  readonly conversationId: string;
  readonly clientKey: string;
  readonly body?: string | null | undefined;
  readonly content?: ContentInput | null | undefined;
  /** The sender's own, uploaded; in the order in which they are shown. */
  readonly attachmentIds?: readonly string[] | null | undefined;
  /** A message of the same conversation that this one answers. */
  readonly replyToId?: string | null | undefined;
  /** The root of the thread that this one goes into; none that is in a thread itself. */
  readonly threadRootId?: string | null | undefined;
}

/**
 * Sends `input` as `senderId`; durable when it resolves. The same clientKey answers the same message for ever.
 *
 * The four paragraphs of the write (load and assert, dedupe, write, append the event) stand in the SQL function
 * `send_messages`, because they have to happen in one round trip under the conversation's lock.
 * Errors: InputValidation, NotFound, AttachmentNotReady, AttachmentRefused, AttachmentLimit, IdempotencyConflict, MemberSilenced, SlowMode, NotAllowed,
 * PostingRestricted, ContentBlocked.
 */
export async function sendMessage(
  ports: Ports,
  senderId: string,
  input: SendMessageInput,
): Promise<SentMessage> {
  const message = newMessage(senderId, input);
  const content = message.extras?.content;
  if (content === undefined || isOfKnownType(content, ports.customContentTypes)) {
    return writeMessage(ports, message);
  }
  // Its type may have been known when it was sent first.
  const known = await findWritten(ports, message);
  if (known === null) throw unknownType();
  return known;
}

/** What this clientKey sent before; null when nothing. Writes nothing. Errors: InputValidation, IdempotencyConflict. */
export async function findSentMessage(
  ports: Ports,
  senderId: string,
  input: SendMessageInput,
): Promise<SentMessage | null> {
  return findWritten(ports, newMessage(senderId, input));
}

function newMessage(senderId: string, input: SendMessageInput): NewMessage {
  const { conversationId, replyToId, threadRootId } = input;
  const clientKey = assertText("clientKey", input.clientKey, CLIENT_KEY);
  const content = input.content == null ? null : assertContent(input.content);
  const attachmentIds = assertAttachmentIds(input.attachmentIds ?? []);
  if (input.body == null && content === null && attachmentIds.length === 0) {
    throw new InputValidationError([
      { path: ["body"], message: "A message has a body, attachments or content." },
    ]);
  }
  const body = input.body == null ? "" : assertText("body", input.body, BODY);
  const extras: MessageExtras = {
    ...(content !== null && { content }),
    ...(attachmentIds.length > 0 && { attachmentIds }),
    ...(replyToId != null && { replyToId }),
    ...(threadRootId != null && { threadRootId }),
  };
  const isPlain = Object.keys(extras).length === 0;
  const mentionScope = mentionScopeOf(body);
  const hasExtras = !isPlain || mentionScope !== null;
  return {
    conversationId,
    senderId,
    clientKey,
    inputHash: hashInput(isPlain ? [body] : [body, extras]),
    body,
    extras: hasExtras ? { ...extras, ...(mentionScope !== null && { mentionScope }) } : null,
    mentionedUsernames: mentionedUsernames(body),
  };
}
