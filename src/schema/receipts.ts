/** How far members have got: marks of members, counts of the viewer, and what streams tell of both. */
import { canSeeMark, shownReadSeq } from "../domain/receipts/policy.ts";
import { RECEIPTS_SAMPLE_MAX } from "../domain/receipts/ports.ts";
import type { Mark, MarkedMember, OwnMarksItem, ReceiptsItem } from "../domain/receipts/ports.ts";
import type { MemberRow } from "../domain/rows.ts";
import { viewerIdOrNone } from "./access.ts";
import { builder } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation } from "./conversation.ts";
import { loadConversation } from "./links.ts";
import { Member } from "./member.ts";
import {
  countAllMentions,
  countAllUnread,
  countUnreadConversations,
  receiptLoadersOf,
  viewerCountLoadersOf,
} from "./receiptLoaders.ts";
import { Viewer } from "./viewer.ts";

/** Counting reads what is counted; a page of conversations is counted in one statement. */
const COUNT_COST = 2;

interface ShownMark {
  readonly mark: Mark;
  readonly isOwn: boolean;
}

/** The member's mark as the viewer may see it; null when it is hidden from them. */
async function findMark(context: Context, member: MemberRow): Promise<ShownMark | null> {
  const isOwn = viewerIdOrNone(context) === member.userId;
  // Read together with the member, for somebody who may see it.
  const known = (member as Partial<MarkedMember>).mark;
  if (known !== undefined) return { mark: known, isOwn };
  const { mark, asker, isAdmitted } = await receiptLoadersOf(context).mark.load(member);
  return canSeeMark(asker, member, isAdmitted) ? { mark, isOwn } : null;
}

builder.prismaObjectFields(Member, (t) => ({
  deliveredSeq: t.int({
    nullable: true,
    description:
      "Everything up to here has reached one of the member's devices; 0 before the first mark, null when hidden from the asker. Never goes back.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => (await findMark(context, member))?.mark.deliveredSeq ?? null,
  }),
  readSeq: t.int({
    nullable: true,
    description:
      "Everything up to here has been read; 0 before the first mark, null when hidden from the asker. Goes back by `markUnread` only, and for the member themselves only: others go on seeing how far they had read.",
    extensions: { perViewer: true },
    resolve: async (member, _args, context) => {
      const shown = await findMark(context, member);
      return shown && shownReadSeq(shown.mark, shown.isOwn);
    },
  }),
  unreadCount: t.int({
    nullable: true,
    description:
      "How many messages lie above `readSeq`, the viewer's own and deleted ones left out. Of the viewer's own membership only; null for others.",
    extensions: { perViewer: true },
    complexity: COUNT_COST,
    resolve: (member, _args, context) =>
      isOwnOf(context, member) ? viewerCountLoadersOf(context).unread.load(member.conversationId) : null,
  }),
  mentionCount: t.int({
    nullable: true,
    description:
      "How many of the unread messages mention the viewer, those of people whom the viewer has blocked left out. Of the viewer's own membership only; null for others.",
    extensions: { perViewer: true },
    complexity: COUNT_COST,
    resolve: (member, _args, context) =>
      isOwnOf(context, member) ? viewerCountLoadersOf(context).mentioned.load(member.conversationId) : null,
  }),
}));

function isOwnOf(context: Context, member: MemberRow): boolean {
  return viewerIdOrNone(context) === member.userId;
}

builder.objectFields(Viewer, (t) => ({
  unreadCount: t.int({
    description: "How many messages are unread in all conversations.",
    extensions: { perViewer: true },
    complexity: 5 * COUNT_COST,
    resolve: (_viewer, _args, context) => countAllUnread(context),
  }),
  unreadConversationCount: t.int({
    description:
      "In how many conversations something is unread, archived and hidden ones too; `conversations(filter: { isUnread: true })` lists them, but for hidden ones.",
    extensions: { perViewer: true },
    complexity: 5 * COUNT_COST,
    resolve: (_viewer, _args, context) => countUnreadConversations(context),
  }),
  mentionCount: t.int({
    description: "How many of them mention the viewer.",
    extensions: { perViewer: true },
    complexity: 5 * COUNT_COST,
    resolve: (_viewer, _args, context) => countAllMentions(context),
  }),
}));

export const ReceiptsAdvanced = builder.objectRef<ReceiptsItem>("ReceiptsAdvanced").implement({
  description: `Members of a conversation have received or read more. A signal: told at most four times a second per conversation, and perhaps lost; \`Member.deliveredSeq\` and \`readSeq\` are the truth.`,
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where.",
      resolve: ({ conversationId }, _args, context) => loadConversation(context, conversationId),
    }),
    members: t.field({
      type: [Member],
      description: `Those whose marks moved, as they are now; of many, a sample of at most ${RECEIPTS_SAMPLE_MAX}.`,
      complexity: { field: 1, multiplier: RECEIPTS_SAMPLE_MAX },
      resolve: ({ members }) => [...members],
    }),
    count: t.exposeInt("count", {
      description:
        "How many moved since the last announcement. Larger than `members` is long: read anew what is shown of receipts.",
    }),
  }),
});

export const ViewerMarksChanged = builder.objectRef<OwnMarksItem>("ViewerMarksChanged").implement({
  description:
    "The viewer's own marks changed, on whichever device: what stands here now, not how it came about.",
  fields: (t) => ({
    member: t.field({
      type: Member,
      description: "The viewer's own membership, with its marks and counts as they are now.",
      resolve: ({ member }) => member,
    }),
  }),
});
