/**
 * The hot statement: sends what waits, for any number of conversations, in one round trip.
 *
 * The four paragraphs (lock, dedupe, rules, write) stand in the SQL function `send_messages`. What was measured and lost,
 * in CPU time of PostgreSQL for each of 32 sends to 32 conversations: the same function in plpgsql with a loop, one call
 * for each conversation (270–330 µs, against 55–70 here); this function planned at each call (120 µs); this one without
 * foreign keys (49 µs, which is not worth their promise). An interactive transaction of four round trips makes 482–795
 * sends/s into one hot conversation, one statement for each send 1,179–2,230. One CTE statement with the membership check
 * inside is wrong: its snapshot is older than the lock it waits for, so a removal that commits meanwhile is not seen.
 * `npm run bench -- send` measures this one.
 */
import pg from "pg";
import { NO_RULES } from "../domain/contentRule/ports.ts";
import type { JudgedMessage, SendRules } from "../domain/contentRule/ports.ts";
import { unavailable } from "../domain/errors.ts";
import type { ConversationEvent } from "../domain/events.ts";
import type { NewMessage, OnCommitted, SendMessage, SendOutcome } from "../domain/ports.ts";
import type { JsonValue, MentionScope, MessageRow } from "../domain/rows.ts";
import { newId } from "../lib/ids.ts";
import { KeptConnections } from "./keptConnections.ts";
import { fromStored } from "./storedMessage.ts";
import type { StoredMessage } from "./storedMessage.ts";
import { attachmentIdsOf, createSendJudge } from "./sendJudge.ts";
import type { Judged } from "./sendJudge.ts";
import { createSendQueue } from "./sendQueue.ts";
import type { Written } from "./sendQueue.ts";
import { toUnavailable } from "./unavailable.ts";

/** Holds its locks for some milliseconds. */
const BATCH_MAX = 64;
/**
 * One takes a few milliseconds; two at a time cost PostgreSQL half as much again for each send, because they are smaller
 * and get into each other's way. A further one is for when one stands at somebody's lock, or when very much waits.
 */
const BATCHES_MAX = 4;
const LATE_AFTER_MS = 20;
/** Batches take so much of the pool at most, and what goes apart and waits for locks as much: half stays everybody's. */
const CONNECTIONS_SHARE = 0.25;
/** Sends that may wait for one conversation on this process, and in all. */
const WAITING_MAX = 2_000;
const WAITING_IN_ALL_MAX = 20_000;
/** A send that waited longer is given back; its sender knows its clientKey. */
const WAIT_MAX_MS = 8_000;
/** Each is a change of rules, or of its sender's role, that was committed while it waited. */
const HOLDS_MAX = 10;

const SEND_MESSAGES = {
  name: "send_messages",
  text: "SELECT outcome, wait_until, id, seq, created_at, mention_scope, quoted, root, attachments FROM send_messages($1, $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::bytea[], $7::text[], $8::jsonb[], $9::uuid[], $10::text[])",
};

const READ_FILENAMES = {
  name: "attachment_filenames",
  text: "SELECT id, filename FROM attachment WHERE id = ANY ($1::uuid[])",
};

interface SentRow {
  readonly outcome: Written["outcome"] | "RULES_CHANGED" | "EXEMPTION_CHANGED";
  /** Of who is silenced, or has to wait. */
  readonly wait_until: Date;
  readonly id: string;
  readonly seq: number;
  readonly created_at: Date;
  readonly mention_scope: MentionScope | null;
  /** What the message refers to, as it was before the batch. */
  readonly quoted: StoredMessage | null;
  readonly root: StoredMessage | null;
  /** What the message shows of its attachments; null for none. */
  readonly attachments: JsonValue;
}

/**
 * Group commit in order of arrival; see sendQueue.ts. `onCommitted` hears of what was written. Messages are judged by `rules`
 * when their batch goes; one that was judged by others than hold there under the lock is judged again, in its place.
 */
