/** What all peers that deliver have in common: the realistic message, and its one INSERT where a benchmark stores. */
import { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import type { ServerOptions } from "../support/serverModule.ts";

/** As a sender's client words it: peers have no sign-in, so it says itself who it is. */
export interface NewMessage {
  readonly conversationId: string;
  readonly senderId: string;
  readonly body: string;
}

export interface ChatMessage {
  readonly id: string;
  readonly seq: number;
  readonly body: string;
  readonly createdAt: string;
  readonly sender: { readonly id: string; readonly displayName: string; readonly avatarUrl: string };
  readonly conversation: { readonly id: string };
}

/** Numbers messages as they come in; nothing is locked, checked or kept for a retry. */
export function createMessages(): (message: NewMessage) => ChatMessage {
  const heads = new Map<string, number>();
  return ({ conversationId, senderId, body }) => {
    const seq = (heads.get(conversationId) ?? 0) + 1;
    heads.set(conversationId, seq);
    return {
      id: newId(),
      seq,
      body,
      createdAt: new Date().toISOString(),
      sender: {
        id: senderId,
        displayName: "Bench 123",
        avatarUrl: "https://cdn.example.com/avatars/123.png",
      },
      conversation: { id: conversationId },
    };
  };
}

const TABLE = `
  CREATE TABLE IF NOT EXISTS peer_message (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL,
    sender_id uuid NOT NULL,
    seq int NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL
  );
  CREATE INDEX IF NOT EXISTS peer_message_conversation ON peer_message (conversation_id, id)`;

const INSERT = {
  name: "peer_insert",
  text: `INSERT INTO peer_message (id, conversation_id, sender_id, seq, body, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)`,
};

export interface MessageStore extends AsyncDisposable {
  /** Resolves when the message is on the disk; at once where the benchmark does not store. */
  store(message: ChatMessage): Promise<void>;
}

export async function openStore({ databaseUrl, poolMax, isStoring }: ServerOptions): Promise<MessageStore> {
  if (!isStoring) {
    return { store: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const pool = new Pool({ connectionString: databaseUrl, max: poolMax });
  // Several peers start on one database; two CREATEs at a time would trip over each other.
  await pool.query(`SELECT pg_advisory_lock(1); ${TABLE}; SELECT pg_advisory_unlock(1)`);
  return {
    async store({ id, conversation, sender, seq, body, createdAt }) {
      await pool.query({ ...INSERT, values: [id, conversation.id, sender.id, seq, body, createdAt] });
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

export function isNewMessage(value: unknown): value is NewMessage {
  return (
    typeof value === "object" &&
    value !== null &&
    "conversationId" in value &&
    typeof value.conversationId === "string" &&
    "senderId" in value &&
    typeof value.senderId === "string" &&
    "body" in value &&
    typeof value.body === "string"
  );
}

/** The schema that all GraphQL peers serve. */
export const TYPE_DEFS = `
  type User { id: ID! displayName: String! avatarUrl: String }
  type Conversation { id: ID! }
  type Message {
    id: ID!
    seq: Int!
    body: String!
    createdAt: String!
    sender: User!
    conversation: Conversation!
  }
  type Query { messageCount: Int! }
  type Mutation { sendMessage(conversationId: ID!, senderId: ID!, body: String!): Message! }
  type Subscription { messageSent(conversationId: ID!): Message! }
`;
