/** Pages of a message's readers, for many messages at once: a page of history with its readers costs one statement. */
import DataLoader from "dataloader";
import type { MessageView } from "../domain/message/policy.ts";
import type { Db, MemberRow } from "../domain/rows.ts";
import { NO_ID } from "../lib/ids.ts";
import { viewerIdOrNone } from "./access.ts";
import type { MemberPosition } from "./memberPages.ts";
import { perPage } from "./perExecution.ts";
import { isMember } from "./receiptLoaders.ts";

/** What the pages of several messages share when one statement reads them. */
export interface ReadersPage {
  readonly after: MemberPosition | null;
  readonly limit: number;
}

/** For a message its asker may see receipts of; finds none where the asker is no member now. */
export const messageReadersOf = perPage(
  (context, page: ReadersPage) =>
    new DataLoader(
      (messages: readonly MessageView[]) => findReaders(context.db, viewerIdOrNone(context), messages, page),
      { cacheKeyFn: (message) => message.id },
    ),
);

/**
 * Present members who may see the message, have read it and show that to the asker, in the order they joined. Who has
 * read any of the messages is
 * looked up once, and not once for each of them.
 */
async function findReaders(
  db: Db,
  askerId: string,
  messages: readonly MessageView[],
  page: ReadersPage,
): Promise<MemberRow[][]> {
  const after = page.after ?? { joinedSeq: 0, id: NO_ID };
  const rows = await db.$queryRaw<(MemberRow & { messageId: string })[]>`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${messages.map((message) => message.id)}::uuid[], ${messages.map((message) => message.conversationId)}::uuid[],
        ${messages.map((message) => message.seq)}::int[], ${messages.map((message) => message.senderId)}::uuid[]
      ) AS w(id, conversation_id, seq, sender_id)
    ), reader AS MATERIALIZED (
      SELECT member.*, k.receipt_seq, p.who_sees_receipts
      FROM (SELECT conversation_id, min(seq) AS seq FROM wanted GROUP BY conversation_id
            HAVING ${isMember(askerId)}) oldest
      JOIN member_mark k ON k.conversation_id = oldest.conversation_id AND k.receipt_seq >= oldest.seq
      JOIN member ON member.conversation_id = k.conversation_id AND member.user_id = k.user_id
      LEFT JOIN privacy_settings p ON p.user_id = member.user_id
      WHERE member.removed_seq IS NULL
        AND (member.joined_seq, member.id) > (${after.joinedSeq}::int, ${after.id}::uuid)
    )
    SELECT wanted.id AS "messageId", m.id, m.conversation_id AS "conversationId", m.user_id AS "userId",
           m.role::text AS role, m.joined_at AS "joinedAt", m.joined_seq AS "joinedSeq",
           m.visible_from_seq AS "visibleFromSeq", m.removed_seq AS "removedSeq",
           m.silenced_until AS "silencedUntil", m.changed_seq AS "changedSeq"
    FROM wanted
    CROSS JOIN LATERAL (
      SELECT * FROM reader
      WHERE reader.conversation_id = wanted.conversation_id AND reader.receipt_seq >= wanted.seq
        AND reader.visible_from_seq <= wanted.seq AND reader.user_id <> wanted.sender_id
        AND admits(reader.who_sees_receipts, reader.user_id, ${askerId}::uuid)
      ORDER BY reader.joined_seq, reader.id
      LIMIT ${page.limit}
    ) m
    ORDER BY m.joined_seq, m.id`;
  const found = Map.groupBy(rows, (row) => row.messageId);
  return messages.map((message) => found.get(message.id) ?? []);
}
