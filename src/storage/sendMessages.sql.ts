/**
 * The hot statement: sends everything that waits for one conversation, in one round trip.
 *
 * The four paragraphs (lock, dedupe, rules, write) stand in the SQL function `send_messages`. What was measured and lost:
 * an interactive transaction of four round trips (482–795 msg/s into one hot conversation, against 1,179–2,230 here);
 * one CTE statement with the membership check inside (its snapshot is older than the lock it waits for, so a removal
 * that commits meanwhile is not seen). `npm run bench -- send` measures this one.
 */
import type { Pool } from "pg";
import { unavailable } from "../domain/errors.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { NewMessage, OnCommitted, SendMessage, SendOutcome } from "../domain/ports.ts";
import type { MessageRow } from "../domain/rows.ts";
import { createBatcher } from "../lib/batcher.ts";
import { newId } from "../lib/ids.ts";
import { toUnavailable } from "./unavailable.ts";

/** Holds the lock for some ten milliseconds at most. */
const BATCH_MAX = 64;
/** Sends that may wait for one conversation on this process. */
const WAITING_MAX = 2_000;
/** A send that waited longer behind a lock is given back; its sender knows its clientKey. */
const WAIT_MAX_MS = 8_000;

const SEND_MESSAGES = {
  name: "send_messages",
  text: "SELECT * FROM send_messages($1::uuid, $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[])",
};

interface SentRow {
  readonly outcome: "SENT" | "DUPLICATE" | "CONFLICT" | "NOT_FOUND" | "SILENCED" | "POSTING_RESTRICTED";
  readonly silenced_until: Date;
  readonly id: string;
  readonly seq: number;
  readonly changed_seq: number;
  readonly sender_id: string;
  readonly client_key: string;
  readonly body: string;
  readonly created_at: Date;
  readonly edited_at: Date | null;
  readonly deleted_at: Date | null;
}

/** Group commit per conversation: one batch under way, in order of arrival. `onCommitted` hears of what was written. */
export function createSendMessage(pool: Pool, onCommitted: OnCommitted): SendMessage {
  const enqueue = createBatcher<NewMessage, SendOutcome>({
    batchMax: BATCH_MAX,
    waitingMax: WAITING_MAX,
    waitMaxMs: WAIT_MAX_MS,
    onFull: () => unavailable("Too many messages wait for this conversation; try again."),
    run: (conversationId, messages) => sendBatch(pool, conversationId, messages, onCommitted),
  });
  return (message) => enqueue(message.conversationId, message);
}

async function sendBatch(
  pool: Pool,
  conversationId: string,
  messages: readonly NewMessage[],
  onCommitted: OnCommitted,
): Promise<SendOutcome[]> {
  const values = [
    conversationId,
    messages.map(() => newId()),
    messages.map((message) => message.senderId),
    messages.map((message) => message.clientKey),
    messages.map((message) => Buffer.from(message.inputHash)),
    messages.map((message) => message.body),
  ];
  let rows: SentRow[];
  try {
    rows = (await pool.query<SentRow>({ ...SEND_MESSAGES, values })).rows;
  } catch (error) {
    throw toUnavailable(error);
  }
  const outcomes = rows.map((row) => toOutcome(conversationId, row));
  const events = outcomes.flatMap((outcome) =>
    outcome.outcome === "SENT" ? [toEvent(outcome.message)] : [],
  );
  if (events.length > 0) onCommitted(events);
  return outcomes;
}

function toOutcome(conversationId: string, row: SentRow): SendOutcome {
  switch (row.outcome) {
    case "SENT":
    case "DUPLICATE":
    case "CONFLICT":
      return { outcome: row.outcome, message: toMessage(conversationId, row) };
    case "SILENCED":
      return { outcome: row.outcome, silencedUntil: row.silenced_until };
    case "NOT_FOUND":
    case "POSTING_RESTRICTED":
      return { outcome: row.outcome };
  }
}

function toMessage(conversationId: string, row: SentRow): MessageRow {
  return {
    id: row.id,
    conversationId,
    seq: row.seq,
    changedSeq: row.changed_seq,
    senderId: row.sender_id,
    clientKey: row.client_key,
    body: row.body,
    createdAt: row.created_at,
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
  };
}

function toEvent(message: MessageRow): ConversationEvent {
  return {
    kind: "MESSAGE_SENT",
    conversationId: message.conversationId,
    seq: message.seq,
    actorId: message.senderId,
    occurredAt: message.createdAt,
    message,
  };
}
