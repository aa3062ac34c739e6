/** ConversationCard: what somebody may know of a conversation who could become a member of it, and never its log. */
import DataLoader from "dataloader";
import { visibleCards } from "../domain/conversation/policy.ts";
import type { CardRow } from "../domain/rows.ts";
import { avatarUrlOf, UPLOADED_AVATAR } from "./avatar.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation, ConversationKind } from "./conversation.ts";
import { encodeNodeId } from "./nodeId.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { perExecution } from "./perExecution.ts";

/** The columns of a card, for Prisma. */
export const CARD_COLUMNS = {
  id: true,
  kind: true,
  title: true,
  description: true,
  avatarUrl: true,
  avatarAttachmentId: true,
  memberCount: true,
} as const;

export const ConversationCard = builder.objectRef<CardRow>("ConversationCard");

builder.node(ConversationCard, {
  name: nodeType("ConversationCard"),
  description:
    "How a conversation looks from outside, to somebody who may become a member. What is said in it is for members.",
  id: { description: "Global id of the card.", resolve: (card) => card.id },
  loadManyWithoutCache: async (ids, context) => {
    // Public is what everybody who is signed in may see.
    if (context.viewer === null) return ids.map(() => null);
    const where = { id: { in: uuidsOf(ids) }, ...visibleCards(context.viewer.userId, new Date()) };
    return inOrderOf(ids, await context.db.conversation.findMany({ where, select: CARD_COLUMNS }));
  },
  fields: (t) => ({
    conversationId: t.id({
      description:
        "The id of the `Conversation`, for `joinConversation`; to who is no member, `node` finds nothing there.",
      resolve: (card) => encodeNodeId("Conversation", card.id),
    }),
    kind: t.expose("kind", { type: ConversationKind, description: "What it is for." }),
    title: t.exposeString("title", { nullable: true, description: "What it is called." }),
    description: t.exposeString("description", { nullable: true, description: "What it is about." }),
    avatarUrl: t.field({
      type: "URL",
      nullable: true,
      description: `Its picture. ${UPLOADED_AVATAR}`,
      resolve: avatarUrlOf,
    }),
    memberCount: t.exposeInt("memberCount", { description: "How many members it has now." }),
    conversation: t.field({
      type: Conversation,
      nullable: true,
      description: "The conversation itself, where the viewer is a member of it now; else null.",
      extensions: { perViewer: true },
      resolve: async ({ id }, _args, context) => {
        const member = await context.loaders.viewerMember.load(id);
        return member?.removedSeq === null ? context.loaders.conversation.load(id) : null;
      },
    }),
  }),
});

export const ConversationCardConnection = builder.connectionObject(
  { type: ConversationCard, name: "ConversationCardConnection", description: "A page of cards." },
  { name: "ConversationCardEdge", description: "A card in a list." },
);

const cardsOf = perExecution(
  ({ db }) =>
    new DataLoader<string, CardRow | null>(async (ids) => {
      const where = { id: { in: [...ids] } };
      return inOrderOf(ids, await db.conversation.findMany({ where, select: CARD_COLUMNS }));
    }),
);

/** For who holds something that names it, such as an invitation. Batched. */
export async function loadCard(context: Context, conversationId: string): Promise<CardRow> {
  const card = await cardsOf(context).load(conversationId);
  if (card === null) throw new Error(`A row names ${conversationId}, which is not there.`);
  return card;
}
