/** What counts as unread, said once: for the counts, and for the lists that are filtered by it. */
import { Prisma } from "../storage/generated/prisma/client.ts";
import { isKeptBy } from "./visibleRows.ts";

const KEPT = isKeptBy(Prisma.sql`m.user_id`, Prisma.sql`message`);

/**
 * In SQL: the messages, as `message`, that are unread to the member `m`, whose mark is `k`, or null: neither deleted nor
 * the member's own nor withheld nor hidden, and not in a thread.
 */
export const UNREAD_MESSAGES = Prisma.sql`
  message
  WHERE message.conversation_id = m.conversation_id
    AND message.seq > greatest(k.read_seq, m.visible_from_seq - 1)
    AND message.sender_id <> m.user_id AND message.deleted_at IS NULL
    AND message.thread_root_id IS NULL AND ${KEPT}`;

/**
 * Those of them that mention the member, by name or with everybody, by people whom the member has not blocked. A deleted
 * message mentions nobody.
 */
export const UNREAD_MENTIONS = Prisma.sql`
  (
    SELECT message_id FROM mention
    WHERE user_id = m.user_id AND conversation_id = m.conversation_id
      AND seq > greatest(k.read_seq, m.visible_from_seq - 1)
    UNION
    SELECT message_id FROM broadcast_mention
    WHERE conversation_id = m.conversation_id AND seq > greatest(k.read_seq, m.visible_from_seq - 1)
  ) mentioned
  JOIN message ON message.id = mentioned.message_id
  WHERE message.sender_id <> m.user_id
    AND message.thread_root_id IS NULL AND ${KEPT}
    AND NOT EXISTS (
      SELECT FROM block
      WHERE block.user_id = m.user_id AND block.blocked_id = message.sender_id AND block.blocked_at IS NOT NULL
    )`;
