/** A message as a function of the database hands it on: its row as JSON. */
import type { JsonValue, MentionScope, MessageRow } from "../domain/rows.ts";

export interface StoredMessage {
  readonly id: string;
  readonly conversation_id: string;
  readonly seq: number;
  readonly changed_seq: number;
  readonly sender_id: string;
  readonly client_key: string;
  readonly body: string;
  readonly created_at: string;
  readonly edited_at: string | null;
  readonly deleted_at: string | null;
  readonly deletion_reason: string | null;
  readonly reaction_emojis: string[] | null;
  readonly reaction_counts: number[] | null;
  readonly pinned_seq: number | null;
  readonly mention_scope: MentionScope | null;
  readonly content: JsonValue;
  readonly attachments: JsonValue;
  readonly reply_to_id: string | null;
  readonly thread_root_id: string | null;
  readonly forwarded_id: string | null;
  readonly forwarded_sender_id: string | null;
  readonly forwarded_at: string | null;
  readonly reply_count: number;
  readonly last_reply_at: string | null;
}

export function fromStored(stored: StoredMessage): MessageRow {
  return {
    id: stored.id,
    conversationId: stored.conversation_id,
    seq: stored.seq,
    changedSeq: stored.changed_seq,
    senderId: stored.sender_id,
    clientKey: stored.client_key,
    body: stored.body,
    createdAt: new Date(stored.created_at),
    editedAt: dateOf(stored.edited_at),
    deletedAt: dateOf(stored.deleted_at),
    deletionReason: stored.deletion_reason,
    reactionEmojis: stored.reaction_emojis ?? [],
    reactionCounts: stored.reaction_counts ?? [],
    pinnedSeq: stored.pinned_seq,
    mentionScope: stored.mention_scope,
    content: stored.content,
    attachments: stored.attachments,
    replyToId: stored.reply_to_id,
    threadRootId: stored.thread_root_id,
    forwardedId: stored.forwarded_id,
    forwardedSenderId: stored.forwarded_sender_id,
    forwardedAt: dateOf(stored.forwarded_at),
    replyCount: stored.reply_count,
    lastReplyAt: dateOf(stored.last_reply_at),
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