export function createSendMessage(
  pool: pg.Pool,
  onCommitted: OnCommitted,
  rules: SendRules = NO_RULES,
): SendMessage {
  const connections = new KeptConnections(pool);
  const judge = createSendJudge(rules);
  const share = Math.max(1, Math.floor(pool.options.max * CONNECTIONS_SHARE));
  const enqueue = createSendQueue({
    batchMax: BATCH_MAX,
    batchesMax: Math.min(BATCHES_MAX, share),
    lateAfterMs: LATE_AFTER_MS,
    apartMax: share,
    waitingMax: WAITING_MAX,
    waitingInAllMax: WAITING_IN_ALL_MAX,
    waitMaxMs: WAIT_MAX_MS,
    holdsMax: HOLDS_MAX,
    onFull: () => unavailable("Too many messages wait to be sent; try again."),
    mayGoSingly,
    write: async (messages, waits) => {
      // Nothing between the last look and the judgement: rules may be learnt at any time.
      for (let nameless = judge.namelessIn(messages); nameless.length > 0;) {
        judge.name(nameless, await readFilenames(connections, nameless.flatMap(attachmentIdsOf)));
        nameless = judge.namelessIn(messages);
      }
      const judged = messages.map(judge.judge);
      const rows = await writeMessages(connections, judged, waits);
      return judge.settle(messages, toOutcomes(judged, rows));
    },
    onWritten: (outcomes) => {
      const events = outcomes.flatMap((each) => (each.outcome === "SENT" ? [toEvent(each)] : []));
      if (events.length > 0) onCommitted(events);
    },
  });
  return async (message) => {
    try {
      return await enqueue(message);
    } catch (error) {
      throw toUnavailable(error);
    }
  };
}

/** Of those that there are: a file keeps its name. */
async function readFilenames(
  connections: KeptConnections,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await connections.query<{ id: string; filename: string }>({
    ...READ_FILENAMES,
    values: [ids],
  });
  return new Map(rows.map(({ id, filename }) => [id, filename]));
}

async function writeMessages(
  connections: KeptConnections,
  messages: readonly JudgedMessage[],
  waits: boolean,
): Promise<SentRow[]> {
  const drafts = messages.map((message) => ({ ...message, id: newId() }));
  const mentions = drafts.flatMap(({ id, mentionedUsernames }) =>
    mentionedUsernames.map((username) => ({ id, username })),
  );
  const values = [
    waits,
    drafts.map((draft) => draft.conversationId),
    drafts.map((draft) => draft.id),
    drafts.map((draft) => draft.senderId),
    drafts.map((draft) => draft.clientKey),
    drafts.map((draft) => Buffer.from(draft.inputHash)),
    drafts.map((draft) => draft.body),
    drafts.some(hasExtras) ? drafts.map(extrasOf) : null,
    mentions.map(({ id }) => id),
    mentions.map(({ username }) => username),
  ];
  return connections.query<SentRow>({ ...SEND_MESSAGES, values });
}

const hasExtras = ({ extras, judgement }: JudgedMessage): boolean => extras !== null || judgement !== null;

/** Null for words alone, where there are no rules. */
function extrasOf(message: JudgedMessage): object | null {
  return hasExtras(message) ? { ...message.extras, ...message.judgement } : null;
}

function toOutcomes(messages: readonly JudgedMessage[], rows: readonly SentRow[]): Judged[] {
  /** Of each thread, how many of this batch there have been. */
  const repliesTo = new Map<string, number>();
  return rows.flatMap((row, index) => {
    const message = messages[index];
    return message === undefined ? [] : [toOutcome(message, row, repliesTo)];
  });
}

