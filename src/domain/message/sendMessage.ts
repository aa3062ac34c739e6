/** Sends a message: the one write that everything else in Parley waits for. */
import { hashInput } from "../../lib/hash.ts";
import {
  IdempotencyConflictError,
  MemberSilencedError,
  NotFoundError,
  PostingRestrictedError,
} from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MessageRow } from "../rows.ts";
import { assertText, BODY, CLIENT_KEY } from "../text.ts";
import { mentionedUsernames } from "./mentions.ts";

export interface SendMessageInput {
  readonly conversationId: string;
  readonly clientKey: string;
  readonly body: string;
}

export interface SentMessage {
  readonly message: MessageRow;
  /** The clientKey was sent before with this input: nothing was written now. */
  readonly isRepeated: boolean;
}

/**
 * Sends `input` as `senderId`; durable when it resolves. The same clientKey answers the same message for ever.
 *
 * The four paragraphs of the write (load and assert, dedupe, write, append the event) stand in the SQL function
 * `send_messages`, because they have to happen in one round trip under the conversation's lock.
 * Errors: InputValidation, NotFound, IdempotencyConflict, MemberSilenced, PostingRestricted.
 */
export async function sendMessage(
  ports: Ports,
  senderId: string,
  input: SendMessageInput,
): Promise<SentMessage> {
  const { clientKey, body } = assertInput(input);

  const sent = await ports.sendMessage({
    conversationId: input.conversationId,
    senderId,
    clientKey,
    inputHash: hashInput([body]),
    body,
    mentionedUsernames: mentionedUsernames(body),
  });

  switch (sent.outcome) {
    case "SENT":
      return { message: sent.message, isRepeated: false };
    case "DUPLICATE":
      return { message: await loadMessage(ports, sent.messageId), isRepeated: true };
    case "CONFLICT":
      throw new IdempotencyConflictError();
    case "SILENCED":
      throw new MemberSilencedError(sent.silencedUntil);
    case "POSTING_RESTRICTED":
      throw new PostingRestrictedError();
    case "NOT_FOUND":
      throw new NotFoundError("Conversation");
  }
}

/** What this clientKey sent before; null when nothing. Writes nothing. Errors: InputValidation, IdempotencyConflict. */
export async function findSentMessage(
  ports: Ports,
  senderId: string,
  input: SendMessageInput,
): Promise<SentMessage | null> {
  const { clientKey, body } = assertInput(input);
  const { conversationId } = input;
  const known = await ports.db.message.findUnique({
    where: { senderId_conversationId_clientKey: { senderId, conversationId, clientKey } },
  });
  if (known === null) return null;
  if (Buffer.compare(known.inputHash, hashInput([body])) !== 0) throw new IdempotencyConflictError();
  return { message: known, isRepeated: true };
}

function loadMessage(ports: Ports, id: string): Promise<MessageRow> {
  return ports.db.message.findUniqueOrThrow({ where: { id }, omit: { inputHash: true } });
}

function assertInput(input: SendMessageInput): { clientKey: string; body: string } {
  return {
    clientKey: assertText("clientKey", input.clientKey, CLIENT_KEY),
    body: assertText("body", input.body, BODY),
  };
}
