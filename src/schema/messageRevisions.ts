/** What a message said before it was edited. */
import DataLoader from "dataloader";
import { SEQ_MAX } from "../domain/cursor.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { Db, MessageRevisionRow as RevisionRow } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Message } from "./message.ts";
import { readSeq } from "./messagePages.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perPage } from "./perExecution.ts";

const MessageRevision = builder.prismaObject("MessageRevision", {
  name: nodeType("MessageRevision"),
  description: "What a message said before an edit.",
  fields: (t) => ({
    replacedSeq: t.exposeInt("replacedSeq", { description: "Position of the edit that replaced it." }),
    body: t.exposeString("body", { description: "Markdown, as it was written." }),
    writtenAt: t.expose("writtenAt", { type: "DateTime", description: "When it was written." }),
  }),
});

builder.nodeRef(MessageRevision, {
  id: {
    description: "Global id.",
    resolve: (revision: RevisionRow) => `${revision.messageId}:${revision.replacedSeq}`,
  },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map((id) => findRevision(context, id))),
});

/** Whoever sees a message's content sees what it said before. */
async function findRevision(context: Context, id: string): Promise<RevisionRow | null> {
  const [messageId = "", seqText = ""] = id.split(":");
  if (!isUuid(messageId) || !/^[1-9]\d{0,9}$/.test(seqText) || Number(seqText) > SEQ_MAX) return null;
  const replacedSeq = Number(seqText);
  const message = await context.loaders.message.load(messageId);
  // None newer than the copy that they may see: by now they may be no member any more.
  if (message === null || message.isWithheld || replacedSeq > message.changedSeq) return null;
  return context.db.messageRevision.findUnique({
    where: { messageId_replacedSeq: { messageId, replacedSeq } },
  });
}

const MessageRevisionConnection = builder.connectionObject(
  { type: MessageRevision, name: "MessageRevisionConnection", description: "A page of earlier bodies." },
  { name: "MessageRevisionEdge", description: "An earlier body in a list." },
);

function byReplacedSeq(messageId: string): PageOrder<{ readonly replacedSeq: number }, number> {
  return { name: "revisions", owner: messageId, toParts: (row) => [row.replacedSeq], fromParts: readSeq };
}

builder.objectField(Message, "revisions", (t) =>
  t.field({
    type: MessageRevisionConnection,
    description: "What it said before each edit, oldest first; empty when deleted or withheld.",
    args: forwardPageArgs,
    complexity: pageCost,
    resolve: (message, args, context) =>
      resolvePage(args, byReplacedSeq(message.id), async ({ after, limit }) =>
        message.isWithheld || message.editedAt === null
          ? []
          : revisionsOf(context, { after, limit }).load(message),
      ),
  }),
);

interface RevisionsPage {
  readonly after: number | null;
  readonly limit: number;
}

/** Of many messages at once: a page of history with what each said before costs one statement. */
const revisionsOf = perPage(
  (context, page: RevisionsPage) =>
    new DataLoader((messages: readonly MessageView[]) => findRevisions(context.db, messages, page), {
      cacheKeyFn: ({ id, changedSeq }) => `${id} ${changedSeq}`,
    }),
);

/** None newer than the copy of the message that is being answered: who was handed it may see that one only. */
async function findRevisions(
  db: Db,
  messages: readonly MessageView[],
  { after, limit }: RevisionsPage,
): Promise<RevisionRow[][]> {
  const rows = await db.$queryRaw<(RevisionRow & { place: number })[]>`
    SELECT wanted.place::int AS place, r.message_id AS "messageId", r.replaced_seq AS "replacedSeq", r.body,
           r.written_at AS "writtenAt"
    FROM unnest(
      ${messages.map(({ id }) => id)}::uuid[], ${messages.map(({ changedSeq }) => changedSeq)}::int[]
    ) WITH ORDINALITY AS wanted(message_id, changed_seq, place)
    CROSS JOIN LATERAL (
      SELECT * FROM message_revision
      WHERE message_id = wanted.message_id AND replaced_seq > ${after ?? 0}::int AND replaced_seq <= wanted.changed_seq
      ORDER BY replaced_seq
      LIMIT ${limit}
    ) r
    ORDER BY r.replaced_seq`;
  const found = Map.groupBy(rows, ({ place }) => place);
  return messages.map((_message, index) => found.get(index + 1) ?? []);
}
