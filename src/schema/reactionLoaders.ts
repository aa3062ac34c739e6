/** Reads who has reacted, for many messages at once: a page of history with its reactions costs one statement. */
import DataLoader from "dataloader";
import type { MessageView } from "../domain/message/policy.ts";
import type { Db, ProfileRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { perExecution, perPage } from "./perExecution.ts";
import { askerIdOf, isMember } from "./receiptLoaders.ts";

/** A person, and the position of the event with which they reacted. */
export type Reactor = ProfileRow & { readonly reactedSeq: number };

/** What the pages of several emoji share when one statement reads them. */
export interface ReactorsPage {
  readonly after: number | null;
  readonly limit: number;
}

interface Asked {
  readonly message: MessageView;
  readonly emoji: string;
}

/** For an emoji of a message whose asker may see who has reacted; finds nobody where the asker is no member now. */
export const reactorsOf = perPage(
  (context, page: ReactorsPage) =>
    new DataLoader((asked: readonly Asked[]) => findReactors(context.db, askerIdOf(context), asked, page), {
      cacheKeyFn: keyOf,
    }),
);

/** The viewer's own emoji, by message id. */
export const viewerReactionsOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader((messageIds: readonly string[]) => findOwn(context.db, viewerId, messageIds));
});

function keyOf({ message, emoji }: Asked): string {
  return `${message.id} ${emoji}`;
}

async function findReactors(
  db: Db,
  askerId: string | null,
  asked: readonly Asked[],
  page: ReactorsPage,
): Promise<Reactor[][]> {
  const rows = await db.$queryRaw<(Reactor & { messageId: string; emoji: string })[]>`
    WITH wanted AS (
      SELECT * FROM unnest(
        ${asked.map(({ message }) => message.id)}::uuid[],
        ${asked.map(({ message }) => message.conversationId)}::uuid[],
        ${asked.map(({ emoji }) => emoji)}::text[]
      ) AS w(message_id, conversation_id, emoji)
    )
    SELECT wanted.message_id AS "messageId", wanted.emoji, r.seq AS "reactedSeq", u.id, u.username,
           u.display_name AS "displayName", u.avatar_url AS "avatarUrl",
           u.avatar_attachment_id AS "avatarAttachmentId", u.about, u.created_at AS "createdAt"
    FROM wanted
    CROSS JOIN LATERAL (
      SELECT * FROM reaction
      WHERE reaction.message_id = wanted.message_id AND reaction.emoji = wanted.emoji
        AND reaction.seq > ${page.after ?? 0}::int
      ORDER BY reaction.seq
      LIMIT ${page.limit}
    ) r
    JOIN "user" u ON u.id = r.user_id
    WHERE ${isMember(askerId)}
    ORDER BY r.seq`;
  const found = Map.groupBy(rows, ({ messageId, emoji }) => `${messageId} ${emoji}`);
  return asked.map((each) => found.get(keyOf(each)) ?? []);
}

async function findOwn(
  db: Db,
  viewerId: string,
  messageIds: readonly string[],
): Promise<ReadonlySet<string>[]> {
  const rows = await db.reaction.findMany({
    where: { userId: viewerId, messageId: { in: [...messageIds] } },
    select: { messageId: true, emoji: true },
  });
  const found = Map.groupBy(rows, ({ messageId }) => messageId);
  return messageIds.map((id) => new Set(found.get(id)?.map(({ emoji }) => emoji)));
}
