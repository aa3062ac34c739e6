/** Opens the one conversation of two people, or of one person with themselves. */
import { newId } from "../../lib/ids.ts";
import type { Ports } from "../ports.ts";
import type { ConversationRow } from "../rows.ts";
import { assertUsersExist } from "../member/assertUsers.ts";
import { assertMayWriteFirst } from "../privacy/policy.ts";
import { violatedIndex } from "../uniqueViolation.ts";
import { beginConversation } from "./beginConversation.ts";
import { directKeyOf } from "./directKey.ts";

export interface CreateDirectConversationInput {
  /** The other person; or the creator, for notes to oneself. */
  readonly userId: string;
}

/**
 * The same conversation every time, whoever of the two asks, and however many ask at once. One that is there is answered
 * also when its two people may not write to each other any more: they go on seeing what was said. Errors: NotFound,
 * NotAllowed.
 */
export async function createDirectConversation(
  ports: Ports,
  creatorId: string,
  { userId }: CreateDirectConversationInput,
): Promise<ConversationRow> {
  await assertUsersExist(ports.db, [userId]);

  const directKey = directKeyOf(creatorId, userId);
  const known = await ports.db.conversation.findUnique({ where: { directKey } });
  if (known !== null) return known;
  if (userId !== creatorId) await assertMayWriteFirst(ports.db, creatorId, userId);

  const members = [...new Set([creatorId, userId])].map((id) => ({ userId: id, role: "MEMBER" as const }));
  const fresh = { id: newId(), kind: "DIRECT" as const, title: null, directKey, creatorId, members };
  try {
    return await ports.log.create(fresh.id, (write) => beginConversation(write, fresh));
  } catch (error) {
    if (violatedIndex(error) !== "conversation_direct_key_key") throw error;
    // Somebody was faster: the index let us wait until their conversation was committed.
    return ports.db.conversation.findUniqueOrThrow({ where: { directKey } });
  }
}
