/** Who is pushed what: people with a device each, and messages of others to them in conversations of two. */
import type { Pool } from "pg";
import { newId } from "../../src/lib/ids.ts";
import type { Person, World } from "../support/world.ts";

/** Conversations of each, with one message in each. */
export const CONVERSATIONS_EACH = 5;

/** About a hundred characters. */
export const bodyOf = (place: number): string =>
  `Message ${place}: shall we meet at one by the fountain, or is two o'clock better for the others?`;

/** One device of each, of FCM. */
export async function registerDevices(pool: Pool, people: readonly Person[]): Promise<void> {
  await pool.query(
    `INSERT INTO device (id, user_id, session_id, platform, provider, token, token_hash, locale, created_at, last_seen_at)
     SELECT gen_random_uuid(), u.id, s.id, 'ANDROID', 'FCM', 'device-' || u.id, sha256(u.id::text::bytea), 'en', now(), now()
     FROM unnest($1::uuid[]) AS u(id) JOIN session s ON s.user_id = u.id`,
    [people.map(({ userId }) => userId)],
  );
}

/** A conversation of two, of whom one sends. */
export interface Chat {
  readonly id: string;
  readonly sender: Person;
}

/** New conversations in place of the last ones: `CONVERSATIONS_EACH` of each receiver, each with another sender. */
export async function makeChats(
  pool: Pool,
  world: World,
  { senders, receivers }: { readonly senders: readonly Person[]; readonly receivers: readonly Person[] },
): Promise<readonly Chat[]> {
  await pool.query("DELETE FROM member");
  await pool.query("UPDATE conversation SET direct_key = NULL");
  const pairs = receivers.flatMap((receiver, place) =>
    Array.from({ length: CONVERSATIONS_EACH }, (_, step) => {
      const sender = senders[(place + step) % senders.length];
      if (sender === undefined) throw new Error("Nobody sends.");
      return { sender, receiver };
    }),
  );
  const ids = await world.makeConversations(
    pairs.map(({ sender, receiver }) => [sender, receiver]),
    "DIRECT",
  );
  await pool.query("VACUUM (ANALYZE)");
  return pairs.map(({ sender }, place) => ({ id: ids[place] ?? "", sender }));
}

/** The first message of each, with its event and head, in one transaction. */
export async function sendToAll(pool: Pool, chats: readonly Chat[]): Promise<void> {
  await pool.query(
    `WITH given AS (
       SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) AS m(id, conversation_id, sender_id, body)
     ), written AS (
       INSERT INTO message (id, conversation_id, seq, changed_seq, sender_id, client_key, input_hash, body)
       SELECT id, conversation_id, 1, 1, sender_id, id::text, '', body FROM given
     ), logged AS (
       INSERT INTO event (conversation_id, seq, kind, actor_id, payload)
       SELECT conversation_id, 1, 'MESSAGE_SENT', sender_id, jsonb_build_object('messageId', id) FROM given
     )
     UPDATE conversation c SET head_seq = 1, head_xid = pg_current_xact_id() FROM given WHERE c.id = given.conversation_id`,
    [
      chats.map(() => newId()),
      chats.map(({ id }) => id),
      chats.map(({ sender }) => sender.userId),
      chats.map((_, place) => bodyOf(place)),
    ],
  );
}
