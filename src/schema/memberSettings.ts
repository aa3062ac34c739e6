/** What a member has set for themselves in a conversation: seen by the viewer, of their own membership. */
import DataLoader from "dataloader";
import type { Db, MemberRow, MemberSettingRow } from "../domain/rows.ts";
import type { OwnSettingsItem } from "../domain/settings/ports.ts";
import { Prisma } from "../storage/generated/prisma/client.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { Member } from "./member.ts";
import { perExecution } from "./perExecution.ts";

export const NotificationLevel = builder.enumType("NotificationLevel", {
  description: "Of which messages of a conversation somebody wants to be notified, while it is not muted.",
  values: {
    ALL: { description: "Of every message; so it is at first." },
    MENTIONS: { description: "Of those that mention them." },
    NONE: { description: "Of none." },
  } as const,
});

interface Settings extends Pick<
  MemberSettingRow,
  "notificationLevel" | "mutedUntil" | "isPinned" | "isArchived"
> {
  readonly isHidden: boolean;
}

const AT_FIRST: Settings = {
  notificationLevel: "ALL",
  mutedUntil: null,
  isPinned: false,
  isArchived: false,
  isHidden: false,
};

/** In SQL: whether a conversation that a member may have hidden at this seq is not. Any message that came later shows it. */
export function isShown(conversationId: Prisma.Sql, hiddenSeq: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(${hiddenSeq} IS NULL OR EXISTS (
    SELECT FROM message newer WHERE newer.conversation_id = ${conversationId} AND newer.seq > ${hiddenSeq}
      AND newer.thread_root_id IS NULL
  ))`;
}

builder.prismaObjectFields(Member, (t) => ({
  notificationLevel: t.field({
    type: NotificationLevel,
    nullable: true,
    description:
      "Of which messages the viewer wants to be notified. Null on the membership of somebody else.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findSettings(context, member))?.notificationLevel,
  }),
  mutedUntil: t.field({
    type: "DateTime",
    nullable: true,
    description:
      "Until then the viewer wants to be notified of nothing here; it may have passed. Null when not muted, and on the membership of somebody else.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findSettings(context, member))?.mutedUntil,
  }),
  isPinned: t.boolean({
    nullable: true,
    description:
      "Whether the viewer keeps the conversation on top of their list. Null on the membership of somebody else.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findSettings(context, member))?.isPinned,
  }),
  isArchived: t.boolean({
    nullable: true,
    description:
      "Whether the viewer has put the conversation away, until they take it out again. Null on the membership of somebody else.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findSettings(context, member))?.isArchived,
  }),
  isHidden: t.boolean({
    nullable: true,
    description:
      "Whether the viewer has hidden the conversation from their list and no message has come since: with the next `MessageSent` it is not hidden any more. Null on the membership of somebody else.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findSettings(context, member))?.isHidden,
  }),
}));

export const ViewerConversationSettingsChanged = builder
  .objectRef<OwnSettingsItem>("ViewerConversationSettingsChanged")
  .implement({
    extensions: { perViewer: true },
    description:
      "What the viewer set for themselves in a conversation changed, on whichever device: what stands here now, not how it came about.",
    fields: (t) => ({
      member: t.field({
        type: Member,
        description: "The viewer's own membership, with its settings as they are now.",
        resolve: ({ member }) => member,
      }),
    }),
  });

/** Null for a membership that is not the viewer's. */
async function findSettings(context: Context, member: MemberRow): Promise<Settings | null> {
  if (viewerIdOrNone(context) !== member.userId) return null;
  return viewerSettingsOf(context).load(member.conversationId);
}

/** By conversation id. */
const viewerSettingsOf = perExecution((context) => {
  const viewerId = viewerIdOrNone(context);
  return new DataLoader((ids: readonly string[]) => readSettings(context.db, viewerId, ids));
});

async function readSettings(
  db: Db,
  viewerId: string,
  conversationIds: readonly string[],
): Promise<Settings[]> {
  const rows = await db.$queryRaw<(Settings & { conversationId: string })[]>`
    SELECT s.conversation_id AS "conversationId", s.notification_level::text AS "notificationLevel",
           s.muted_until AS "mutedUntil", s.is_pinned AS "isPinned", s.is_archived AS "isArchived",
           NOT ${isShown(Prisma.sql`s.conversation_id`, Prisma.sql`s.hidden_seq`)} AS "isHidden"
    FROM member_setting s
    WHERE s.user_id = ${viewerId}::uuid AND s.conversation_id = ANY(${conversationIds}::uuid[])`;
  const found = new Map(rows.map((row) => [row.conversationId, row]));
  return conversationIds.map((id) => found.get(id) ?? AT_FIRST);
}
