/** Message: what was said, where in the order, by whom. */
import { viewMessage, viewOwnAfterLeaving } from "../domain/message/policy.ts";
import type { MessageView } from "../domain/message/policy.ts";
import type { MessageRow } from "../domain/rows.ts";
import { builder, nodeType } from "./builder.ts";
import type { Context } from "./context.ts";
import { Conversation } from "./conversation.ts";
import { loadConversation, loadUser } from "./links.ts";
import { inOrderOf, uuidsOf } from "./nodeRows.ts";
import { User } from "./user.ts";

export const Message = builder.objectRef<MessageView>("Message");

builder.node(Message, {
  name: nodeType("Message"),
  description: "Something a member said; seen by the conversation's members only.",
  id: { description: "Global id.", resolve: (message) => message.id },
  loadManyWithoutCache: async (ids, context) => {
    const views = await Promise.all(uuidsOf(ids).map((id) => context.loaders.message.load(id)));
    return inOrderOf(
      ids,
      views.filter((view) => view !== null),
    );
  },
  fields: (t) => ({
    conversation: t.field({
      type: Conversation,
      description: "Where it was said.",
      resolve: (message, _args, context) => loadConversation(context, message.conversationId),
    }),
    seq: t.exposeInt("seq", {
      description:
        "Position of the sending event in its conversation; events, not messages, are numbered without gaps.",
    }),
    changedSeq: t.exposeInt("changedSeq", {
      description:
        "Position of the newest event that changed this message; a client keeps the copy with the larger one.",
    }),
    sender: t.field({
      type: User,
      description: "Who said it.",
      resolve: (message, _args, context) => loadUser(context, message.senderId),
    }),
    clientKey: t.exposeString("clientKey", {
      description:
        "The key the sender's client chose; echoed so that an optimistic copy is replaced, not doubled.",
    }),
    body: t.exposeString("body", {
      description: "Markdown, as it was written; empty when deleted or withheld.",
    }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "When it was sent." }),
    editedAt: t.expose("editedAt", {
      type: "DateTime",
      nullable: true,
      description: "When its body was changed last; null when it never was.",
    }),
    deletedAt: t.expose("deletedAt", {
      type: "DateTime",
      nullable: true,
      description: "Set on a message deleted for everyone: its body is empty, its place in the order stays.",
    }),
    deletionReason: t.exposeString("deletionReason", {
      nullable: true,
      description: "Why a moderator deleted it; null where its sender did, and where none was given.",
    }),
    isWithheld: t.exposeBoolean("isWithheld", {
      description:
        "True for a message from before the asker may see: its place is shown, its content is not.",
    }),
    isDeletedForViewer: t.exposeBoolean("isDeletedForViewer", {
      description:
        "True for a message that the asker deleted for themselves before the stream or the page that tells of it began: withheld, and in no list. Show nothing of it.",
    }),
  }),
});

/**
 * For the answer of a mutation, as the viewer may see it: whoever sent a message before leaving is still answered with
 * it. The message was read before anything of the viewer's was.
 */
export async function ownView(
  context: Context,
  message: MessageRow,
  related: readonly MessageRow[] = [],
): Promise<MessageView> {
  const member = await context.loaders.viewerMember.load(message.conversationId);
  return member?.removedSeq === null
    ? viewMessage(message, { fromSeq: member.visibleFromSeq, toSeq: null }, related)
    : viewOwnAfterLeaving(message);
}

/** A message that another one refers to: what came with it, or as the viewer may see it now. */
export async function relatedMessage(
  context: Context,
  message: MessageView,
  id: string | null,
): Promise<MessageView | null> {
  if (id === null) return null;
  return message.related.find((each) => each.id === id) ?? context.loaders.message.load(id);
}
