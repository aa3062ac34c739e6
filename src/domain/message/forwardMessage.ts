/** Forwards a message to another conversation, or to the same: a message of the forwarder's that says where it came from. */
import { hashInput } from "../../lib/hash.ts";
import { attachmentIdsOf } from "../attachment/attachment.ts";
import { MessageDeletedError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import { assertText, CLIENT_KEY } from "../text.ts";
import { contentOf } from "./content.ts";
import { loadVisibleMessage } from "./loadVisibleMessage.ts";
import { findWritten, writeMessage } from "./writeMessage.ts";
import type { SentMessage } from "./writeMessage.ts";

export interface ForwardMessageInput {
  readonly messageId: string;
  /** Where to. */
  readonly conversationId: string;
  readonly clientKey: string;
}

/**
 * Copies what the message says now, with its attachments. Who forwards sees it, and may send where it goes. It names nobody
 * there, and is never edited. The same clientKey answers the same message for ever, whatever has become of the forwarded one.
 * Errors: InputValidation, NotFound, MessageDeleted, IdempotencyConflict, MemberSilenced, SlowMode, NotAllowed,
 * PostingRestricted, ContentBlocked.
 */
export async function forwardMessage(
  ports: Ports,
  forwarderId: string,
  input: ForwardMessageInput,
): Promise<SentMessage> {
  const known = await findForwardedMessage(ports, forwarderId, input);
  if (known !== null) return known;

  const { message } = await loadVisibleMessage(ports.db, forwarderId, input.messageId);
  if (message.deletedAt !== null) throw new MessageDeletedError();

  const content = contentOf(message);
  const attachmentIds = attachmentIdsOf(message);
  return writeMessage(ports, {
    ...keyOf(forwarderId, input),
    body: message.body,
    extras: {
      ...(content !== null && { content }),
      ...(attachmentIds.length > 0 && { attachmentIds, attachmentsOfId: message.id }),
      forwardedId: message.forwardedId ?? message.id,
      forwardedSenderId: message.forwardedSenderId ?? message.senderId,
      forwardedAt: message.forwardedAt ?? message.createdAt,
    },
    mentionedUsernames: [],
  });
}

/** What this clientKey forwarded before; null when nothing. Writes nothing. Errors: InputValidation, IdempotencyConflict. */
export async function findForwardedMessage(
  ports: Ports,
  forwarderId: string,
  input: ForwardMessageInput,
): Promise<SentMessage | null> {
  return findWritten(ports, keyOf(forwarderId, input));
}

function keyOf(senderId: string, { conversationId, messageId, clientKey }: ForwardMessageInput) {
  return {
    conversationId,
    senderId,
    clientKey: assertText("clientKey", clientKey, CLIENT_KEY),
    inputHash: hashInput(["forward", messageId]),
  };
}
