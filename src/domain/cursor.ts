/**
 * Stream cursors: opaque to clients, inside the epoch of the history and a place in it.
 *
 * A conversation's place is a seq. The inbox's place is a transaction horizon: every event written by a transaction
 * older than it has been delivered.
 */
import { badRequest } from "./errors.ts";
import { isUuid } from "../lib/ids.ts";

export interface ConversationCursor {
  readonly epoch: string;
  readonly conversationId: string;
  readonly seq: number;
}

export interface InboxCursor {
  readonly epoch: string;
  readonly userId: string;
  /** `pg_snapshot_xmin` of the snapshot the cursor was made in. */
  readonly horizon: bigint;
}

/** PostgreSQL's and GraphQL's largest integer. */
export const SEQ_MAX = 2 ** 31 - 1;
const XID_MAX = 2n ** 64n - 1n;

export function encodeConversationCursor(cursor: ConversationCursor): string {
  return encode(["c", cursor.epoch, cursor.conversationId, String(cursor.seq)]);
}

export function encodeInboxCursor(cursor: InboxCursor): string {
  return encode(["i", cursor.epoch, cursor.userId, String(cursor.horizon)]);
}

/** Throws BAD_REQUEST for a cursor that is broken, of another kind, or of another conversation. */
export function decodeConversationCursor(text: string, conversationId: string): ConversationCursor {
  const [kind, epoch, id, seq, ...rest] = decode(text);
  if (kind !== "c" || rest.length > 0 || epoch === undefined || !isUuid(epoch)) throw broken();
  if (id !== conversationId) throw badRequest("This cursor belongs to another conversation.");
  if (seq === undefined || !/^\d{1,10}$/.test(seq) || Number(seq) > SEQ_MAX) throw broken();
  return { epoch, conversationId, seq: Number(seq) };
}

/** Throws BAD_REQUEST for a cursor that is broken, of another kind, or of another user. */
export function decodeInboxCursor(text: string, userId: string): InboxCursor {
  const [kind, epoch, id, horizon, ...rest] = decode(text);
  if (kind !== "i" || rest.length > 0 || epoch === undefined || !isUuid(epoch)) throw broken();
  if (id !== userId) throw badRequest("This cursor belongs to another user.");
  if (horizon === undefined || !/^\d{1,20}$/.test(horizon) || BigInt(horizon) > XID_MAX) throw broken();
  return { epoch, userId, horizon: BigInt(horizon) };
}

function encode(parts: readonly string[]): string {
  return Buffer.from(parts.join(":"), "utf8").toString("base64url");
}

function decode(text: string): string[] {
  return Buffer.from(text, "base64url").toString("utf8").split(":");
}

function broken(): Error {
  return badRequest("This is not a cursor of this stream.");
}