function toOutcome(message: JudgedMessage, row: SentRow, repliesTo: Map<string, number>): Judged {
  switch (row.outcome) {
    case "SENT":
      return { outcome: row.outcome, message: toMessage(message, row), related: relatedOf(row, repliesTo) };
    case "DUPLICATE":
      return { outcome: row.outcome, messageId: row.id, seq: row.seq };
    case "SILENCED":
      return { outcome: row.outcome, silencedUntil: row.wait_until };
    case "SLOW_MODE":
      return { outcome: row.outcome, waitUntil: row.wait_until };
    case "CONTENT_BLOCKED":
      return { outcome: row.outcome, reason: message.blockedBy?.reason ?? null };
    // Behind one that is judged again.
    case "HELD":
      return { outcome: row.outcome, until: null };
    case "CONFLICT":
    case "NOT_FOUND":
    case "MESSAGE_NOT_FOUND":
    case "ATTACHMENT_NOT_FOUND":
    case "ATTACHMENT_NOT_READY":
    case "TOO_MANY_ATTACHMENTS":
    case "ATTACHMENT_TOO_LARGE":
    case "ATTACHMENT_KIND":
    case "BLOCKED":
    case "POSTING_RESTRICTED":
    case "LOCKED":
    case "RULES_CHANGED":
    case "EXEMPTION_CHANGED":
      return { outcome: row.outcome };
  }
}

function toMessage(message: NewMessage, row: SentRow): MessageRow {
  return {
    id: row.id,
    conversationId: message.conversationId,
    seq: row.seq,
    changedSeq: row.seq,
    senderId: message.senderId,
    clientKey: message.clientKey,
    body: message.body,
    createdAt: row.created_at,
    editedAt: null,
    deletedAt: null,
    deletionReason: null,
    reactionEmojis: [],
    reactionCounts: [],
    pinnedSeq: null,
    // As the column answers it.
    content: contentOf(message),
    attachments: row.attachments,
    mentionScope: row.mention_scope,
    replyToId: message.extras?.replyToId ?? null,
    threadRootId: message.extras?.threadRootId ?? null,
    forwardedId: message.extras?.forwardedId ?? null,
    forwardedSenderId: message.extras?.forwardedSenderId ?? null,
    forwardedAt: message.extras?.forwardedAt ?? null,
    replyCount: 0,
    lastReplyAt: null,
  };
}

function contentOf({ extras }: NewMessage): JsonValue {
  if (extras?.content === undefined) return null;
  const { content } = extras;
  return "location" in content ? { location: { ...content.location } } : { custom: { ...content.custom } };
}

/** As the message leaves it: a thread's root counts its replies, and is changed by each. */
function relatedOf({ quoted, root, seq, created_at }: SentRow, repliesTo: Map<string, number>): MessageRow[] {
  const related = quoted === null || quoted.id === root?.id ? [] : [fromStored(quoted)];
  if (root === null) return related;
  const replies = (repliesTo.get(root.id) ?? 0) + 1;
  repliesTo.set(root.id, replies);
  const before = fromStored(root);
  const replyCount = before.replyCount + replies;
  return [...related, { ...before, replyCount, changedSeq: seq, lastReplyAt: created_at }];
}

function toEvent({ message, related }: Extract<SendOutcome, { outcome: "SENT" }>): ConversationEvent {
  const { conversationId, seq, senderId, createdAt } = message;
  return {
    kind: "MESSAGE_SENT",
    conversationId,
    seq,
    actorId: senderId,
    occurredAt: createdAt,
    message,
    related,
  };
}

/** PostgreSQL's classes for what concerns all of it, not what was asked: connection, state, resources, shutdown, system. */
const OF_THE_SERVER = /^(08|25|53|57P|58)/;
const LOCK_NOT_AVAILABLE = "55P03";

/** A statement that PostgreSQL refused is rolled back for certain. A lock waited for in vain would be for each alike. */
function mayGoSingly(error: unknown, waited: boolean): boolean {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return false;
  return !OF_THE_SERVER.test(error.code) && !(waited && error.code === LOCK_NOT_AVAILABLE);
}
