/** Links from one object to another, read through the loaders: what a row names by its id. */
import type DataLoader from "dataloader";
import type { ConversationRow, ProfileRow, UserRow } from "../domain/rows.ts";
import { viewConversation } from "../domain/conversation/policy.ts";
import type { Context } from "./context.ts";

export function loadUser(context: Context, userId: string): Promise<ProfileRow> {
  return loadLinked(context.loaders.user, userId);
}

/** For the one whose account it is. */
export function loadAccount(context: Context, userId: string): Promise<UserRow> {
  return loadLinked(context.loaders.account, userId);
}

/** As the viewer may see it; those who share an execution are members. */
export function loadConversation(context: Context, conversationId: string): Promise<ConversationRow> {
  return loadLinked(context.loaders.conversation, conversationId);
}

/**
 * For rows that may reach somebody whose membership has ended, such as the answer to a repeated mutation, and that were
 * read before anything of the viewer's was.
 */
export async function viewForViewer(
  context: Context,
  conversation: ConversationRow,
): Promise<ConversationRow> {
  return viewConversation(conversation, await context.loaders.viewerMember.load(conversation.id));
}

async function loadLinked<Row>(loader: DataLoader<string, Row | null>, id: string): Promise<Row> {
  const row = await loader.load(id);
  if (row === null) throw new Error(`A row names ${id}, which is not there.`);
  return row;
}
