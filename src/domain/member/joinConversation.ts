/** Joins a public channel. */
import { NotFoundError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { MemberRow } from "../rows.ts";
import { beginMembership } from "./beginMemberships.ts";
import { findMemberInside } from "./loadMemberInside.ts";

export interface JoinConversationInput {
  readonly conversationId: string;
}

/**
 * Makes the joiner a plain member; who is a member already is answered as they are, of any conversation.
 * Errors: NotFound (also for what is not public), MemberBanned.
 */
export async function joinConversation(
  ports: Ports,
  joinerId: string,
  { conversationId }: JoinConversationInput,
): Promise<MemberRow> {
  return ports.log.change(conversationId, async (write) => {
    const known = await findMemberInside(write, joinerId);
    if (known !== null) return known;
    if (write.conversation.visibility !== "PUBLIC") throw new NotFoundError("Conversation");

    return beginMembership(write, joinerId, joinerId);
  });
}
