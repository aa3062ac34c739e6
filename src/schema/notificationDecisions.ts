/** What was decided of the viewer's messages: whether they were notified, and why not. */
import DataLoader from "dataloader";
import { ownDecisions } from "../domain/notification/decisions.ts";
import { REASONS } from "../domain/notification/reasons.ts";
import type { Db, NotificationRow } from "../domain/rows.ts";
import { isUuid } from "../lib/ids.ts";
import { viewerIdOrNone, viewerOf } from "./access.ts";
import { builder, nodeType } from "./builder.ts";
import { Message } from "./message.ts";
import { uuidsOf } from "./nodeRows.ts";
import { pageCost, resolvePage } from "./page.ts";
import type { PageOrder } from "./page.ts";
import { forwardPageArgs } from "./pageArgs.ts";
import { perExecution } from "./perExecution.ts";
import { Viewer } from "./viewer.ts";

const NotificationState = builder.enumType("NotificationState", {
  description: "Whether somebody is notified of a message.",
  values: {
    WAITING: { description: "It waits: for a device in use to read it first, or for the provider." },
    SENT: { description: "A provider has taken it for at least one device." },
    SUPPRESSED: { description: "Something speaks against it." },
    FAILED: { description: "It was to be sent, and could not be." },
  } as const,
});

const NotificationReason = builder.enumType("NotificationReason", {
  description: "Why somebody is not notified of a message: the first that holds.",
  values: reasonValues(),
});

function reasonValues() {
  const names = Object.keys(REASONS) as (keyof typeof REASONS)[];
  return Object.fromEntries(names.map((name) => [name, { description: REASONS[name] }])) as {
    [Name in keyof typeof REASONS]: { readonly description: string };
  };
}

export const NotificationDecision = builder.objectRef<NotificationRow>("NotificationDecision");

builder.node(NotificationDecision, {
  name: nodeType("NotificationDecision"),
  description:
    "Whether the viewer is notified of a message, and if not, why not. Kept for a week, seen by nobody else.",
  id: { description: "Global id.", resolve: ({ messageId }) => messageId },
  loadManyWithoutCache: (ids, context) => findDecisions(context.db, viewerIdOrNone(context), ids),
  fields: (t) => ({
    message: t.field({
      type: Message,
      nullable: true,
      description: "Which message; null where the viewer may not see it any more.",
      extensions: { perViewer: true },
      resolve: ({ messageId }, _args, context) => context.loaders.message.load(messageId),
    }),
    state: t.expose("state", { type: NotificationState, description: "Whether they are." }),
    reason: t.expose("reason", {
      type: NotificationReason,
      nullable: true,
      description: "Why not; null while it waits, and when it was sent.",
    }),
    explanation: t.string({
      nullable: true,
      description: "The reason in a sentence, in English; null where there is none.",
      resolve: ({ reason }) => (reason === null ? null : REASONS[reason]),
    }),
    decidedAt: t.expose("decidedAt", { type: "DateTime", description: "When that was decided." }),
  }),
});

const NotificationDecisionConnection = builder.connectionObject(
  { type: NotificationDecision, name: "NotificationDecisionConnection", description: "A page of decisions." },
  { name: "NotificationDecisionEdge", description: "A decision in a list." },
);

/** Ids of messages are made in the order of time. */
const newestFirst = (userId: string): PageOrder<NotificationRow, string> => ({
  name: "notificationDecisions",
  owner: userId,
  toParts: ({ messageId }) => [messageId],
  fromParts: ([id = "", ...rest]) => (isUuid(id) && rest.length === 0 ? id : null),
});

builder.objectField(Viewer, "notificationDecisions", (t) =>
  t.field({
    type: NotificationDecisionConnection,
    description:
      "Whether they were notified of messages of the last week, the newest first. There is none of messages that came when no device was registered and no mail was wanted.",
    args: forwardPageArgs,
    extensions: { perViewer: true },
    complexity: pageCost,
    resolve: (_viewer, args, context) => {
      const { userId } = viewerOf(context);
      return resolvePage(args, newestFirst(userId), ({ after, limit }) =>
        context.db.notification.findMany({
          where: { ...ownDecisions(userId), ...(after !== null && { messageId: { lt: after } }) },
          orderBy: { messageId: "desc" },
          take: limit,
        }),
      );
    },
  }),
);

builder.objectField(Message, "notificationDecision", (t) =>
  t.field({
    type: NotificationDecision,
    nullable: true,
    description:
      "Whether the viewer is notified of it, and why not. Null for their own, for one of more than a week ago, and where no device was registered and no mail was wanted.",
    extensions: { perViewer: true },
    resolve: (message, _args, context) => decisionsOf(context).load(message.id),
  }),
);

/** By message id. */
const decisionsOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader((ids: readonly string[]) => findDecisions(context.db, viewerId, ids));
});

async function findDecisions(db: Db, userId: string, messageIds: readonly string[]) {
  const rows = await db.notification.findMany({
    where: { ...ownDecisions(userId), messageId: { in: uuidsOf(messageIds) } },
  });
  const found = new Map(rows.map((row) => [row.messageId, row]));
  return messageIds.map((id) => found.get(id) ?? null);
}
