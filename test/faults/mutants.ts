/**
 * Six ways to be wrong, one of each kind the checker knows, built into a running server around its ports. Each befalls
 * the conversations it is given and no other.
 */
import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import type { Around } from "../../src/around.ts";
import type { ConversationEvent } from "../../src/domain/events.ts";
import type { NewMessage, OnCommitted, SendOutcome } from "../../src/domain/ports.ts";
import type { MessageRow } from "../../src/domain/rows.ts";
import type { Kind } from "./checker.ts";

/** By database id of the conversation. */
export type Befallen = ReadonlyMap<string, Kind>;

/** Every so many sends, one is treated wrongly. */
const EVERY = 10;

export function mutants(befallen: Befallen): Around {
  const is = (kind: Kind, conversationId: string): boolean => befallen.get(conversationId) === kind;
  const newest = new Map<string, MessageRow>();
  let sends = 0;
  let pool: Pool | null = null;
  let publish: OnCommitted = () => undefined;

  /** Acknowledged, and never written. */
  function pretend({ conversationId, clientKey, body }: NewMessage): SendOutcome | null {
    const like = newest.get(conversationId);
    if (like === undefined) return null;
    return {
      outcome: "SENT",
      message: { ...like, id: randomUUID(), clientKey, body, seq: like.seq + 1 },
      related: [],
    };
  }

  return {
    database: (database) => {
      ({ pool } = database);
      return database;
    },

    sendMessage: (send) => async (message) => {
      const { conversationId } = message;
      sends += 1;
      const isUnlucky = sends % EVERY === 0;
      const lost = isUnlucky && is("lost", conversationId) ? pretend(message) : null;
      if (lost !== null) return lost;
      const sent = await send(message);
      if (sent.outcome === "SENT") newest.set(conversationId, sent.message);
      if (isUnlucky && sent.outcome === "SENT" && is("duplicate", conversationId)) {
        await writeAgain(pool, sent.message);
      }
      // Told, although it was refused.
      const before = newest.get(conversationId);
      if (sent.outcome === "SILENCED" && before !== undefined && is("phantom", conversationId)) {
        publish([told({ ...before, ...message, id: randomUUID(), seq: before.seq + 1 })]);
      }
      return sent;
    },

    // The publication of a removal names somebody else, so that the one removed goes on hearing.
    relay: (relay) => {
      publish = (events) =>
        relay(
          events.map((event) =>
            event.kind === "MEMBER_LEFT" && is("leak", event.conversationId)
              ? { ...event, member: { ...event.member, userId: randomUUID() } }
              : event,
          ),
        );
      return publish;
    },

    readEvents: (read) => async (conversationId, afterSeq, limit) => {
      const events = await read(conversationId, afterSeq, limit);
      if (is("hole", conversationId)) return events.filter(({ kind }) => kind !== "MESSAGE_EDITED");
      return is("reordered", conversationId) ? swapped(events) : events;
    },
  };
}

/** A second row under the same clientKey, as without the index that forbids it. */
async function writeAgain(pool: Pool | null, { id, conversationId }: MessageRow): Promise<void> {
  await pool?.query(
    `WITH head AS (
       UPDATE conversation SET head_seq = head_seq + 1, head_xid = pg_current_xact_id() WHERE id = $1 RETURNING head_seq
     ), again AS (
       INSERT INTO message SELECT (jsonb_populate_record(m, jsonb_build_object(
         'id', gen_random_uuid(), 'seq', head_seq, 'changed_seq', head_seq))).*
       FROM message m, head WHERE m.id = $2 RETURNING id, seq, sender_id
     )
     INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
     SELECT $1, seq, 'MESSAGE_SENT', sender_id, jsonb_build_object('messageId', id) FROM again`,
    [conversationId, id],
  );
}

export const ALLOW_DUPLICATES = "DROP INDEX message_sender_id_conversation_id_client_key_key";

function told(message: MessageRow): ConversationEvent {
  const { conversationId, seq, senderId } = message;
  return {
    kind: "MESSAGE_SENT",
    conversationId,
    seq,
    actorId: senderId,
    occurredAt: new Date(),
    message,
    related: [],
  };
}

/** What a member says who was away for it: the two change places where the log is read again. */
export const CHANGES_PLACES = ["to be told second", "to be told first"] as const;

function swapped(page: readonly ConversationEvent[]): ConversationEvent[] {
  const [first, second] = CHANGES_PLACES.map((body) =>
    page.findIndex((event) => event.kind === "MESSAGE_SENT" && event.message.body === body),
  );
  const [one, other] = [page[first ?? -1], page[second ?? -1]];
  if (one === undefined || other === undefined) return [...page];
  return page.map((event) => (event === one ? other : event === other ? one : event));
}
