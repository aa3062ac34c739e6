/** Keeps what somebody has written and not sent, for all of their devices. */
import { NO_ID } from "../../lib/ids.ts";
import { NotFoundError } from "../errors.ts";
import { loadVisibleMessage } from "../message/loadVisibleMessage.ts";
import type { Ports } from "../ports.ts";
import type { Db, DraftRow } from "../rows.ts";
import { assertText, DRAFT } from "../text.ts";

export interface SaveDraftInput {
  readonly conversationId: string;
  /** Null: in the conversation itself. */
  readonly threadRootId: string | null;
  /** Empty, or nothing but blanks: there is no draft any more. */
  readonly body: string;
}

/**
 * Answers the draft as it is now; null where there is none. An absolute value: of two devices the later one's stays.
 * Sending leaves it: who sends what was drafted saves an empty one. Errors: InputValidation, NotFound.
 */
export async function saveDraft(
  ports: Ports,
  userId: string,
  { conversationId, threadRootId, ...input }: SaveDraftInput,
): Promise<DraftRow | null> {
  const text = assertText("body", input.body, DRAFT);
  const body = text.trim() === "" ? "" : text;
  // Also what is written in a thread that is not seen any more can be thrown away.
  if (threadRootId !== null && body !== "") await assertRoot(ports.db, userId, conversationId, threadRootId);
  const place = { userId, conversationId, threadRootId: threadRootId ?? NO_ID };

  const isMember = await ports.saveDraft(place, body);
  if (!isMember) throw new NotFoundError("Conversation");

  return ports.db.draft.findFirst({ where: { ...place, ...keptDrafts(userId) } });
}

/** The drafts that a person has: of their present memberships. */
export function keptDrafts(userId: string) {
  return { userId, body: { not: "" }, member: { removedSeq: null } };
}

/** A message of the conversation's history that the user sees: any of them may become the root of a thread. */
async function assertRoot(db: Db, userId: string, conversationId: string, rootId: string): Promise<void> {
  const { message } = await loadVisibleMessage(db, userId, rootId);
  if (message.conversationId !== conversationId || message.threadRootId !== null) {
    throw new NotFoundError("Message");
  }
}
